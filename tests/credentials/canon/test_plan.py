"""Claims about canonical plans: the bytes of the full algorithm, or none."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from laurea.credentials.canon import bundled
from laurea.credentials.canon.blocks import NotPlanned
from laurea.credentials.canon.plan import CanonicalPlan
from tests.simulator.documents import a_credential, a_text, an_iri

MARKER = "urn:marker:{}:"


def slots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The ways to the strings of a document that may vary."""
    if isinstance(value, dict):
        return [
            way
            for key, inner in value.items()
            if key != "type" and not key.startswith("@")
            for way in slots(inner, (*path, key))
        ]
    if isinstance(value, list):
        return [way for number, inner in enumerate(value) for way in slots(inner, (*path, number))]
    return [path] if isinstance(value, str) else []


def filled(document: dict[str, Any], ways: list[tuple[Any, ...]], texts: list[str]) -> Any:
    document = deepcopy(document)
    for way, text in zip(ways, texts, strict=True):
        inner: Any = document
        for part in way[:-1]:
            inner = inner[part]
        inner[way[-1]] = text
    return document


@pytest.mark.parametrize("seed", range(150))
def test_a_plan_gives_the_bytes_of_the_full_algorithm(seed: int) -> None:
    random = Random(seed)
    document = a_credential(random)
    ways = random.sample(all_ways := slots(document), min(len(all_ways), random.randint(1, 12)))
    markers = [MARKER.format(number) for number in range(len(ways))]
    try:
        plan = CanonicalPlan(bundled().dataset(filled(document, ways, markers)), markers)
    except NotPlanned:
        return
    for _ in range(8):
        texts = [an_iri(random) if is_iri else a_text(random) for is_iri in plan.slot_is_iri]
        try:
            planned = plan.canonical(texts)
        except NotPlanned:
            continue
        full = bundled().nquads(filled(document, ways, texts))
        assert planned == full
        assert plan.digest(texts) == hashlib.sha256(full).digest()


def a_document() -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:1",
        "type": ["VerifiableCredential"],
        "issuer": "did:example:guild",
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": [{"name": "a"}, {"name": "b"}],
    }
    return document, [("credentialSubject", 0, "name"), ("credentialSubject", 1, "name")]


def test_two_nodes_that_become_alike_are_left_to_the_full_algorithm() -> None:
    document, ways = a_document()
    markers = [MARKER.format(number) for number in range(2)]
    plan = CanonicalPlan(bundled().dataset(filled(document, ways, markers)), markers)
    assert plan.canonical(["x", "y"]) == bundled().nquads(filled(document, ways, ["x", "y"]))
    with pytest.raises(NotPlanned):
        plan.canonical(["x", "x"])


def test_an_id_that_is_no_plain_iri_is_left_to_the_full_algorithm() -> None:
    document, _ = a_document()
    marker = MARKER.format(0)
    plan = CanonicalPlan(bundled().dataset(filled(document, [("id",)], [marker])), [marker])
    for odd in ("relative", "urn:a b", "strange:x", "", "_:b0"):
        with pytest.raises(NotPlanned):
            plan.canonical([odd])


def test_a_marker_that_does_not_stand_alone_is_refused() -> None:
    document, _ = a_document()
    marker = MARKER.format(0)
    document["name"] = f"before {marker}"
    with pytest.raises(NotPlanned):
        CanonicalPlan(bundled().dataset(document), [marker])
