"""Schemas of draft 4: compared with the subject, where the verifier asks for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from laurea.credentials.report import Check, Outcome
from laurea.credentials.schema.check import check_schema

URL = "https://school.example/card.json"
SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "properties": {"id": {"type": "string"}, "height": {"type": "string", "minLength": 2}},
    "required": ["height"],
}
SUBJECT = {"id": "did:example:mira", "height": "1.80m"}


def check(schema: Any = SCHEMA, *, asked: bool = True, **document: Any) -> Check:
    entry = {"id": URL, "type": "JsonSchema"}
    return check_schema(
        {"credentialSchema": entry, "credentialSubject": SUBJECT} | document,
        fetch=lambda _: json.dumps(schema).encode(),
        of_subjects=asked,
    )


def test_a_schema_of_draft_4_is_decided_only_where_that_is_asked_for() -> None:
    assert check().outcome is Outcome.PASSED
    assert check(asked=False).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("subject", [{"id": "x"}, SUBJECT | {"height": "2"}, "did:a", None])
def test_a_subject_that_does_not_fit_fails(subject: Any) -> None:
    found = check(credentialSubject=subject)
    assert found.outcome is Outcome.FAILED
    assert found.problems[1].pointer.startswith("/credentialSubject")


def test_every_subject_must_fit() -> None:
    assert check(credentialSubject=[SUBJECT, SUBJECT]).outcome is Outcome.PASSED
    found = check(credentialSubject=[SUBJECT, {"height": "1"}])
    assert (found.outcome, found.problems[1].pointer) == (
        Outcome.FAILED,
        "/credentialSubject/1/height",
    )


@pytest.mark.parametrize(
    "change",
    [
        {"id": URL},
        {"$ref": "#/definitions/a"},
        {"const": 1},
        {"exclusiveMinimum": True},
        {"allOf": [{}]},
        {"properties": {"height": True}},
        {"properties": {"height": {"$id": "urn:x"}}},
        {"properties": []},
        {"items": [{}]},
        {"items": {"not": {}}},
        {"additionalProperties": {"if": {}}},
    ],
)
def test_what_later_drafts_read_otherwise_is_not_decided(change: dict[str, Any]) -> None:
    assert check(SCHEMA | change).outcome is Outcome.UNKNOWN


def test_schemas_of_the_specification_describe_the_credential_as_before() -> None:
    modern = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": URL}
    assert check(modern | {"required": ["height"]}).outcome is Outcome.FAILED
    assert check(modern | {"required": ["credentialSubject"]}).outcome is Outcome.PASSED
