"""What is fuzzed: each target takes any bytes, and nothing but a `LaureaError` may leave it.

A target that judges also holds what it found to be true against what was signed: a document that
is called valid says what one of the specimens says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from random import Random
from typing import Any

from laurea.credentials.baking import png, svg
from laurea.credentials.baking import unbake as unbake_picture
from laurea.credentials.baking.pdf import attachments
from laurea.credentials.canon import bundled
from laurea.credentials.canon.inline import with_inner_contexts
from laurea.credentials.canon.jcs import canonical_json
from laurea.credentials.canon.nquads import parse_nquads
from laurea.credentials.canon.rdfc import canonicalize
from laurea.credentials.document import read_json, read_object
from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.did_key import resolve_did_key
from laurea.credentials.keys.multibase import base58btc_encode, base64url_encode
from laurea.credentials.keys.pem import from_pem
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.proofs.cbor import read_cbor
from laurea.credentials.proofs.merkle_proof import read_merkle_proof_2017, read_merkle_proof_2019
from laurea.credentials.proofs.selection import select
from laurea.credentials.proofs.suites import SUITES
from laurea.credentials.received import read_received
from laurea.credentials.report import Verdict
from laurea.credentials.schema.documents import SchemaDocument, Undecided
from laurea.credentials.schema.evaluation import problems_of
from laurea.credentials.status.bitstring import expand_bitstring
from laurea.credentials.timestamps import date_time_of, day_of, moment_of
from laurea.credentials.verify import verify
from laurea.credentials.wire.ob3 import read_achievement, read_credential, read_endorsement
from laurea.credentials.wire.structure import check_structure
from tests.fuzz.mutation import mutated, written
from tests.simulator.issuer import NOW, Issuer
from tests.simulator.ledger import MemoryLedger
from tests.simulator.old_issuer import OldIssuer
from tests.simulator.pdf import packed, plain
from tests.simulator.specimens import BOUND, STATUS_LIST, a_key, specimens
from tests.simulator.status import new_entry

Target = Callable[[bytes], None]
POLICY = VerificationPolicy(
    challenge=BOUND.challenge,
    domain=BOUND.domain,
    related_resources=True,
    refresh=True,
    expected_email="mira@example.org",
)
_EXTENSIONS = [
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    "https://w3id.org/vc/status-list/2021/v1",
]
_ISSUER = Issuer.by_did_web("school.example")
_JCS = SUITES["eddsa-jcs-2022"]


class Everywhere:
    """A Web that answers each question with the same bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Answer."""
        return self.content[:max_bytes]


def judge(content: bytes) -> None:
    """A file as somebody brings it."""
    received = read_received(content)
    ledger = MemoryLedger()
    found = verify(received.document, at=NOW, resolver=Everywhere(content), chain=ledger)
    verify(received.document, at=NOW, policy=POLICY)
    if found.verdict is Verdict.VALID and received.picture is None:
        said = _said(received.document, received.token)
        assert said in _everything_said(), received.document


def _said(document: Mapping[str, Any], token: str | None) -> bytes:
    if token is not None:
        return token.rpartition(".")[0].encode()  # an SD-JWT may show less, but not more
    proof = document.get("proof")
    first = proof[0] if isinstance(proof, list) else proof
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    if "jcs" in str(first.get("cryptosuite") if isinstance(first, dict) else ""):
        return canonical_json(unsecured)
    return bundled().nquads(unsecured)


@cache
def _everything_said() -> frozenset[bytes]:
    found = [read_received(specimen.content) for specimen in specimens().values()]
    return frozenset(_said(each.document, each.token) for each in found if each.picture is None)


def fetched(content: bytes) -> None:
    """What a credential asks for: key documents, lists, schemas, resources, hosted assertions."""
    web = Everywhere(content)
    for document in asking():
        verify(document, at=NOW, resolver=web, policy=POLICY)


@cache
def asking() -> tuple[Any, ...]:
    """Return documents that ask for whatever can be asked for."""
    service = {"id": "https://school.example/new", "type": "1EdTechCredentialRefresh"}
    entry = new_entry(STATUS_LIST, 8)
    older = entry | {"type": "StatusList2021Entry"}
    revoked = {"id": "https://school.example/revoked", "type": "1EdTechRevocationList"}
    first = _ISSUER.unsigned(
        credentialStatus=entry,
        credentialSchema={"id": "https://school.example/schema", "type": "JsonSchema"},
        relatedResource=[{"id": "https://school.example/r", "digestSRI": "sha256-AAAA"}],
        refreshService=service,
    )
    second = _ISSUER.unsigned(credentialStatus=[older, revoked])
    for document in (first, second):
        document["@context"] += _EXTENSIONS
    return (
        _ISSUER.sign(first),
        _ISSUER.sign(second),
        Issuer.by_address().signed(),
        OldIssuer().assertion(),
    )


def signed(content: bytes) -> None:
    """Whatever can be signed as canonical JSON, signed by its issuer."""
    document = read_object(content)
    issuer_id, signer = a_key(KeyKind.ED25519)
    document["issuer"] = issuer_id
    document.pop("proof", None)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": _JCS.name,
        "created": "2026-06-14T09:00:00Z",
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
        "@context": document.get("@context"),
    }
    kinds = (options, document)
    data = b"".join(_JCS.digest(each, KeyKind.ED25519, bundled()) for each in kinds)
    (signature,) = signer.sign_many([data], None)
    proof = options | {"proofValue": f"z{base58btc_encode(signature)}"}
    verify(document | {"proof": proof}, at=NOW, resolver=Everywhere(content), policy=POLICY)


def claims(content: bytes) -> None:
    """Header, payload and disclosures as JSON, made a token that its issuer signed."""
    parts = read_object(content)
    issuer_id, signer = a_key(KeyKind.ED25519)
    header, payload = (parts.get(name) for name in ("header", "payload"))
    if isinstance(header, dict):
        header = {"kid": signer.verification_method, "alg": "EdDSA"} | header
    if isinstance(payload, dict):
        payload = {"iss": issuer_id, "issuer": issuer_id} | payload
    texts = [base64url_encode(json.dumps(part).encode()) for part in (header, payload)]
    (signature,) = signer.sign_many([".".join(texts).encode()], None)
    token = ".".join([*texts, base64url_encode(signature)])
    shown = parts.get("disclosures")
    if isinstance(shown, list):
        disclosures = [base64url_encode(json.dumps(one).encode()) for one in shown]
        token = "~".join([token, *disclosures, ""])
    received = read_received(token.encode())
    verify(received.document, at=NOW, policy=POLICY)
    verify(token, at=NOW)


def tokens(content: bytes) -> None:
    """Text as a token, of any form, whatever is in it."""
    verify(content, at=NOW, resolver=Everywhere(content))
    received = read_received(content)
    received.credential()


def pictures(content: bytes) -> None:
    """A PNG or an SVG, by its own reader and by the one for all."""
    for unbake in (unbake_picture, png.unbake, svg.unbake):
        with suppress(LaureaError):
            unbake(content)


def documents(content: bytes) -> None:
    """A PDF, as it is, and with what is given as its objects."""
    for document in (content, b"%PDF-" + content, plain({1: content}), packed({1: content})):
        with suppress(LaureaError):
            attachments(document)
    read_received(content)


def wire(content: bytes) -> None:
    """The readers of documents, each on whatever JSON it is given."""
    document = read_object(content)
    check_structure(document)
    for read in (read_credential, read_endorsement, read_achievement):
        with suppress(LaureaError):
            read(document)


def lists(content: bytes) -> None:
    """Bitstrings, in whichever form."""
    texts = (content.decode("latin-1"), "u" + base64url_encode(content), base64url_encode(content))
    for text in texts:
        with suppress(LaureaError):
            expand_bitstring(text)


def canon(content: bytes) -> None:
    """JSON-LD, canonical JSON, N-Quads and their canonical form."""
    try:
        parse = parse_nquads(content.decode("utf-8", "replace"))
        canonicalize(parse)
        canonicalize(parse, algorithm="sha384")
    except LaureaError:
        pass
    value = read_json(content)
    canonical_json(value)
    if isinstance(value, dict):
        for work in (bundled().nquads, bundled().traced, _with_own_contexts):
            try:
                work(value)
            except LaureaError:
                continue


def _with_own_contexts(document: dict[str, Any]) -> None:
    named, (canonicalizer,) = with_inner_contexts(document, (bundled(),))
    canonicalizer.nquads(named)


def schemas(content: bytes) -> None:
    """A schema and a document: `[schema, document]`."""
    pair = read_json(content)
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], dict):
        return
    try:
        problems_of(SchemaDocument.read(pair[0]), pair[1])
    except Undecided:
        return


def texts(content: bytes) -> None:
    """Dates, keys, pointers, and what proofs hold."""
    text = content.decode("utf-8", "surrogateescape")
    for moment in (moment_of, date_time_of, day_of):
        moment(text)
    works: tuple[Callable[[], object], ...] = (
        lambda: from_pem(text),
        lambda: resolve_did_key(text),
        lambda: read_merkle_proof_2019(text),
        lambda: read_merkle_proof_2019(f"z{base58btc_encode(content[:500])}"),
        lambda: read_merkle_proof_2017(read_json(content)),
        lambda: read_cbor(content),
        lambda: select({"a": {"b": [1, 2]}, "~": 1, "": 2}, [text]),
    )
    for work in works:
        with suppress(LaureaError):
            work()


TARGETS: dict[str, Target] = {
    "judge": judge,
    "fetched": fetched,
    "signed": signed,
    "claims": claims,
    "tokens": tokens,
    "pictures": pictures,
    "documents": documents,
    "wire": wire,
    "lists": lists,
    "canon": canon,
    "schemas": schemas,
    "texts": texts,
}
OF_JSON = frozenset({"judge", "fetched", "signed", "claims", "wire", "canon", "schemas"})
"""The targets whose input is mostly JSON, and is changed as JSON too."""


def run(target: Target, content: bytes) -> None:
    """Run a target on an input. What is no `LaureaError` is let through."""
    try:
        target(content)
    except LaureaError:
        return


def changed(content: bytes, random: Random) -> bytes | None:
    """Return JSON changed as JSON, or None where the content is none."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return written(random, mutated(random, value))
