"""One case of the corpus: read it, do what it asks, answer in the corpus' words."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from laurea.credentials.baking import unbake
from laurea.credentials.canon.nquads import parse_nquads
from laurea.credentials.canon.rdfc import canonicalize
from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, LimitExceeded
from laurea.credentials.keys.multibase import base64url_decode
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.problems import LIMIT, Problem, Severity
from laurea.credentials.properties import named_issuer
from laurea.credentials.received import read_received
from laurea.credentials.report import IssuerTrust, Verdict, VerificationReport
from laurea.credentials.verify import verify
from laurea.examine.codes import code_of
from laurea.examine.fixtures import FixtureResolver
from laurea.ledger import is_included

Answer = dict[str, Any]
_LARGEST_FILE: Final = 64 * 1024 * 1024


def answer_lines(cases: IO[bytes], answers: IO[bytes]) -> None:
    """Answer every case of a stream, one JSON line each."""
    for line in cases:
        if line.strip():
            answers.write(json.dumps(answer(json.loads(line))).encode() + b"\n")
            answers.flush()


def answer(case: Mapping[str, Any]) -> Answer:
    """Return the answer to one case: verdict, codes, time, growth, addresses fetched."""
    work = _WORK.get((case["kind"], case["operation"]))
    if work is None:
        return {"verdict": "unsupported", "errors": [], "unsupported": True}
    resolver = FixtureResolver(case.get("network") or {})
    started, before = time.perf_counter(), _peak_mb()
    try:
        found = work(_read(Path(case["path"])), case, resolver)
    except LaureaError as error:
        found = {"verdict": "error", "errors": [code_of(error.problem)]}
    return {
        **found,
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "rss_growth_mb": round(_peak_mb() - before, 1),
        "fetched": resolver.fetched,
    }


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(_LARGEST_FILE + 1)
    if len(raw) > _LARGEST_FILE:
        raise LimitExceeded(Problem(LIMIT, f"The file has more than {_LARGEST_FILE:,} bytes."))
    return raw


def _verify_json(raw: bytes, case: Mapping[str, Any], resolver: FixtureResolver) -> Answer:
    document = read_object(raw)
    report = verify(document, at=_now(case), resolver=resolver, policy=_policy(case, document))
    return _in_words(report)


def _verify_token(raw: bytes, case: Mapping[str, Any], resolver: FixtureResolver) -> Answer:
    received = read_received(raw)
    policy = _policy(case, received.credential())
    report = verify(received.document, at=_now(case), resolver=resolver, policy=policy)
    return _in_words(report)


def _verify_image(raw: bytes, case: Mapping[str, Any], resolver: FixtureResolver) -> Answer:
    baked = unbake(raw, limits=DEFAULT_LIMITS)
    if baked.standard != "ob3":
        return _verify_token(raw, case, resolver)
    work = _verify_json if baked.text.lstrip().startswith("{") else _verify_token
    return work(baked.text.encode(), case, resolver)


def _verify_inclusion(raw: bytes, case: Mapping[str, Any], _resolver: FixtureResolver) -> Answer:
    claim = read_object(raw)
    try:
        holds = is_included(
            base64url_decode(claim["leaf_data_b64u"]),
            index=claim["leaf_index"],
            size=claim["tree_size"],
            path=[bytes.fromhex(node) for node in claim["path_hex"]],
            root=bytes.fromhex(case["options"].get("anchored_root_hex", claim["root_hex"])),
        )
    except (KeyError, TypeError, ValueError):
        return {"verdict": "error", "errors": ["PARSE"]}
    if holds and claim.get("algorithm") == "RFC6962-SHA256":
        return {"verdict": "valid", "errors": []}
    return {"verdict": "invalid", "errors": ["INCLUSION_INVALID"]}


def _canonicalize(raw: bytes, _case: Mapping[str, Any], _resolver: FixtureResolver) -> Answer:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return {"verdict": "error", "errors": ["PARSE"]}
    canonicalize(parse_nquads(text))
    return {"verdict": "valid", "errors": []}


def _now(case: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(case["options"]["now"]).astimezone(UTC)


def _policy(case: Mapping[str, Any], document: Mapping[str, Any]) -> VerificationPolicy:
    options = case["options"]
    trusted = frozenset(case.get("trusted") or ())
    if case.get("trust_document_issuer"):
        trusted |= {str(named_issuer(document))}
    return VerificationPolicy(
        trusted_issuers=trusted,
        # The corpus trusts organisations: a DID of a whole host stands for its profiles as well.
        trusted_hosts=frozenset(
            host
            for host in (one.removeprefix("did:web:") for one in trusted if "did:web:" in one)
            if ":" not in host
        ),
        expected_email=options.get("expected_email"),
        domain=options.get("domain"),
        challenge=options.get("challenge"),
    )


def _in_words(report: VerificationReport) -> Answer:
    """Say a report in the words of the corpus."""
    found = list(report.problems())
    codes = [code_of(problem) for problem in found]
    if report.issuer_trust is not IssuerTrust.TRUSTED:
        codes.append("ISSUER_UNTRUSTED")
    verdict = report.verdict.value
    if report.verdict is Verdict.VALID:
        if report.issuer_trust is not IssuerTrust.TRUSTED:
            verdict = "valid-issuer-untrusted"
        elif any(problem.severity is Severity.WARNING for problem in found):
            verdict = "valid-with-warning"
    return {"verdict": verdict, "errors": list(dict.fromkeys(codes))}


_WORK: Final[
    dict[tuple[str, str], Callable[[bytes, Mapping[str, Any], FixtureResolver], Answer]]
] = {
    ("vc-json", "verify"): _verify_json,
    ("vc-jwt", "verify"): _verify_token,
    ("vp-json", "verify-presentation"): _verify_json,
    ("png", "extract+verify"): _verify_image,
    ("svg", "extract+verify"): _verify_image,
    ("ob2-json", "verify"): _verify_json,
    ("ob2-jws", "verify"): _verify_token,
    ("merkle", "verify-inclusion"): _verify_inclusion,
    ("nquads", "canonicalize"): _canonicalize,
}
