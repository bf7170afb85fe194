"""Claims about many documents of one plan: the hashes of each alone, or none."""

from __future__ import annotations

import hashlib
from random import Random
from typing import Any

import pytest

from laurea.credentials.canon import bundled
from laurea.credentials.canon.blocks import NotPlanned
from laurea.credentials.canon.plan import CanonicalPlan
from tests.credentials.canon.test_plan import MARKER, filled, slots
from tests.simulator.documents import a_credential, a_text, an_iri


def a_plan(document: dict[str, Any], ways: list[tuple[Any, ...]]) -> CanonicalPlan:
    markers = [MARKER.format(number) for number in range(len(ways))]
    return CanonicalPlan(bundled().dataset(filled(document, ways, markers)), markers)


def alone(plan: CanonicalPlan, texts: list[str]) -> bytes | None:
    """The hash of one document by the plan, None where it cannot tell."""
    try:
        return plan.digest(texts)
    except NotPlanned:
        return None


@pytest.mark.parametrize("seed", range(150))
def test_many_documents_have_the_hashes_of_the_full_algorithm(seed: int) -> None:
    random = Random(seed)
    document = a_credential(random)
    ways = random.sample(all_ways := slots(document), min(len(all_ways), random.randint(1, 12)))
    try:
        plan = a_plan(document, ways)
    except NotPlanned:
        return
    few = [[an_iri(random) if is_iri else a_text(random) for is_iri in plan.slot_is_iri]]
    rows = [
        [
            random.choice(few)[place]  # texts that meet again, in one document and in many
            if random.random() < 0.3
            else (an_iri(random) if is_iri else a_text(random))
            for place, is_iri in enumerate(plan.slot_is_iri)
        ]
        for _ in range(12)
    ]
    try:
        columns, _ = plan.written_columns(list(zip(*rows, strict=True)))
        digests = plan.digests(list(zip(*columns, strict=True)))
    except NotPlanned:
        assert None in [alone(plan, row) for row in rows]
        return
    for row, digest in zip(rows, digests, strict=True):
        assert digest == alone(plan, row)
        if digest is not None:
            full = bundled().nquads(filled(document, ways, row))
            assert digest == hashlib.sha256(full).digest()


NAMED: list[dict[str, str]] = [{"id": "urn:q", "name": "%b"}]
BLANK: list[dict[str, str]] = [{"name": "a"}, {"name": "b"}]


def a_document(subjects: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:m",
        "type": ["VerifiableCredential"],
        "issuer": {"id": "urn:f", "name": "100 %"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subjects,
    }


def digests(
    document: dict[str, Any], ways: list[tuple[Any, ...]], rows: list[list[str]]
) -> list[bytes | None]:
    plan = a_plan(document, ways)
    columns, _ = plan.written_columns(list(zip(*rows, strict=True)))
    found = plan.digests(list(zip(*columns, strict=True)))
    for row, digest in zip(rows, found, strict=True):
        full = hashlib.sha256(bundled().nquads(filled(document, ways, row))).digest()
        assert digest in (None, full)
    return found


def test_two_nodes_that_become_alike_are_left_out_alone() -> None:
    ways: list[tuple[Any, ...]] = [("credentialSubject", n, "name") for n in range(2)]
    found = digests(a_document(BLANK), ways, [["x", "y"], ["x", "x"], ["y", "x"]])
    assert [digest is None for digest in found] == [False, True, False]
    assert found[0] == found[2]


def test_two_subjects_that_become_one_are_left_out_alone() -> None:
    ways: list[tuple[Any, ...]] = [("id",), ("credentialSubject", 0, "id")]
    rows = [["urn:1", "urn:2"], ["urn:3", "urn:3"], ["urn:f", "urn:4"], ["urn:5", "urn:f"]]
    found = digests(a_document(NAMED), ways, rows)
    assert [digest is None for digest in found] == [False, True, True, True]


@pytest.mark.parametrize("ids", [("urn:a", "urn:b"), ("urn:x", "urn:y"), ("urn:a", "urn:z")])
def test_subjects_are_put_where_they_sort_in_each_document(ids: tuple[str, str]) -> None:
    """Before and after the issuer, and before and after each other; also where one begins one."""
    ways: list[tuple[Any, ...]] = [("id",), ("credentialSubject", 0, "id")]
    one, other = ids
    rows = [[one, other], [other, one], [one, f"{one}#1"], [f"{one}#1", one], [f"{one}?", one]]
    assert None not in digests(a_document(NAMED), ways, rows)


def test_percent_signs_stand_as_they_are() -> None:
    ways: list[tuple[Any, ...]] = [("name",), ("credentialSubject", 0, "name")]
    rows = [["%b", "%%b"], ["%", "100 %s"], ["%%", "%%%b"]]
    document = {**a_document(BLANK), "name": "a"}
    assert None not in digests(document, ways, rows)
