"""Claims about context processing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from laurea.credentials.canon.terms import ActiveContext, ContextTable
from laurea.credentials.errors import MalformedDocument


class Shelf:
    """Contexts in memory."""

    def __init__(self, **contexts: Any) -> None:
        self.contexts = {f"urn:{name}": {"@context": value} for name, value in contexts.items()}

    def load(self, url: str) -> Mapping[str, Any] | None:
        return self.contexts.get(url)


def processed(*urls: str, **contexts: Any) -> ActiveContext:
    return ContextTable(Shelf(**contexts)).for_document(tuple(f"urn:{url}" for url in urls))


def refused(*urls: str, **contexts: Any) -> str:
    with pytest.raises(MalformedDocument) as caught:
        processed(*urls, **contexts)
    return caught.value.problem.type.slug


def test_an_unknown_address_is_refused() -> None:
    assert refused("b", a={}) == "context-unknown"


def test_a_prefix_is_a_term_that_ends_like_one() -> None:
    context = processed("a", a={"ex": "urn:ex#", "no": "urn:ex", "t": {"@id": "ex:t"}})
    assert context.expand_iri("t", vocab=True) == "urn:ex#t"
    assert context.expand_iri("ex:u", vocab=False) == "urn:ex#u"
    assert context.expand_iri("no:u", vocab=False) == "no:u"
    assert context.expand_iri("t", vocab=False) is None


def test_terms_may_be_used_before_they_are_defined() -> None:
    context = processed("a", a={"t": "ex:t", "u": {"@id": "t"}, "ex": "urn:ex#"})
    assert context.terms["u"].iri == "urn:ex#t"


def test_a_protected_term_may_be_defined_again_only_as_it_was() -> None:
    protected = {"@protected": True, "name": "urn:name"}
    assert processed("a", "b", a=protected, b={"name": "urn:name"}).terms["name"].is_protected
    assert refused("a", "b", a=protected, b={"name": "urn:other"}) == "context-invalid"
    assert refused("a", "b", a=protected, b=None) == "context-invalid"


def test_a_property_scoped_context_may_override_protected_terms() -> None:
    local = {
        "@protected": True,
        "name": "urn:name",
        "in": {"@id": "urn:in", "@context": {"name": "urn:inner"}},
    }
    table = ContextTable(Shelf(a=local))
    inside = table.for_property(table.for_document(("urn:a",)), "in")
    assert inside.terms["name"].iri == "urn:inner"


def test_a_type_scoped_context_ends_with_the_object() -> None:
    local = {"T": {"@id": "urn:T", "@context": {"own": "urn:own"}}, "in": "urn:in"}
    table = ContextTable(Shelf(a=local))
    typed = table.for_types(table.for_document(("urn:a",)), ["T"])
    assert "own" in typed.terms
    assert "own" not in table.for_property(typed, "in").terms


def test_what_is_derived_once_is_kept() -> None:
    table = ContextTable(Shelf(a={"T": {"@id": "urn:T", "@context": {"own": "urn:own"}}}))
    context = table.for_document(("urn:a",))
    assert table.for_document(("urn:a",)) is context
    assert table.for_types(context, ["T"]) is table.for_types(context, ["T", "x"])


@pytest.mark.parametrize(
    "local",
    [
        {"t": {"@id": "relative"}},
        {"t": {"@id": 5}},
        {"t": {}},
        {"t": 5},
        {"t": {"@id": "urn:t", "@type": "relative"}},
        {"t": {"@id": "urn:t", "unknown": 1}},
        {"a": "b:x", "b": "a:x"},
        {"@base": "urn:x"},
        {"@import": "urn:x"},
        {"@vocab": 5},
        {"@id": "urn:x"},
        {"": "urn:x"},
        "relative",
        7,
    ],
)
def test_a_context_outside_the_known_features_is_refused(local: Any) -> None:
    assert refused("a", a=local) in {"context-invalid", "context-unknown"}


def test_the_number_of_contexts_is_bounded() -> None:
    assert refused(*["a"] * 17, a={}) == "context-unknown"
