"""Whether a credential fits the schemas that it names: the check named `schema`.

- `JsonSchema` and 1EdTech's `1EdTechJsonSchemaValidator2019` name a JSON Schema by its address;
  `JsonSchemaCredential` names a credential whose subject is one.
- A misfit fails. A schema that cannot be fetched or decided leaves the check unknown.
- A schema that the entry pins by a digest must be that one, byte for byte.

Spec: https://www.w3.org/TR/vc-json-schema/
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from laurea.credentials.addresses import address_refusal
from laurea.credentials.digests import fits_digests
from laurea.credentials.document import json_kind, read_object
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import (
    DIGEST_MISMATCH,
    LIMIT,
    MALFORMED_VALUE,
    MISSING_VALUE,
    SCHEMA_MISMATCH,
    SCHEMA_UNAVAILABLE,
    Problem,
    Severity,
)
from laurea.credentials.properties import types_of
from laurea.credentials.report import Check, Outcome
from laurea.credentials.schema.documents import Draft, SchemaDocument, Undecided
from laurea.credentials.schema.evaluation import problems_of
from laurea.credentials.schema.of_subject import is_of_subject, misfits_of_subject

NAME: Final = "schema"
SCHEMA_ACCEPT: Final = "application/schema+json, application/vc, application/json"
_PLACE: Final = "/credentialSchema"
_MOST_SCHEMAS: Final = 5
_BY_ADDRESS: Final = frozenset({"JsonSchema", "1EdTechJsonSchemaValidator2019"})
_IN_CREDENTIAL: Final = "JsonSchemaCredential"
_OTHERS: Final = frozenset(
    "JsonSchemaValidator2018 FullJsonSchemaValidator2021 JsonSchema2023 CredentialSchema2022 "
    "ShaclValidator2017 OverlayCaptureBundle ZkpExampleSchema2018".split()
)
"""Kinds of schema that some specification names and that are not checked here."""

Fetch = Callable[[str], bytes]
"""Returns the content at an address, or raises a `LaureaError` where there is none."""

VerifyProof = Callable[[Mapping[str, Any]], tuple[Outcome, tuple[Problem, ...]]]
"""Says what becomes of the proofs of a document, keys included, and which problems they have."""


@dataclass(frozen=True, slots=True)
class _Question:
    document: Mapping[str, Any]
    fetch: Fetch
    verify_proof: VerifyProof | None
    limits: Limits
    own_origins: Collection[str]
    of_subjects: bool


def check_schema(
    document: Mapping[str, Any],
    *,
    fetch: Fetch,
    verify_proof: VerifyProof | None = None,
    limits: Limits = DEFAULT_LIMITS,
    own_origins: Collection[str] = (),
    must_be_decided: bool = True,
    of_subjects: bool = False,
) -> Check:
    """Say whether a credential fits the schemas that it names.

    Args:
        document: the credential as parsed JSON, its proof included.
        fetch: gives the content at an address.
        verify_proof: judges the proofs of a schema credential that carries some.
        limits: `schema_bytes` and `schema_steps` are used here.
        own_origins: origins whose schemas `fetch` has at hand.
        must_be_decided: whether a schema that could not be decided leaves the whole document
            undecided; otherwise a warning says so.
        of_subjects: whether a schema of draft 4 is compared with the subject (`of_subject`).

    Returns:
        The check `schema`: not declared without a schema; failed where the document does not
        fit; unknown where that could not be decided; else passed.

    Spec: https://www.w3.org/TR/vc-json-schema/#processing
    """
    entries = document.get("credentialSchema")
    if not entries:
        return Check(NAME, Outcome.NOT_DECLARED, "The issuer named no schema to check against.")
    question = _Question(document, fetch, verify_proof, limits, own_origins, of_subjects)
    many = entries if isinstance(entries, list) else [entries]
    findings = [
        _judged(entry, f"{_PLACE}/{number}" if entries is many else _PLACE, question)
        for number, entry in enumerate(many[:_MOST_SCHEMAS])
    ]
    if len(many) > _MOST_SCHEMAS:
        detail = f"Only the first {_MOST_SCHEMAS} schemas were looked at."
        findings.append((Outcome.UNKNOWN, (Problem(LIMIT, detail, _PLACE),)))
    check = _summed_up(findings)
    if must_be_decided or check.outcome is not Outcome.UNKNOWN:
        return check
    remarks = tuple(replace(problem, severity=Severity.WARNING) for problem in check.problems)
    return replace(check, problems=remarks, required=False)


_Finding = tuple[Outcome, tuple[Problem, ...]]


def _summed_up(findings: list[_Finding]) -> Check:
    outcomes = {outcome for outcome, _ in findings}
    problems = tuple(problem for _, found in findings for problem in found)
    if Outcome.FAILED in outcomes:
        sentence = "The document does not fit the schema that the issuer named."
        return Check(NAME, Outcome.FAILED, sentence, problems)
    if Outcome.UNKNOWN in outcomes:
        return Check(NAME, Outcome.UNKNOWN, "The schema was not checked.", problems)
    return Check(NAME, Outcome.PASSED, "The document fits the schema that the issuer named.")


def _judged(entry: Any, where: str, question: _Question) -> _Finding:
    if not isinstance(entry, Mapping):
        detail = f"The schema is {json_kind(entry)}; an object was expected."
        return _failed(Problem(MALFORMED_VALUE, detail, where))
    types = types_of(entry)
    try:
        if types & _BY_ADDRESS:
            return _compared(entry, _fetched(entry, where, question), where, question)
        if _IN_CREDENTIAL in types:
            return _of_credential(entry, where, question)
    except Undecided as reason:
        return _unknown(f"The schema was not decided: {reason}.", where)
    except _Unreachable as error:
        return Outcome.UNKNOWN, (replace(error.problem, pointer=where),)
    except MalformedDocument as error:
        return _failed(replace(error.problem, pointer=where))
    except LaureaError as error:
        return Outcome.UNKNOWN, (replace(error.problem, pointer=where),)
    kind = ", ".join(sorted(types)) or "no type"
    if types & _OTHERS:
        return _unknown(f"Schemas of the kind {kind} are not checked here.", where)
    detail = f"No specification known here defines schemas of the kind {kind!r:.80}."
    return _failed(Problem(SCHEMA_UNAVAILABLE, detail, where))


class _Unreachable(LaureaError):
    """The schema could not be fetched, or is no JSON."""


def _fetched(entry: Mapping[str, Any], where: str, question: _Question) -> dict[str, Any]:
    """Return what the entry's `id` leads to, if it is what the entry pins."""
    url = entry.get("id")
    if not isinstance(url, str):
        raise MalformedDocument(Problem(MISSING_VALUE, "The schema has no id.", where))
    refusal = address_refusal(url, where=where, own_origins=question.own_origins)
    if refusal is not None:
        raise _Unreachable(refusal)
    limits = replace(question.limits, document_bytes=question.limits.schema_bytes)
    try:
        content = question.fetch(url)
        is_the_one = fits_digests(entry, content)
        document = read_object(content, limits=limits)
    except LaureaError as error:
        raise _Unreachable(Problem(SCHEMA_UNAVAILABLE, error.problem.detail)) from error
    if not is_the_one:
        detail = f"What {url} gives now is not what the issuer pinned by its digest."
        raise MalformedDocument(Problem(DIGEST_MISMATCH, detail))
    return document


def _compared(
    entry: Mapping[str, Any], schema: Mapping[str, Any], where: str, question: _Question
) -> _Finding:
    if question.of_subjects and is_of_subject(schema):
        misfits = misfits_of_subject(schema, question.document, limits=question.limits)
    else:
        read = SchemaDocument.read(schema)
        _check_identity(entry, read)
        misfits = problems_of(read, question.document, limits=question.limits)
    if not misfits:
        return Outcome.PASSED, ()
    summary = Problem(SCHEMA_MISMATCH, f"The document does not fit {entry['id']}.", where)
    return Outcome.FAILED, (summary, *misfits)


def _check_identity(entry: Mapping[str, Any], schema: SchemaDocument) -> None:
    """Refuse a schema that is not the one named (VC JSON Schema, section 2.1).

    1EdTech publishes schemas whose `$id` differs from their address, and does not compare them.
    """
    if "JsonSchema" not in types_of(entry):
        if schema.draft is not Draft.DRAFT_2019_09:
            raise Undecided("1EdTech's schemas are written in draft 2019-09, this one is not")
        return
    if schema.id is None:
        detail = "The schema does not say by $id which one it is."
        raise MalformedDocument(Problem(SCHEMA_UNAVAILABLE, detail))
    if schema.id != entry["id"]:
        detail = f"The document names the schema {entry['id']}, and there is {schema.id:.200}."
        raise MalformedDocument(Problem(SCHEMA_UNAVAILABLE, detail))


def _of_credential(entry: Mapping[str, Any], where: str, question: _Question) -> _Finding:
    """Judge by the schema inside a `JsonSchemaCredential`.

    Spec: https://www.w3.org/TR/vc-json-schema/#jsonschemacredential
    """
    credential = _fetched(entry, where, question)
    subject = credential.get("credentialSubject")
    if credential.get("id") != entry["id"] or _IN_CREDENTIAL not in types_of(credential):
        raise _malformed("What the document names is no JsonSchemaCredential of this id.")
    if not isinstance(subject, dict) or "JsonSchema" not in types_of(subject):
        raise _malformed("The subject of the schema credential is no JsonSchema.")
    schema = subject.get("jsonSchema")
    if not isinstance(schema, dict):
        raise _malformed("The schema credential holds no jsonSchema.")
    _check_own_schema(credential)
    if "proof" in credential and question.verify_proof is not None:
        outcome, problems = question.verify_proof(credential)
        if outcome is not Outcome.PASSED:
            reasons = " ".join(problem.detail for problem in problems[:3])
            raise Undecided(f"the proof of the schema credential does not hold: {reasons}")
    return _compared({**subject, "id": subject.get("id")}, schema, where, question)


_SCHEMA_OF_SCHEMAS: Final = (
    "https://www.w3.org/2022/credentials/v2/json-schema-credential-schema.json",
    "https://www.w3.org/ns/credentials/json-schema/v2.json",
)


def _check_own_schema(credential: Mapping[str, Any]) -> None:
    """Refuse a schema credential that does not name the one schema of its kind."""
    own = credential.get("credentialSchema")
    named = own if isinstance(own, list) else [own]
    if not any(
        isinstance(one, dict)
        and one.get("id") in _SCHEMA_OF_SCHEMAS
        and "JsonSchema" in types_of(one)
        for one in named
    ):
        raise _malformed("The schema credential does not name the schema of its kind.")


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(SCHEMA_UNAVAILABLE, detail))


def _failed(problem: Problem) -> _Finding:
    return Outcome.FAILED, (problem,)


def _unknown(detail: str, where: str) -> _Finding:
    return Outcome.UNKNOWN, (Problem(SCHEMA_UNAVAILABLE, detail, where),)
