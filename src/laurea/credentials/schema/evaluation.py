"""Whether a JSON document fits a JSON Schema, with bounded work and nothing fetched.

Drafts 7, 2019-09 and 2020-12. Keywords that only describe are passed over, `format` among them,
as those drafts have it by default. What cannot be decided (`Undecided`) is never called a fit.

Spec: https://json-schema.org/draft/2020-12/json-schema-validation
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from laurea.credentials.document import pointer
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import SCHEMA_MISMATCH, Problem
from laurea.credentials.schema.documents import Draft, Schema, SchemaDocument, Undecided
from laurea.credentials.schema.patterns import Pattern, UnreadablePattern, compile_pattern
from laurea.credentials.schema.values import comparable, is_number, is_whole

_DEEPEST: Final = 120
_MOST_PROBLEMS: Final = 10
_TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": is_number,
    "integer": is_whole,
}


@dataclass(slots=True)
class Seen:
    """What has been looked at of one object or array, for `unevaluated…` keywords."""

    names: set[str] = field(default_factory=set)
    items: set[int] = field(default_factory=set)

    def add(self, other: Seen) -> None:
        """Take over what another schema looked at."""
        self.names |= other.names
        self.items |= other.items


def problems_of(
    document: SchemaDocument, instance: Any, *, limits: Limits = DEFAULT_LIMITS
) -> tuple[Problem, ...]:
    """Return what does not fit the schema, at most ten problems; none where all fits.

    Args:
        document: the schema.
        instance: any JSON value; the pointers of the problems are into it.
        limits: `schema_steps` bounds the work.

    Raises:
        Undecided: the schema asks for what is not done here, or for too much work.
    """
    evaluation = _Evaluation(document, limits.schema_steps)
    evaluation.check(document.root, instance, "", 0)
    return tuple(evaluation.problems)


class _Evaluation:
    """One run of a schema over one document. `steps` are what is left of the work allowed."""

    def __init__(self, document: SchemaDocument, steps: int) -> None:
        self.document = document
        self.steps = steps
        self.problems: list[Problem] = []
        self._is_silent = 0

    def spend(self, steps: int) -> None:
        self.steps -= steps
        if self.steps < 0:
            raise Undecided("it asks for more work than one schema may")

    def refuse(self, where: str, detail: str) -> bool:
        """Note a misfit, unless it is only tried whether something fits."""
        if not self._is_silent and len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(SCHEMA_MISMATCH, detail, where))
        return False

    def fits(self, schema: Any, value: Any, where: str, depth: int) -> Seen | None:
        """Try a schema without noting misfits."""
        self._is_silent += 1
        try:
            return self.check(schema, value, where, depth)
        finally:
            self._is_silent -= 1

    def check(self, schema: Any, value: Any, where: str, depth: int) -> Seen | None:
        """Return what the schema looked at, or None where the value does not fit."""
        if isinstance(schema, bool):
            return Seen() if schema or self.refuse(where, "Nothing may stand here.") else None
        if not isinstance(schema, Mapping):
            raise Undecided("a part of it is no schema")
        self.spend(1 + len(schema))
        if depth > _DEEPEST:
            raise Undecided("it is nested too deep, or refers to itself")
        if "$ref" in schema and self.document.draft is Draft.DRAFT_7:
            return self.check(self._referred(schema), value, where, depth + 1)
        seen, is_fit = Seen(), True
        for keywords in (_ALWAYS, _BY_KIND.get(type(value), {}), _AFTERWARDS):
            for keyword, evaluate in keywords.items():
                if keyword in schema:
                    is_fit &= evaluate(self, schema, value, _Place(where, depth, seen))
        return seen if is_fit else None

    def _referred(self, schema: Mapping[str, Any]) -> Schema:
        return self.document.referred(schema["$ref"], schema)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a keyword is evaluated: pointer into the instance, depth, and what was looked at."""

    where: str
    depth: int
    seen: Seen

    def child(self, name: str) -> str:
        return self.where + pointer(name)


_Evaluate = Callable[[_Evaluation, Mapping[str, Any], Any, _Place], bool]


# for values of every kind -----------------------------------------------------------------------


def _reference(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    target = run.document.referred(schema["$ref"], schema)
    return _same_value(run, target, value, at)


def _same_value(run: _Evaluation, schema: Any, value: Any, at: _Place) -> bool:
    seen = run.check(schema, value, at.where, at.depth + 1)
    if seen is not None:
        at.seen.add(seen)
    return seen is not None


def _type(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not all(isinstance(name, str) and name in _TYPES for name in names):
        raise Undecided("it names a type that is none")
    if any(_TYPES[name](value) for name in names):
        return True
    return run.refuse(at.where, f"The schema asks for {' or '.join(names)} here.")


def _enum(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    allowed = _list(schema, "enum")
    run.spend(len(allowed))
    found = comparable(value)
    if any(comparable(one) == found for one in allowed):
        return True
    return run.refuse(at.where, "The value is none of those that the schema lists.")


def _const(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    if comparable(schema["const"]) == comparable(value):
        return True
    return run.refuse(at.where, "The value is not the one that the schema names.")


def _all_of(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    found = [_same_value(run, one, value, at) for one in _list(schema, "allOf")]
    return all(found)


def _any_of(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    fitting = _fitting(run, _list(schema, "anyOf"), value, at)
    for seen in fitting:
        at.seen.add(seen)
    return bool(fitting) or run.refuse(at.where, "The value fits none of the forms allowed.")


def _one_of(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    fitting = _fitting(run, _list(schema, "oneOf"), value, at)
    if len(fitting) == 1:
        at.seen.add(fitting[0])
        return True
    count = "none" if not fitting else "more than one"
    return run.refuse(at.where, f"The value fits {count} of the forms of which it must fit one.")


def _fitting(run: _Evaluation, schemas: list[Any], value: Any, at: _Place) -> list[Seen]:
    tried = (run.fits(one, value, at.where, at.depth + 1) for one in schemas)
    return [seen for seen in tried if seen is not None]


def _not(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    if run.fits(schema["not"], value, at.where, at.depth + 1) is None:
        return True
    return run.refuse(at.where, "The value has the form that the schema excludes.")


def _if(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    seen = run.fits(schema["if"], value, at.where, at.depth + 1)
    if seen is not None:
        at.seen.add(seen)
    following = "then" if seen is not None else "else"
    return following not in schema or _same_value(run, schema[following], value, at)


# numbers and texts ------------------------------------------------------------------------------


def _bound(keyword: str, holds: Callable[[Any, Any], bool], words: str) -> _Evaluate:
    def evaluate(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
        bound = schema[keyword]
        if not is_number(bound):
            raise Undecided(f"its {keyword} is no number")
        return holds(value, bound) or run.refuse(at.where, f"The number must be {words} {bound}.")

    return evaluate


def _is_multiple(value: Any, step: Any) -> bool:
    if step <= 0:
        raise Undecided("its multipleOf is not above 0")
    return Fraction(str(value)) % Fraction(str(step)) == 0


def _counted(keyword: str, holds: Callable[[int, int], bool], words: str) -> _Evaluate:
    def evaluate(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
        bound = _count(schema, keyword)
        return holds(len(value), bound) or run.refuse(at.where, f"It must have {words} {bound}.")

    return evaluate


def _at_least(count: int, bound: int) -> bool:
    return count >= bound


def _at_most(count: int, bound: int) -> bool:
    return count <= bound


def _pattern(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    if _compiled(schema["pattern"]).is_in(value, run.spend):
        return True
    return run.refuse(at.where, f"The text does not fit {schema['pattern']!r:.120}.")


# objects ----------------------------------------------------------------------------------------


def _required(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    names = _list(schema, "required")
    if not all(isinstance(name, str) for name in names):
        raise Undecided("its required names something that is no text")
    missing = [name for name in names if name not in value]
    for name in missing:
        run.refuse(at.where, f"The schema asks for {name!r:.80} here.")
    return not missing


def _properties(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    """Evaluate `properties`, `patternProperties` and `additionalProperties` together."""
    named = _map(schema, "properties")
    patterns = [(_compiled(text), one) for text, one in _map(schema, "patternProperties").items()]
    others = schema.get("additionalProperties")
    is_fit = True
    for name, inner in value.items():
        chosen = [named[name]] if name in named else []
        chosen += [one for pattern, one in patterns if pattern.is_in(name, run.spend)]
        if not chosen and others is not None:
            chosen = [others]
        if chosen:
            at.seen.names.add(name)
        for one in chosen:
            is_fit &= run.check(one, inner, at.child(name), at.depth + 1) is not None
    return is_fit


def _property_names(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    names = schema["propertyNames"]
    found = [run.check(names, name, at.child(name), at.depth + 1) is not None for name in value]
    return all(found)


def _dependent_required(
    run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place
) -> bool:
    is_fit = True
    for name, needed in _map(schema, "dependentRequired").items():
        if name in value:
            is_fit &= _required(run, {"required": needed}, value, at)
    return is_fit


def _dependent_schemas(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    is_fit = True
    for name, one in _map(schema, "dependentSchemas").items():
        if name in value:
            is_fit &= _same_value(run, one, value, at)
    return is_fit


def _dependencies(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    is_fit = True
    for name, needed in _map(schema, "dependencies").items():
        if name in value and isinstance(needed, list):
            is_fit &= _required(run, {"required": needed}, value, at)
        elif name in value:
            is_fit &= _same_value(run, needed, value, at)
    return is_fit


def _unevaluated_properties(
    run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place
) -> bool:
    rest, is_fit = schema["unevaluatedProperties"], True
    for name in [name for name in value if name not in at.seen.names]:
        at.seen.names.add(name)
        is_fit &= run.check(rest, value[name], at.child(name), at.depth + 1) is not None
    return is_fit


# arrays -----------------------------------------------------------------------------------------


def _items(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    """Evaluate `prefixItems` and `items`, or in older drafts `items` and `additionalItems`."""
    if run.document.draft is Draft.DRAFT_2020_12:
        first, rest = _list(schema, "prefixItems"), schema.get("items")
        if isinstance(rest, list):
            raise Undecided("its items are an array, which draft 2020-12 does not know")
    elif isinstance(schema.get("items"), list):
        first, rest = schema["items"], schema.get("additionalItems")
    else:
        first, rest = [], schema.get("items")
    is_fit = True
    for position, inner in enumerate(value):
        chosen = first[position] if position < len(first) else rest
        if chosen is not None:
            at.seen.items.add(position)
            is_fit &= run.check(chosen, inner, at.child(str(position)), at.depth + 1) is not None
    return is_fit


def _contains(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    found = {
        position
        for position, inner in enumerate(value)
        if run.fits(schema["contains"], inner, at.where, at.depth + 1) is not None
    }
    if run.document.draft is Draft.DRAFT_2020_12:
        at.seen.items |= found
    counts = run.document.draft is not Draft.DRAFT_7
    least = _count(schema, "minContains") if counts and "minContains" in schema else 1
    most = _count(schema, "maxContains") if counts and "maxContains" in schema else len(value)
    if least <= len(found) <= most:
        return True
    return run.refuse(at.where, "The array does not hold as many fitting items as it must.")


def _unique_items(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    run.spend(len(value))
    if not schema["uniqueItems"] or len({comparable(one) for one in value}) == len(value):
        return True
    return run.refuse(at.where, "An item stands twice in the array.")


def _unevaluated_items(run: _Evaluation, schema: Mapping[str, Any], value: Any, at: _Place) -> bool:
    rest, is_fit = schema["unevaluatedItems"], True
    for position in sorted(set(range(len(value))) - at.seen.items):
        at.seen.items.add(position)
        place = at.child(str(position))
        is_fit &= run.check(rest, value[position], place, at.depth + 1) is not None
    return is_fit


# what keywords hold -----------------------------------------------------------------------------


def _list(schema: Mapping[str, Any], keyword: str) -> list[Any]:
    value = schema.get(keyword, [])
    if not isinstance(value, list):
        raise Undecided(f"its {keyword} is no array")
    return value


def _map(schema: Mapping[str, Any], keyword: str) -> Mapping[str, Any]:
    value = schema.get(keyword, {})
    if not isinstance(value, dict):
        raise Undecided(f"its {keyword} is no object")
    return value


def _count(schema: Mapping[str, Any], keyword: str) -> int:
    value = schema[keyword]
    if not is_whole(value) or value < 0:
        raise Undecided(f"its {keyword} is no count")
    return int(value)


def _compiled(text: Any) -> Pattern:
    if not isinstance(text, str):
        raise Undecided("its pattern is no text")
    try:
        return compile_pattern(text)
    except UnreadablePattern as error:
        raise Undecided(f"its pattern {text!r:.80} is not read here: {error}") from None


def _first_of(names: Sequence[str], evaluate: _Evaluate) -> Iterable[tuple[str, _Evaluate]]:
    """Let one of several keywords that belong together stand for all of them."""
    for number, name in enumerate(names):
        earlier = names[:number]

        def once(
            run: _Evaluation,
            schema: Mapping[str, Any],
            value: Any,
            at: _Place,
            earlier: Sequence[str] = earlier,
        ) -> bool:
            return any(one in schema for one in earlier) or evaluate(run, schema, value, at)

        yield name, once


_ALWAYS: Final[dict[str, _Evaluate]] = {
    "$ref": _reference,
    "type": _type,
    "enum": _enum,
    "const": _const,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}
_NUMBERS: Final[dict[str, _Evaluate]] = {
    "multipleOf": _bound("multipleOf", _is_multiple, "a multiple of"),
    "minimum": _bound("minimum", lambda value, bound: bool(value >= bound), "at least"),
    "maximum": _bound("maximum", lambda value, bound: bool(value <= bound), "at most"),
    "exclusiveMinimum": _bound("exclusiveMinimum", lambda v, bound: bool(v > bound), "above"),
    "exclusiveMaximum": _bound("exclusiveMaximum", lambda v, bound: bool(v < bound), "below"),
}
_BY_KIND: Final[dict[type, dict[str, _Evaluate]]] = {
    int: _NUMBERS,
    float: _NUMBERS,
    str: {
        "minLength": _counted("minLength", _at_least, "a length of at least"),
        "maxLength": _counted("maxLength", _at_most, "a length of at most"),
        "pattern": _pattern,
    },
    dict: {
        "required": _required,
        "minProperties": _counted("minProperties", _at_least, "properties: at least"),
        "maxProperties": _counted("maxProperties", _at_most, "properties: at most"),
        **dict(_first_of(("properties", "patternProperties", "additionalProperties"), _properties)),
        "propertyNames": _property_names,
        "dependentRequired": _dependent_required,
        "dependentSchemas": _dependent_schemas,
        "dependencies": _dependencies,
    },
    list: {
        "minItems": _counted("minItems", _at_least, "items: at least"),
        "maxItems": _counted("maxItems", _at_most, "items: at most"),
        **dict(_first_of(("prefixItems", "items"), _items)),
        "contains": _contains,
        "uniqueItems": _unique_items,
    },
}
_AFTERWARDS: Final[dict[str, _Evaluate]] = {
    "unevaluatedProperties": lambda run, schema, value, at: (
        not isinstance(value, dict) or _unevaluated_properties(run, schema, value, at)
    ),
    "unevaluatedItems": lambda run, schema, value, at: (
        not isinstance(value, list) or _unevaluated_items(run, schema, value, at)
    ),
}
