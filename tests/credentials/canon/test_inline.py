"""A context inside a document adds words and does nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.canon import bundled
from laurea.credentials.canon.inline import named_contexts, with_inner_contexts
from laurea.credentials.errors import MalformedDocument

V2 = "https://www.w3.org/ns/credentials/v2"


def with_context(inner: Any) -> dict[str, Any]:
    return {"@context": [V2, inner], "id": "urn:x", "nonce": "7"}


def test_a_word_that_is_added_is_hashed() -> None:
    document = {
        "@context": [V2, {"mood": "https://school.example/mood"}],
        "id": "urn:x",
        "mood": "7",
    }
    named, canonicalizers = with_inner_contexts(document, [bundled()])
    found = canonicalizers[0].nquads(named)
    assert found == b'<urn:x> <https://school.example/mood> "7" .\n'


@pytest.mark.parametrize(
    "inner",
    [
        {"issuer": "https://school.example/issuer"},
        {"@vocab": "https://school.example/"},
        {"@base": "https://school.example/"},
        {"@import": V2},
        {"nonce": "issuer"},
        {"nonce": "@id"},
        {"nonce": None},
        {"nonce": {"@id": "https://school.example/n", "@context": {}}},
        {"nonce": {"@id": "https://school.example/n", "@container": "@list"}},
        {"nonce": {"@reverse": "https://school.example/n"}},
        {"nonce": {"@id": "https://school.example/n", "@type": "@json"}},
        {"nonce": {"@id": "https://school.example/n", "@type": 1}},
    ],
)
def test_whatever_it_does_beside_is_refused(inner: Any) -> None:
    with pytest.raises(MalformedDocument) as caught:
        named_contexts(with_context(inner))
    assert caught.value.problem.type.slug == "context-invalid"


def test_no_document_names_what_stands_inside_another() -> None:
    with pytest.raises(MalformedDocument):
        named_contexts({"@context": "urn:laurea:context-within:0"})
