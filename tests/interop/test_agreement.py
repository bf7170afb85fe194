"""Other people's published credentials: we say of each what their verifiers say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.interop.peers import BAZAAR, DCC, LAUREA, Document, judge

pytestmark = pytest.mark.interop

FOLDERS = (
    "conformance/dcc-vc-test-fixtures",
    "conformance/w3c-vc-di-eddsa",
    "conformance/educredentials-obv3-examples",
    "corpus/valid",
)


def published(vectors: Path) -> Iterator[tuple[str, Document]]:
    """The credentials among the vectors whose every proof is of the kind eddsa-rdfc-2022."""
    for folder in FOLDERS:
        for path in sorted((vectors / folder).rglob("*.json")):
            try:
                document = json.loads(path.read_bytes())
            except ValueError:
                continue  # a vector that is meant to be unreadable
            if isinstance(document, dict) and "credentialSubject" in document:
                kinds = [proof.get("cryptosuite") for proof in proofs(document)]
                if kinds and set(kinds) == {"eddsa-rdfc-2022"}:
                    yield str(path.relative_to(vectors)), document


def proofs(document: Document) -> list[dict[str, Any]]:
    found = document.get("proof", [])
    return found if isinstance(found, list) else [found]


def test_the_verifiers_agree_on_published_credentials(vectors: Path) -> None:
    names, documents = zip(*published(vectors), strict=True)
    answers = {
        verifier: [each.verified for each in judge(verifier, documents, {})]
        for verifier in (BAZAAR, DCC, LAUREA)
    }
    differing = [
        (name, bazaar, dcc, ours)
        for name, bazaar, dcc, ours in zip(
            names, answers[BAZAAR], answers[DCC], answers[LAUREA], strict=True
        )
        if ours is not (bazaar and dcc)
    ]
    assert differing == []
    assert sum(answers[LAUREA]) >= 15
