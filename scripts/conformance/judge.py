"""Judging a case, each kind by what its publisher asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from laurea.credentials.errors import LaureaError
from laurea.credentials.problems import Severity
from laurea.credentials.received import read_received
from laurea.credentials.report import Outcome, Verdict
from laurea.credentials.verify import verify
from laurea.credentials.wire.ob2 import address_of, plain
from laurea.credentials.wire.structure import check_structure
from scripts.conformance.judged import WORDS, Judged, said
from scripts.conformance.parts import (
    canonical_bytes,
    canonical_json_bytes,
    data_model,
    envelope_alone,
    proof_alone,
    schema_alone,
)
from scripts.conformance.vectors import AT, KNOWN_EMPTY, Beside, Vectors

_OLDER_KINDS: Final = (
    *("ob1-ob2-json", "ob2-badgeclass", "ob2-hosted", "ob2-jws", "ob2-baked-png"),
    *("blockcerts-v1", "blockcerts-v2", "blockcerts-v3"),
)
"""Kinds that rest on what stands at an address, or in a ledger."""
_DATA_MODEL: Final = ("data-model", "schema", "parse")
_CUSTOMS: Final = ("subject_schemas", "other_signers", "unsigned_directions", "secp256k1")
"""The options for those customs: what is right by one of them alone is listed with it."""
_PERIOD_ALONE: Final = ("1.2/expired.json", "1.2/not_yet_expired.json")
"""Of these the publisher asks whether they are over and nothing else. An end was put into both
after they were anchored, so that as a whole neither is valid."""
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


def judge(case: Mapping[str, Any], vectors: Vectors) -> Judged:
    """Return what this program makes of one case."""
    work = _WORK.get(case["kind"]) or _BY_CHECK.get(case.get("check", "")) or _verdict
    try:
        verdict, because = work(case, vectors)
    except LaureaError as error:
        verdict, because = "unreadable", f"{error.problem.title}: {error.problem.detail}"
    return Judged(case, verdict, because.replace(f"{vectors.folder}/", ""))


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


def _verdict(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    received = read_received(vectors.read(case["path"]), limits=vectors.limits)
    document = received.token or received.document
    report = verify(
        document, at=AT, resolver=vectors.remote, policy=vectors.policy, limits=vectors.limits
    )
    return report.verdict.value, said(report.problems())


def _published(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge a document of Open Badges 1 or 2, served at its own address, or a Blockcert."""
    received = read_received(vectors.read(case["path"]), limits=vectors.limits)
    address = address_of(plain(received.document)) if received.token is None else None
    own = {} if address is None else {address: json.dumps(received.document).encode()}
    resolver = Beside(Beside(vectors.remote, own), dict.fromkeys(KNOWN_EMPTY))
    report = verify(
        received.document, at=AT, resolver=resolver, policy=vectors.testers, limits=vectors.limits
    )
    if vectors.in_part and case["path"].endswith(_PERIOD_ALONE):
        (period,) = (check for check in report.checks if check.name == "validity")
        return WORDS.get(period.outcome, Verdict.INDETERMINATE).value, said(period.problems)
    return report.verdict.value, said(report.problems())


def _sealed(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge the seal of a European credential and how the credential is built."""
    received = read_received(vectors.read(case["path"]), limits=vectors.limits)
    report = verify(received.document, at=AT, resolver=vectors.remote, limits=vectors.limits)
    if not vectors.in_part:
        return report.verdict.value, said(report.problems())
    checks = [check for check in report.checks if check.name in ("structure", "proof")]
    worst = min(checks, key=lambda check: list(_SEALED).index(check.outcome))
    return _SEALED[worst.outcome].value, said(worst.problems)


def _handed_in(case: Mapping[str, Any], vectors: Vectors) -> tuple[str, str]:
    """Judge how a European credential is built that its issuer has handed in to be sealed."""
    document = read_received(vectors.read(case["path"]), limits=vectors.limits).document
    document = (_BY_SEALING | document) if vectors.in_part else document
    found = check_structure(document, limits=vectors.limits)
    errors = [p for p in found if p.severity is Severity.ERROR and p.pointer[:6] != "/proof"]
    return "invalid" if errors else "valid", said(errors)


_Work = Callable[[Mapping[str, Any], Vectors], tuple[str, str]]
_WORK: Final[dict[str, _Work]] = {
    **dict.fromkeys(_OLDER_KINDS, _published),
    "vc-json-schema": schema_alone,
    "elm-signed": _sealed,
    "elm-sample": _handed_in,
    **dict.fromkeys(("vc-jose-verify", "vc-sdjwt-verify", "vc-cose-verify"), envelope_alone),
    "jcs-vector": canonical_json_bytes,
    **dict.fromkeys(("rdfc-eval", "rdfc-map", "rdfc-negative"), canonical_bytes),
}
_BY_CHECK: Final[dict[str, _Work]] = {
    "proof-only": proof_alone,
    **dict.fromkeys(_DATA_MODEL, data_model),
}
