"""JSON Schema, compared with another program and attacked."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.limits import Limits
from laurea.credentials.schema.documents import SchemaDocument, Undecided
from laurea.credentials.schema.evaluation import problems_of

DIALECTS = {
    "http://json-schema.org/draft-07/schema#": jsonschema.Draft7Validator,
    "https://json-schema.org/draft/2019-09/schema": jsonschema.Draft201909Validator,
    "https://json-schema.org/draft/2020-12/schema": jsonschema.Draft202012Validator,
}
NEWEST = "https://json-schema.org/draft/2020-12/schema"


def fits(schema: dict[str, Any], value: Any, **limits: int) -> bool:
    document = SchemaDocument.read({"$schema": NEWEST, **schema})
    return not problems_of(document, value, limits=Limits(**limits))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([1.0, 0.5, "a", "ab", ""]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)


def schemas(depth: int = 2) -> st.SearchStrategy[Any]:
    inner = schemas(depth - 1) if depth else st.booleans()
    many = st.lists(inner, min_size=1, max_size=2)
    named = st.dictionaries(st.sampled_from("abc"), inner, max_size=2)
    names = st.lists(st.sampled_from("abc"), max_size=2, unique=True)
    kinds = st.sampled_from(["object", "array", "string", "number", "integer", "null", "boolean"])
    return st.fixed_dictionaries(
        {},
        optional={
            "type": kinds | st.lists(kinds, min_size=1, max_size=2, unique=True),
            "enum": st.lists(VALUES, min_size=1, max_size=2),
            "const": VALUES,
            "minimum": st.integers(-2, 2),
            "exclusiveMaximum": st.integers(-2, 2),
            "multipleOf": st.sampled_from([0.5, 1, 2]),
            "minLength": st.integers(0, 2),
            "maxLength": st.integers(0, 2),
            "pattern": st.sampled_from(["a", "^b", "^$"]),
            "items": inner,
            "contains": inner,
            "uniqueItems": st.booleans(),
            "minItems": st.integers(0, 2),
            "properties": named,
            "patternProperties": st.dictionaries(st.sampled_from(["a", "[bc]"]), inner, max_size=2),
            "additionalProperties": inner,
            "propertyNames": inner,
            "required": names,
            "dependentRequired": st.dictionaries(st.sampled_from("abc"), names, max_size=1),
            "dependentSchemas": named,
            "allOf": many,
            "anyOf": many,
            "oneOf": many,
            "not": inner,
            "if": inner,
            "then": inner,
            "else": inner,
            "minContains": st.integers(0, 2),
            "unevaluatedProperties": inner,
            "unevaluatedItems": inner,
        },
    )


UNEVALUATED = ("unevaluatedProperties", "unevaluatedItems")
LEFT_OUT = {
    "http://json-schema.org/draft-07/schema#": (
        *("dependentRequired", "dependentSchemas", "minContains"),
        *UNEVALUATED,
    ),
    # the other program does not count there what `additionalProperties` looked at
    "https://json-schema.org/draft/2019-09/schema": UNEVALUATED,
}
"""What a dialect does not know yet, or what is not compared."""


@given(schemas(), VALUES, st.sampled_from(sorted(DIALECTS)))
def test_another_program_says_the_same(schema: dict[str, Any], value: Any, dialect: str) -> None:
    schema = without(schema, LEFT_OUT.get(dialect, ()))
    document = SchemaDocument.read({**schema, "$schema": dialect})
    expected = DIALECTS[dialect](schema).is_valid(value)
    assert (not problems_of(document, value)) is expected


def without(schema: Any, names: tuple[str, ...]) -> Any:
    if isinstance(schema, dict):
        return {key: without(one, names) for key, one in schema.items() if key not in names}
    return [without(one, names) for one in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize(
    ("schema", "value", "is_fit"),
    [
        ({"$ref": "#/$defs/n", "$defs": {"n": {"type": "integer"}}}, 1, True),
        ({"$ref": "#/$defs/n", "$defs": {"n": {"type": "integer"}}}, "a", False),
        ({"$ref": "#n", "$defs": {"x": {"$anchor": "n", "const": 1}}}, 2, False),
        (
            {
                "$id": "https://a.example/s",
                "$ref": "https://a.example/s#/$defs/n",
                "$defs": {"n": True},
            },
            1,
            True,
        ),
        (
            {"$id": "https://a.example/s", "$ref": "t", "$defs": {"n": {"$id": "t", "const": 3}}},
            3,
            True,
        ),
        (
            {"$id": "https://a.example/s", "$ref": "t", "$defs": {"n": {"$id": "t", "const": 3}}},
            4,
            False,
        ),
        (
            {"properties": {"next": {"$ref": "#"}, "n": {"type": "integer"}}},
            {"next": {"next": {"n": "x"}}},
            False,
        ),
        ({"prefixItems": [True, {"const": 2}], "items": False}, [1, 2], True),
        ({"prefixItems": [True, {"const": 2}], "items": False}, [1, 2, 3], False),
        ({"format": "email"}, "no address", True),
        ({"x-unknown": {"type": 7}}, 1, True),
        ({"multipleOf": 0.01}, 19.99, True),
        ({"enum": [1]}, True, False),
        ({"const": 1}, 1.0, True),
    ],
)
def test_references_and_edges(schema: dict[str, Any], value: Any, is_fit: bool) -> None:
    assert fits(schema, value) is is_fit


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://other.example/schema.json"},
        {"$ref": "#/$defs/absent"},
        {"$ref": "#absent"},
        {"$ref": 5},
        {"$ref": "#"},
        {"$ref": "#/x-data", "x-data": [1]},
        {"allOf": [{"$ref": "#"}]},
        {"$dynamicRef": "#x"},
        {"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}},
        {"type": "thing"},
        {"type": 5},
        {"allOf": {}},
        {"required": "a", "type": "object"},
        {"pattern": "(?=a)"},
        {"pattern": 5},
        {"minimum": "1"},
        {"multipleOf": 0},
        {"minLength": -1},
        {"properties": []},
        {"properties": {"a": 5}},
        {"items": [True]},
        {"$id": "https://[", "$ref": "x"},
    ],
)
def test_what_cannot_be_decided_is_never_called_a_fit(schema: dict[str, Any]) -> None:
    def tried() -> list[bool]:
        return [fits(schema, value) for value in (1, "a", {"a": 1}, [1])]

    with pytest.raises(Undecided):
        tried()


def test_a_dialect_that_is_not_known_is_undecided() -> None:
    with pytest.raises(Undecided):
        SchemaDocument.read({"$schema": "http://json-schema.org/draft-04/schema#"})


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        # each level doubles the work
        (
            {
                "$defs": {
                    f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(60)
                }
                | {"d60": True},
                "$ref": "#/$defs/d0",
            },
            1,
        ),
        ({"items": {"pattern": "(a|a)*(a|a)*b"}}, ["a" * 20_000] * 20),
        ({"uniqueItems": True, "items": {"enum": list(range(1_000))}}, list(range(2_000))),
    ],
)
def test_work_is_bounded(schema: dict[str, Any], value: Any) -> None:
    with pytest.raises(Undecided, match="work"):
        fits(schema, value, schema_steps=100_000)


def test_misfits_name_their_place_and_are_not_more_than_ten() -> None:
    document = SchemaDocument.read(
        {"$schema": NEWEST, "items": {"properties": {"a/b": {"type": "string"}}}}
    )
    found = problems_of(document, [{"a/b": 1}] * 30)
    assert len(found) == 10
    assert found[1].pointer == "/1/a~1b"
