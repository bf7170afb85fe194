"""The direction of texts: what is passed over, and what is left to safe mode."""

from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.canon import bundled
from laurea.credentials.canon.directions import first_direction, without_directions
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS

V2 = "https://www.w3.org/ns/credentials/v2"
TEXT = {"@value": "Ada", "@language": "en"}


def named(*names: Any) -> dict[str, Any]:
    return {"@context": V2, "id": "urn:x", "name": list(names)}


def test_statements_are_the_same_with_a_direction_and_without() -> None:
    document = named(TEXT | {"@direction": "ltr"}, "Grace")
    with pytest.raises(MalformedDocument):
        bundled().nquads(document)
    plain = bundled().nquads(named(TEXT, "Grace"))
    for canonicalizer in (
        bundled().without_directions(),
        bundled().without_directions().within(DEFAULT_LIMITS),
        bundled().within(DEFAULT_LIMITS).without_directions(),
        bundled().without_directions().with_contexts({"urn:y": {"@context": {}}}),
    ):
        assert canonicalizer.nquads(document) == plain


def test_the_document_itself_keeps_its_directions() -> None:
    document = named(TEXT | {"@direction": "ltr"})
    assert without_directions(document) != document
    assert first_direction(document) == "/name/0"


@pytest.mark.parametrize(
    "text",
    [
        {"@direction": "ltr"},
        {"@value": 5, "@direction": "ltr"},
        {"@value": "Ada", "@direction": "up"},
        {"@value": "Ada", "@direction": ["ltr"]},
        {"@value": "Ada", "@direction": "ltr", "@type": "urn:t"},
        {"@value": "Ada", "@direction": "ltr", "id": "urn:y"},
    ],
)
def test_any_other_direction_stays_and_is_refused(text: dict[str, Any]) -> None:
    assert without_directions(named(text)) == named(text)
    assert first_direction(named(text)) is None
    with pytest.raises(MalformedDocument):
        bundled().without_directions().nquads(named(text))
