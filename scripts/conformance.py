"""Judge the published vectors, each kind by what its publisher asks, and write down how that went.

    LAUREA_VECTORS=FOLDER python scripts/conformance.py docs/reference/conformance.md

The clock stands at 1 November 2026. Nothing is fetched: what hosted documents say comes from the
folder. The head of the report names every option that is used and everything that is filled in; the
report says as well what comes of the same files without. The exit status is 1 where a document was
accepted that its publisher calls invalid.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.contexts import known_contexts, load_context
from laurea.credentials.canon.jcs import canonical_json
from laurea.credentials.canon.nquads import parse_nquads
from laurea.credentials.canon.rdfc import StepBudget, canonical_labels, canonicalize
from laurea.credentials.document import read_json
from laurea.credentials.embedded import embedded_credentials
from laurea.credentials.errors import LaureaError, NotFound
from laurea.credentials.keys.jwk import from_jwk
from laurea.credentials.keys.multikey import parse_multikey
from laurea.credentials.keys.resolution import ResolvedKey, resolve_verification_method
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, StatusPolicy, VerificationPolicy
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import NOT_FOUND, Problem, Severity
from laurea.credentials.proofs.data_integrity import ProofChecker
from laurea.credentials.proofs.disclosure import derive
from laurea.credentials.proofs.envelope import Envelope, check_envelope
from laurea.credentials.proofs.envelopes import open_token, token_of
from laurea.credentials.received import read_received
from laurea.credentials.report import Outcome, Verdict
from laurea.credentials.schema.check import check_schema
from laurea.credentials.verify import verify
from laurea.credentials.wire.ob2 import address_of, plain
from laurea.credentials.wire.structure import check_structure
from laurea.integrations.document_map import DocumentMap

AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
_NO_CREDENTIALS: Final = (
    *("json-schema", "context", "openapi", "shacl", "did-web-document", "ctdl-sample"),
    *("blockcerts-support", "jsonld-compact", "jsonld-expand", "jsonld-flatten"),
    *("jsonld-fromRdf", "jsonld-toRdf", "blockcerts-schema-example"),
    *("did-key-vectors", "multibase-vectors"),
    *("vc-jose-issue", "vc-sdjwt-issue"),
)
"""Kinds whose files are no documents to be judged, or are judged by tests of their own."""
_OLDER_KINDS: Final = (
    *("ob1-ob2-json", "ob2-badgeclass", "ob2-hosted", "ob2-jws", "ob2-baked-png"),
    *("blockcerts-v1", "blockcerts-v2", "blockcerts-v3"),
)
"""Kinds that rest on what stands at an address, or in a ledger."""
_DATA_MODEL: Final = ("data-model", "schema", "parse")
_LIST_ISSUER: Final = "did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q"
POLICY: Final = VerificationPolicy(
    status=StatusPolicy(list_issuers=frozenset({_LIST_ISSUER}), doubtful_lists=False),
)
"""Some published credentials have their status in lists of this issuer, who is not their own."""
TESTERS_POLICY: Final = replace(
    POLICY,
    definitions=True,
    pretended_ledgers=True,
    subject_schemas=True,
    other_signers=True,
    unsigned_directions=True,
    secp256k1=True,
    own_origins=frozenset({"http://example.org", "http://example.com", "http://a.com"}),
)
"""What one demands who tests: definitions alone, ledgers for tests, and hosts without https. With
it go the customs of Blockcerts that are beyond the letter of a standard (docs/adr/0027 to 0029)."""
_CUSTOMS: Final = ("subject_schemas", "other_signers", "unsigned_directions", "secp256k1")
"""The options for those customs: what is right by one of them alone is listed with it."""
_PERIOD_ALONE: Final = ("1.2/expired.json", "1.2/not_yet_expired.json")
"""Of these the publisher asks whether they are over and nothing else. An end was put into both
after they were anchored, so that as a whole neither is valid."""
_KNOWN_EMPTY: Final = ("https://digitalcredentials.github.io/dcc-did-web-bad/did.json",)
_BASE_PROOF: Final = "ecdsa-sd-2023/prc/addSignedSDBase"
"""A base proof: it is judged by what its holder derives from it."""
_NOT_AT_HAND: Final = "The document map has no entry"
LIMITS: Final = replace(DEFAULT_LIMITS, document_bytes=8 << 20)
"""Some publishers put pictures of several megabytes into their credentials."""
_WHERE_FILLED: Final = "w3c-vc-data-model-2.0-test-suite/"
_OF_NAMES: Final = f"{_WHERE_FILLED}names-and-descriptions/"
_MOMENTS: Final = {"PAST DATE": "2020-01-01T00:00:00Z", "FUTURE DATE": "2040-01-01T00:00:00Z"}

# Where the published verdict and this program differ on purpose, and why.
_REASONS: Final = {
    "presentation-context-combo2-ok": (
        "It presents a credential that nobody secured. Such a one is the holder's own claim and "
        "must name the holder as its issuer (Data Model 2.0, section 4.13.1); this one does not. "
        "The same suite calls others invalid for that."
    ),
    "clr20/simple_v1": (
        "A credential inside is signed with a key that is not its issuer's. Each credential inside "
        "is verified on its own."
    ),
    "mainnet-valid-2.0": "The profile of its issuer is not among the vectors.",
    "v2didWeb": "The did:web document is not among the vectors, so nothing is decided.",
    "lds-ed25519-2020-vp0": (
        "The holder is did:ex:12345, and the presentation is signed with a key of somebody else."
    ),
}


_COLUMNS: Final = ("right", "beyond the files", "open", "wrong refusals", "wrong accepts")


@dataclass(frozen=True, slots=True)
class Judged:
    """One case, the verdict on it, and what was said against the document."""

    case: Mapping[str, Any]
    verdict: str
    because: str

    @property
    def expected(self) -> str:
        """What the publisher says: `valid` or `invalid`."""
        return str(self.case["expected"])

    @property
    def column(self) -> str:
        """Where the case is counted: one of `_COLUMNS`."""
        if self.verdict == self.expected or (
            self.expected == "invalid" and self.verdict == "unreadable"
        ):
            return "right"
        if self.verdict == "valid":
            return "wrong accepts"
        if self.verdict == "invalid":
            return "wrong refusals"
        if self.verdict != "indeterminate" or self.case.get("offline") is True:
            return "open"
        is_beyond = self.case.get("offline") is False or _NOT_AT_HAND in self.because
        return "beyond the files" if is_beyond else "open"


@dataclass(frozen=True, slots=True)
class Vectors:
    """The folder of vectors; what a case does not bring itself comes from `remote`.

    `in_part` says whether what a document lacks is filled in, and whether parts of a verdict are
    asked for where its publisher asks for no more.
    """

    folder: Path
    remote: Resolver
    policy: VerificationPolicy = POLICY
    testers: VerificationPolicy = TESTERS_POLICY
    limits: Limits = LIMITS
    in_part: bool = True

    def without_options(self) -> Vectors:
        """Return the same vectors for `laurea verify` as it comes."""
        policy, limits = DEFAULT_POLICY, DEFAULT_LIMITS
        return replace(self, policy=policy, testers=policy, limits=limits, in_part=False)

    def read(self, name: str) -> bytes:
        """Return the content of one file."""
        return (self.folder / name).read_bytes()


@dataclass(frozen=True, slots=True)
class Beside:
    """A resolver that has a case's own document at hand before the common ones."""

    others: Resolver
    addresses: Mapping[str, bytes | None]

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`, as a `Resolver` does."""
        if url not in self.addresses:
            return self.others.fetch(url, accept=accept, max_bytes=max_bytes)
        found = self.addresses[url]
        if found is None:
            raise NotFound(Problem(NOT_FOUND, f"The case says that {url} is empty."))
        return found


def judge(case: Mapping[str, Any], vectors: Vectors) -> Judged:
    """Return what this program makes of one case."""
    work = _WORK.get(case["kind"]) or _BY_CHECK.get(case.get("check", "")) or _verdict
    try:
        verdict, because = work(case, vectors)
    except LaureaError as error:
        verdict, because = "unreadable", f"{error.problem.title}: {error.problem.detail}"
    return Judged(case, verdict, because.replace(f"{vectors.folder}/", ""))


def _verdict(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    received = read_received(vectors.read(case["path"]), limits=vectors.limits)
    document = received.token or received.document
    report = verify(
        document, at=AT, resolver=vectors.remote, policy=vectors.policy, limits=vectors.limits
    )
    return report.verdict.value, _said(report.problems())


def _published(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge a document of Open Badges 1 or 2, served at its own address, or a Blockcert."""
    received = read_received(vectors.read(case["path"]), limits=vectors.limits)
    address = address_of(plain(received.document)) if received.token is None else None
    own = {} if address is None else {address: json.dumps(received.document).encode()}
    resolver = Beside(Beside(vectors.remote, own), dict.fromkeys(_KNOWN_EMPTY))
    report = verify(
        received.document, at=AT, resolver=resolver, policy=vectors.testers, limits=vectors.limits
    )
    if vectors.in_part and case["path"].endswith(_PERIOD_ALONE):
        (period,) = (check for check in report.checks if check.name == "validity")
        return _WORDS.get(period.outcome, Verdict.INDETERMINATE).value, _said(period.problems)
    return report.verdict.value, _said(report.problems())


def _proof_alone(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
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
    return _WORDS.get(check.outcome, Verdict.INDETERMINATE).value, _said(check.problems)


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


def _envelope_alone(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
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
    return _WORDS.get(worst.outcome, Verdict.INDETERMINATE).value, _said(worst.problems)


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


@dataclass(frozen=True, slots=True)
class VectorContexts:
    """The bundled contexts, and those that only the vectors name."""

    folder: Path

    def load(self, url: str) -> Mapping[str, Any] | None:
        """Return the context at `url`, or None."""
        if url in known_contexts():
            return load_context(url)
        for row in json.loads((self.folder / "contexts/contexts.json").read_bytes()):
            if url in row["urls"]:
                found: dict[str, Any] = json.loads((self.folder / row["file"]).read_bytes())
                return found
        return None


def _data_model(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
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
    return "invalid" if errors else "valid", _said(errors)


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


def _sealed(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge the seal of a European credential and how the credential is built."""
    received = read_received(vectors.read(case["path"]), limits=vectors.limits)
    report = verify(received.document, at=AT, resolver=vectors.remote, limits=vectors.limits)
    if not vectors.in_part:
        return report.verdict.value, _said(report.problems())
    checks = [check for check in report.checks if check.name in ("structure", "proof")]
    worst = min(checks, key=lambda check: list(_SEALED).index(check.outcome))
    return _SEALED[worst.outcome].value, _said(worst.problems)


def _handed_in(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge how a European credential is built that its issuer has handed in to be sealed."""
    document = read_received(vectors.read(case["path"]), limits=vectors.limits).document
    document = (_BY_SEALING | document) if vectors.in_part else document
    found = check_structure(document, limits=vectors.limits)
    errors = [p for p in found if p.severity is Severity.ERROR and p.pointer[:6] != "/proof"]
    return "invalid" if errors else "valid", _said(errors)


def _schema(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    document = json.loads(vectors.read(case["path"]))
    schema = vectors.read(case["schema"])
    entries = document["credentialSchema"]
    entries = entries if isinstance(entries, list) else [entries]
    beside = Beside(vectors.remote, {entry["id"]: schema for entry in entries if "id" in entry})
    fetch = partial(beside.fetch, accept="*/*", max_bytes=1 << 20)
    check = check_schema(document, fetch=fetch)
    return _WORDS.get(check.outcome, Verdict.INDETERMINATE).value, _said(check.problems)


def _canonical(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
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


def _canonical_json(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    found = canonical_json(json.loads(vectors.read(case["path"])))
    return _as_wanted(found == vectors.read(case["resources"][0]).rstrip())


def _as_wanted(is_equal: bool) -> tuple[str, str]:  # noqa: FBT001 - the one question
    return ("valid", "") if is_equal else ("invalid", "The bytes are others than those published.")


def _said(problems: Iterable[Problem]) -> str:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    return "; ".join(dict.fromkeys(f"{p.title}: {p.detail}" for p in errors))


_SEALED: Final = {
    Outcome.FAILED: Verdict.INVALID,
    Outcome.UNKNOWN: Verdict.INDETERMINATE,
    Outcome.PASSED: Verdict.VALID,
}
_BY_SEALING: Final = {
    "@context": "https://www.w3.org/2018/credentials/v1",
    "issuer": "did:example:issuer",
    "issuanceDate": "2026-01-01T00:00:00Z",
    "proof": {},
}
"""What a European credential has only once it is sealed."""
_Work = Callable[[Mapping[str, Any], Vectors], tuple[str, str]]
_WORDS: Final = {Outcome.PASSED: Verdict.VALID, Outcome.FAILED: Verdict.INVALID}
_WORK: Final[dict[str, _Work]] = {
    **dict.fromkeys(_OLDER_KINDS, _published),
    "vc-json-schema": _schema,
    "elm-signed": _sealed,
    "elm-sample": _handed_in,
    **dict.fromkeys(("vc-jose-verify", "vc-sdjwt-verify", "vc-cose-verify"), _envelope_alone),
    "jcs-vector": _canonical_json,
    **dict.fromkeys(("rdfc-eval", "rdfc-map", "rdfc-negative"), _canonical),
}
_BY_CHECK: Final[dict[str, _Work]] = {
    "proof-only": _proof_alone,
    **dict.fromkeys(_DATA_MODEL, _data_model),
}


@dataclass(frozen=True, slots=True)
class ByOption:
    """A case that is right by one option alone, and what is made of it without."""

    case: Mapping[str, Any]
    option: str
    otherwise: Judged


def by_options(judged: Iterable[Judged], vectors: Vectors) -> Iterator[ByOption]:
    """Yield the cases that are right by one of `_CUSTOMS` alone."""
    for one in judged:
        if one.column == "right" and one.case["kind"] in _OLDER_KINDS:
            for option in _CUSTOMS:
                off: dict[str, Any] = {option: False}
                without = replace(vectors.testers, **off)
                otherwise = judge(one.case, replace(vectors, testers=without))
                if otherwise.column != "right":
                    yield ByOption(one.case, option, otherwise)


def report_of(
    judged: list[Judged], bare: Iterable[Judged] = (), optional: Iterable[ByOption] = ()
) -> str:
    """Return the report as Markdown: a table by kind, then every case that differs.

    `bare` is what came of the cases without any option, `optional` what an option alone made right.
    """
    counts: dict[str, Counter[str]] = {}
    for one in judged:
        counts.setdefault(one.case["kind"], Counter())[one.column] += 1
    lines = [_HEAD, "| kind | cases | " + " | ".join(_COLUMNS) + " |", "| --- |" + " ---: |" * 6]
    for kind, count in sorted(counts.items()):
        cells = [str(count[column]) for column in _COLUMNS]
        lines.append(f"| {kind} | {count.total()} | {' | '.join(cells)} |")
    total = sum(counts.values(), Counter[str]())
    cells = [str(total[column]) for column in _COLUMNS]
    lines.append(f"| **all** | {total.total()} | {' | '.join(cells)} |")
    lines += ["", f"Right are {share_right(total):.1%} of those that the files can decide."]
    lines += ["", _without_options(Counter(one.column for one in bare))]
    lines += ["", "## The cases that differ", ""]
    differing = [one for one in judged if one.column != "right"]
    for one in sorted(differing, key=lambda one: (one.case["kind"], one.case["path"])):
        lines += _paragraph(one)
    lines += ["", "## Right only by an option", ""]
    for found in optional:
        place = f"- `{found.case['path']}`: `{found.option}`."
        lines += [f"{place} {_without(found.otherwise)}"]
    return "\n".join(lines) + "\n"


def _without_options(counts: Counter[str]) -> str:
    cells = ", ".join(f"{counts[column]} {column}" for column in _COLUMNS[1:])
    return (
        f"With no option: {counts['right']} of {counts.total()} right ({cells}). "
        "These are the same files and the same clock, with the policy and the limits that `laurea "
        "verify` has by default, and with nothing filled in. European credentials that are sealed "
        "and the two Blockcerts are judged as a whole there; where the data model, a proof, a "
        "token with its key, a schema or canonical bytes are judged alone, so they are there."
    )


def _without(one: Judged) -> str:
    because = _plain(one.because or "Nothing was said against it.")
    return f"Without it the answer is {one.verdict}. {because}"


def share_right(counts: Mapping[str, int]) -> float:
    """Return how many are judged right of the cases that the files can decide, in [0, 1]."""
    decidable = sum(counts.values()) - counts["beyond the files"]
    return counts["right"] / decidable if decidable else 1.0


def _paragraph(one: Judged) -> list[str]:
    named = next((why for part, why in _REASONS.items() if part in one.case["path"]), None)
    because = named or one.because or "Nothing was said against it."
    published = f"{one.expected} ({one.case['why']})" if one.case.get("why") else one.expected
    place = f"- `{one.case['path']}` ({one.case['kind']})"
    return [f"{place}: published as {_plain(published)}; here {one.verdict}. {_plain(because)}"]


def _plain(text: str) -> str:
    """Return `text` without what Markdown would read as markup."""
    return text.replace("<", "&lt;").replace("*", "\\*").replace("\n", " ").replace("|", "\\|")


_HEAD: Final = """# Conformance

What this program makes of the vectors that standards bodies and other projects publish. The file
is written by `make conformance`; the clock stands at 1 November 2026 and nothing is fetched.

- *Right*: the published verdict, or a document published as invalid that cannot even be read.
- *Beyond the files*: undecided, and the publisher's files alone cannot decide it: a transaction in
  a ledger or a document at an address would be needed.
- *Open*: undecided although the files suffice, or of a format that is not read.
- *Wrong*: decided the other way.

These figures are not those of `laurea verify` as it comes: the publishers' tests assume settings
and parts, and this run takes them over. Below the table stands what comes of the same files with
no option. What is used:

- All documents: files of up to 8 MiB are read. The verifier relies on one issuer of status lists
  beside each credential's own (`status.list_issuers`), and lets a list that cannot be relied on
  count against the credential (`status.doubtful_lists=False`).
- Open Badges 1 and 2, and Blockcerts: the documents are served at their own addresses, and no
  ledger is read. The options are those for who tests: `definitions`, `pretended_ledgers`, and
  `own_origins` for three hosts without https; and those for the customs of Blockcerts beyond the
  letter of the standards: `subject_schemas`, `other_signers`, `unsigned_directions` and
  `secp256k1`. What is right by one of these four alone stands in the last list. Of two Blockcerts
  of version 1, which got their end after they were anchored, only the period is judged, as the
  publisher asks.
- The W3C's data model: how a document is built is judged, not who signed it, and contexts inside
  the document are read, which `laurea verify` refuses. The suite adds an issuer to each document
  before it hands it out, and so does this run: where there is none and the case is not about the
  issuer, and, among the names and descriptions, where the issuer has no id. Its placeholders for
  a day past and a day to come are filled in.
- Vectors of proofs: the proof is judged alone, whoever the issuer is, with the contexts and keys
  of the vectors. A base proof is judged by what its holder derives from it.
- Tokens published with a key: they are judged with that key, at the time they were made where
  they were good for a day.
- Schemas: the schema of the case is compared, and nothing else.
- European credentials: the seal is judged and how they are built, not their profiles in SHACL.
  What is handed in to be sealed gets the context, issuer, date and proof that sealing adds.
- Canonical forms: the bytes are compared.
"""


def main(target: str) -> int:
    """Judge all cases, write the report to `target`; return the exit status."""
    place = os.environ.get("LAUREA_VECTORS")
    if not place:
        print("LAUREA_VECTORS must name the folder of the published vectors.", file=sys.stderr)
        return 64
    folder = Path(place) / "conformance"
    remote = DocumentMap.from_file(folder / "remote.json")
    vectors = Vectors(folder, Beside(remote, dict.fromkeys(_KNOWN_EMPTY)))
    cases = json.loads((folder / "manifest.json").read_bytes())
    asked = [
        case
        for case in cases
        if case["expected"] is not None and case["kind"] not in _NO_CREDENTIALS
    ]
    judged = [judge(case, vectors) for case in asked]
    bare = [judge(case, vectors.without_options()) for case in asked]
    text = report_of(judged, bare, by_options(judged, vectors))
    Path(target).write_text(text, encoding="utf-8")
    counts = Counter(one.column for one in judged)
    summary = ", ".join(f"{count} {column}" for column, count in counts.most_common())
    summary += f"; right are {share_right(counts):.1%} of those that the files can decide"
    print(f"{len(judged)} cases: {summary}. {target} names those that differ.")
    return 1 if any(one.column == "wrong accepts" for one in (*judged, *bare)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
