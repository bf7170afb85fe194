"""Credentials issued here from a messy roster, judged by other people's verifiers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.interop.conftest import ROWS, SAMPLE, Issued
from tests.interop.peers import DCC, EVERYBODY, LAUREA, SCHEMA, judge

pytestmark = pytest.mark.interop


def test_most_rows_of_a_messy_roster_become_credentials(issued: Issued) -> None:
    assert ROWS * 0.98 < len(issued.files) < ROWS
    assert len(issued.sample) == SAMPLE


def test_every_credential_issued_verifies_here(issued: Issued) -> None:
    documents = (json.loads(path.read_bytes()) for path in issued.files)
    judgements = judge(LAUREA, documents, issued.web)
    refused = [
        (path.name, judgement.error)
        for path, judgement in zip(issued.files, judgements, strict=True)
        if not judgement.verified
    ]
    assert refused == []


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_every_credential_of_the_sample_verifies(issued: Issued, verifier: str) -> None:
    judgements = judge(verifier, issued.sample, issued.web)
    refused = [
        (document["id"], judgement.error)
        for document, judgement in zip(issued.sample, judgements, strict=True)
        if not judgement.verified
    ]
    assert refused == []


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_nobody_needs_more_than_the_status_lists(issued: Issued, verifier: str) -> None:
    asked = {
        url
        for judgement in judge(verifier, issued.sample[:10], issued.web)
        for url in judgement.asked
    }
    assert asked <= {SCHEMA}


@pytest.mark.parametrize("verifier", EVERYBODY)
def test_without_its_status_list_a_credential_is_not_taken_for_valid(
    issued: Issued, verifier: str
) -> None:
    (judgement,) = judge(verifier, issued.sample[:1], {})
    assert not judgement.verified


def test_the_sample_keeps_to_the_published_schema(issued: Issued, vectors: Path) -> None:
    folder = vectors / "conformance" / "1edtech-schemas" / "ob_v3p0"
    schema = json.loads((folder / SCHEMA.rpartition("/")[2]).read_bytes())
    judgements = judge(DCC, issued.sample, {**issued.web, SCHEMA: schema})
    assert {judgement.asked for judgement in judgements} == {()}
    assert [judgement.steps["schema"] for judgement in judgements] == [True] * SAMPLE
