"""What publishers ask of a part alone: a proof, a token, how it is built, a schema, bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.jcs import canonical_json
from laurea.credentials.canon.nquads import parse_nquads
from laurea.credentials.canon.rdfc import StepBudget, canonical_labels, canonicalize
from laurea.credentials.document import read_json
from laurea.credentials.embedded import embedded_credentials
from laurea.credentials.keys.jwk import from_jwk
from laurea.credentials.keys.multikey import parse_multikey
from laurea.credentials.keys.resolution import ResolvedKey, resolve_verification_method
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.problems import Severity
from laurea.credentials.proofs.data_integrity import ProofChecker
from laurea.credentials.proofs.disclosure import derive
from laurea.credentials.proofs.envelope import Envelope, check_envelope
from laurea.credentials.proofs.envelopes import open_token, token_of
from laurea.credentials.received import read_received
from laurea.credentials.report import Outcome, Verdict
from laurea.credentials.schema.check import check_schema
from laurea.credentials.wire.structure import check_structure
from scripts.conformance.judged import WORDS, said
from scripts.conformance.vectors import AT, Beside, VectorContexts, Vectors

_BASE_PROOF: Final = "ecdsa-sd-2023/prc/addSignedSDBase"
"""A base proof: it is judged by what its holder derives from it."""
_WHERE_FILLED: Final = "w3c-vc-data-model-2.0-test-suite/"
_OF_NAMES: Final = f"{_WHERE_FILLED}names-and-descriptions/"
_MOMENTS: Final = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2040-01-01T00:00:00Z"}


def proof_alone(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge the proof and nothing else: whoever the issuer is, and with the vectors' contexts."""
    document = read_json(vectors.read(case["path"]))
    if document.get("type") == "VerificationTest":
        document = document["input"]
    document, canonicalizer = _with_contexts(document, vectors)
    if _BASE_PROOF in case["path"]:
        document = derive(document, [], canonicalizer=canonicalizer)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    purpose = document["proof"]["proofPurpose"] if "holder" in document else "assertionMethod"
    checker = ProofChecker(
        document=document,
        digest=hashlib.sha256(canonicalizer.nquads(unsecured)).digest(),
        canonicalizers=(canonicalizer,),
        resolve_key=partial(_key, case, vectors),
        at=AT,
        policy=vectors.policy,
        limits=DEFAULT_LIMITS,
        purpose=purpose,
    )
    check, _ = checker.check()
    return WORDS.get(check.outcome, Verdict.INDETERMINATE).value, said(check.problems)


def _with_contexts(
    document: dict[str, Any], vectors: Vectors
) -> tuple[dict[str, Any], Canonicalizer]:
    """Return a document with addresses for the contexts inside it, and what reads all of them."""
    named, inside = with_addresses(document)
    canonicalizer = Canonicalizer(VectorContexts(vectors.folder)).with_contexts(inside)
    return named, canonicalizer.within(DEFAULT_LIMITS)


def with_addresses(
    document: dict[str, Any],
) -> tuple[dict[str, Any], dict[str, Mapping[str, Any]]]:
    """Return a document whose inner contexts have addresses, and those contexts by address.

    `verify` refuses such contexts: whoever holds the document could change what its words mean.
    Their publishers ask all the same what is to be made of the words.
    """
    contexts = document.get("@context")
    if not isinstance(contexts, list):
        return document, {}
    found: dict[str, Mapping[str, Any]] = {}
    named: list[Any] = []
    for number, one in enumerate(contexts):
        address = f"urn:vector:context:{number}" if isinstance(one, dict) else one
        named.append(address)
        if isinstance(one, dict):
            found[address] = {"@context": one}
    return {**document, "@context": named}, found


def envelope_alone(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge a token with the key that the publisher names, and the tokens inside it likewise."""
    named = json.loads(vectors.read(case["key_file"]))["publicKeyJwk"]
    keys = {key["kid"]: key for key in _keys_beside(case, vectors)}
    received = read_received(vectors.read(case["path"]))
    if received.token is None:
        return "invalid", "Nobody signed this."
    waiting, found = [(received.token, named)], []
    while waiting:
        token, key = waiting.pop()
        envelope = open_token(token)
        check, _ = check_envelope(
            envelope,
            resolve_key=partial(_named_key, key),
            at=_while_in_use(envelope),
            policy=vectors.policy,
            limits=DEFAULT_LIMITS,
        )
        found.append(check)
        for one in embedded_credentials(envelope.document):
            inside = token_of(one.value)
            waiting.append((inside, keys[open_token(inside).kid]))
    worst = next((check for check in found if check.outcome is not Outcome.PASSED), found[0])
    return WORDS.get(worst.outcome, Verdict.INDETERMINATE).value, said(worst.problems)


def _keys_beside(case: Mapping[str, Any], vectors: Vectors) -> list[dict[str, Any]]:
    folder = (vectors.folder / case["key_file"]).parent
    return [json.loads(file.read_bytes())["publicKeyJwk"] for file in folder.glob("vm-*.json")]


def _named_key(jwk: Mapping[str, Any], envelope: Envelope) -> ResolvedKey:
    return ResolvedKey(str(envelope.kid), str(envelope.document.get("issuer")), from_jwk(jwk))


def _while_in_use(envelope: Envelope) -> datetime:
    """Return the clock, or when a token was made that was good for a day before it."""
    made, until = envelope.claims.get("iat"), envelope.claims.get("exp")
    if isinstance(made, int) and isinstance(until, int) and until < AT.timestamp():
        return datetime.fromtimestamp(made, UTC)
    return AT


def _key(case: Mapping[str, Any], vectors: Vectors, method: object, purpose: str) -> ResolvedKey:
    """Return the key of a vector: it comes with it, or belongs to whom the proof names."""
    base = str(method).partition("#")[0]
    for name in case.get("resources", ()):
        if name.endswith("values.json"):
            key = parse_multikey(json.loads(vectors.read(name))["publicKeyMultibase"])
            return ResolvedKey(str(method), base, key)
    issuer = vectors.folder / "spruceid-ssi/tests/lds-ed25519-2020-issuer0.jsonld"
    beside = Beside(vectors.remote, {"https://example.com/issuer/123": issuer.read_bytes()})
    return resolve_verification_method(method, issuer_id=base, purpose=purpose, resolver=beside)


def data_model(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge how a document is built, not who signed it, with the contexts inside it."""
    text = vectors.read(case["path"]).decode()
    for placeholder, moment in _MOMENTS.items() if vectors.in_part else ():
        text = text.replace(placeholder, moment)
    document = read_received(text.encode()).document
    _read_inner_contexts(document, vectors)
    if vectors.in_part and _WHERE_FILLED in case["path"]:
        document = _with_issuer(document, case["path"])
    found = check_structure({"proof": {}, **document})
    ignored = "/proof" if "proof" not in document else "\0"
    errors = [p for p in found if p.severity is Severity.ERROR and p.pointer[:6] != ignored]
    return "invalid" if errors else "valid", said(errors)


def _with_issuer(document: dict[str, Any], place: str) -> dict[str, Any]:
    """Return a document with the issuer that the suite puts in before it hands a document out.

    Whether one is put in depends on what the case is about, never on the answer.
    """
    issuer = document.get("issuer")
    if _OF_NAMES in place and isinstance(issuer, dict):
        return {**document, "issuer": {"id": "did:example:issuer"} | issuer}
    if "issuer" in place.rpartition("/")[2]:
        return document
    return {"issuer": "did:example:issuer"} | document


def _read_inner_contexts(document: dict[str, Any], vectors: Vectors) -> None:
    """Refuse a document with contexts inside that do not give all of its words a meaning."""
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    named, canonicalizer = _with_contexts(unsecured, vectors)
    if named["@context"] != document["@context"]:
        canonicalizer.dataset(named)


def schema_alone(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge a credential by the schema of the case, and by nothing else."""
    document = json.loads(vectors.read(case["path"]))
    schema = vectors.read(case["schema"])
    entries = document["credentialSchema"]
    entries = entries if isinstance(entries, list) else [entries]
    beside = Beside(vectors.remote, {entry["id"]: schema for entry in entries if "id" in entry})
    fetch = partial(beside.fetch, accept="*/*", max_bytes=1 << 20)
    check = check_schema(document, fetch=fetch)
    return WORDS.get(check.outcome, Verdict.INDETERMINATE).value, said(check.problems)


def canonical_bytes(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Compare the canonical N-Quads, or the labels, with those published."""
    statements = parse_nquads(vectors.read(case["path"]).decode())
    algorithm = str(case.get("hash_algorithm", "sha256")).lower()
    if case["kind"] == "rdfc-map":
        wanted = json.loads(vectors.read(case["resources"][0]))
        labels = canonical_labels(statements, budget=StepBudget(50_000), algorithm=algorithm)
        found = {key.removeprefix("_:"): to.removeprefix("_:") for key, to in labels.items()}
        return _as_wanted(found == wanted)
    canonical = canonicalize(statements, algorithm=algorithm)
    resources = case.get("resources") or (case["path"],)
    return _as_wanted(canonical == vectors.read(resources[0]))


def canonical_json_bytes(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Compare the canonical JSON with the published bytes."""
    found = canonical_json(json.loads(vectors.read(case["path"])))
    return _as_wanted(found == vectors.read(case["resources"][0]).rstrip())


def _as_wanted(is_equal: bool) -> tuple[str, str]:  # noqa: FBT001 - the one question
    return ("valid", "") if is_equal else ("invalid", "The bytes are others than those published.")
