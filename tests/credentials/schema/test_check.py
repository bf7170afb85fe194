"""The check `schema`: which schema, from where, and what it comes to."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import FETCH_FAILED, Problem, Severity
from laurea.credentials.report import Check, Outcome
from laurea.credentials.schema.check import check_schema
from laurea.credentials.verify import verify
from tests.simulator.issuer import NOW, Issuer

URL = "https://school.example/schema.json"
SCHEMA: dict[str, Any] = {
    "$id": URL,
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "required": ["name"],
}
ENTRY = {"id": URL, "type": "JsonSchema"}


def check(entry: Any, schema: Any = SCHEMA, **document: Any) -> Check:
    def fetch(url: str) -> bytes:
        if schema is None or url != URL:
            raise Unavailable(Problem(FETCH_FAILED, f"{url} did not answer."))
        return schema if isinstance(schema, bytes) else json.dumps(schema).encode()

    return check_schema({"name": "Ada", "credentialSchema": entry} | document, fetch=fetch)


def slugs(found: Check) -> list[str]:
    return [problem.type.slug for problem in found.problems]


def test_a_fit_passes_and_a_misfit_fails() -> None:
    assert check(ENTRY).outcome is Outcome.PASSED
    assert check([ENTRY, ENTRY]).outcome is Outcome.PASSED
    misfit = check_schema({"credentialSchema": ENTRY}, fetch=lambda _: json.dumps(SCHEMA).encode())
    assert misfit.outcome is Outcome.FAILED
    assert slugs(misfit) == ["schema-mismatch"] * 2


@pytest.mark.parametrize("entry", [None, [], {}])
def test_no_schema_is_not_declared(entry: Any) -> None:
    assert check(entry).outcome is Outcome.NOT_DECLARED


@pytest.mark.parametrize(
    ("entry", "schema"),
    [
        (ENTRY, None),
        (ENTRY, b"<html>"),
        (ENTRY, SCHEMA | {"$schema": "https://json-schema.org/draft/unknown/schema"}),
        (ENTRY, SCHEMA | {"$ref": "https://other.example/x"}),
        ({"id": "http://10.0.0.1/schema", "type": "JsonSchema"}, SCHEMA),
        ({"id": URL, "type": "JsonSchemaValidator2018"}, SCHEMA),
        (ENTRY, b'{"$id": "' + b"[" * 100_000),
        ([ENTRY] * 6, SCHEMA),
    ],
)
def test_what_cannot_be_decided_is_unknown(entry: Any, schema: Any) -> None:
    assert check(entry, schema).outcome is Outcome.UNKNOWN


def waived(entry: Any, schema: Any = None) -> Check:
    def fetch(url: str) -> bytes:
        if schema is None:
            raise Unavailable(Problem(FETCH_FAILED, f"{url} did not answer."))
        return json.dumps(schema).encode()

    document = {"name": "Ada", "credentialSchema": entry}
    return check_schema(document, fetch=fetch, must_be_decided=False)


def test_what_cannot_be_decided_takes_nothing_away_where_schemas_are_waived() -> None:
    found = waived(ENTRY)
    assert (found.outcome, found.required) == (Outcome.UNKNOWN, False)
    assert [problem.severity for problem in found.problems] == [Severity.WARNING]
    assert waived(ENTRY, SCHEMA).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("entry", "schema"),
    [
        (ENTRY, SCHEMA | {"required": ["age"]}),
        (ENTRY, SCHEMA | {"$id": "https://other.example/schema.json"}),
        (ENTRY | {"digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, SCHEMA),
        ({"id": URL, "type": "OfNobody"}, SCHEMA),
        ([ENTRY, "a schema"], None),
    ],
)
def test_a_misfit_fails_where_schemas_are_waived_too(entry: Any, schema: Any) -> None:
    found = waived(entry, schema)
    assert (found.outcome, found.required) == (Outcome.FAILED, True)
    assert Severity.WARNING not in {problem.severity for problem in found.problems}


@pytest.mark.parametrize(
    ("entry", "schema"),
    [
        ({"id": URL, "type": "NotJsonSchema"}, SCHEMA),
        ({"type": "JsonSchema"}, SCHEMA),
        ("https://school.example/schema.json", SCHEMA),
        (ENTRY, {name: value for name, value in SCHEMA.items() if name != "$id"}),
        (ENTRY, SCHEMA | {"$id": "https://school.example/other.json"}),
        (ENTRY, {name: value for name, value in SCHEMA.items() if name != "$schema"}),
        (ENTRY | {"digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, SCHEMA),
    ],
)
def test_what_is_not_the_schema_named_fails(entry: Any, schema: Any) -> None:
    assert check(entry, schema).outcome is Outcome.FAILED


def test_one_misfit_among_several_schemas_fails() -> None:
    found = check(
        [ENTRY, {"id": URL, "type": "Nonsense"}, {"id": "https://b.example/", "type": "JsonSchema"}]
    )
    assert found.outcome is Outcome.FAILED


def test_the_schema_of_1edtech_is_taken_without_its_id() -> None:
    entry = {"id": URL, "type": "1EdTechJsonSchemaValidator2019"}
    schema = {"$schema": "https://json-schema.org/draft/2019-09/schema#", "required": ["name"]}
    assert check(entry, schema).outcome is Outcome.PASSED
    assert check(entry, SCHEMA).outcome is Outcome.UNKNOWN


def test_a_credential_is_judged_with_the_schema_it_names() -> None:
    academy = Issuer.by_did_key()
    entry = {"id": URL, "type": "JsonSchema"}
    good = academy.sign(academy.unsigned(credentialSchema=[entry]))
    for required, verdict in (("issuer", "valid"), ("evidence", "invalid")):
        academy.web.publish(URL, SCHEMA | {"required": [required]})
        assert verify(good, at=NOW, resolver=academy.web).verdict.value == verdict
    academy.web.lag(URL)
    assert verify(good, at=NOW, resolver=academy.web).verdict.value == "indeterminate"


def a_schema_credential(issuer: Issuer, url: str) -> dict[str, Any]:
    own = "https://www.w3.org/ns/credentials/json-schema/v2.json"
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": url,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "issuer": issuer.id,
        "credentialSchema": {"id": own, "type": "JsonSchema"},
        "credentialSubject": {"id": URL, "type": "JsonSchema", "jsonSchema": SCHEMA},
    }


def test_the_proof_of_a_schema_credential_must_hold() -> None:
    academy = Issuer.by_did_key()
    url = "https://school.example/schema-credential"
    entry = {"id": url, "type": "JsonSchemaCredential"}
    good = academy.sign(academy.unsigned(credentialSchema=[entry]))

    def verdict(document: dict[str, Any]) -> str:
        academy.web.publish(url, document)
        return verify(good, at=NOW, resolver=academy.web).verdict.value

    schema = a_schema_credential(academy, url)
    assert verdict(schema) == "valid"
    assert verdict(academy.sign(schema)) == "valid"
    assert verdict({**academy.sign(schema), "name": "Changed"}) == "indeterminate"
    assert verdict({**schema, "id": "https://school.example/other"}) == "invalid"
    assert verdict({**schema, "credentialSchema": {"id": URL, "type": "JsonSchema"}}) == "invalid"
    assert verdict({**schema, "type": ["VerifiableCredential"]}) == "invalid"


def test_the_suite_of_the_w3c_agrees(vectors: Path) -> None:
    folder = vectors / "conformance"
    words = {"valid": Outcome.PASSED, "invalid": Outcome.FAILED, None: Outcome.UNKNOWN}
    cases = json.loads((folder / "manifest.json").read_bytes())
    cases = [case for case in cases if case["kind"] == "vc-json-schema"]
    assert len(cases) == 60
    for case in cases:
        document = json.loads((folder / case["path"]).read_bytes())
        schema = (folder / case["schema"]).read_bytes()
        found = check_schema(document, fetch=partial(lambda content, _: content, schema))
        assert found.outcome is words[case["expected"]], (case["case"], found)
