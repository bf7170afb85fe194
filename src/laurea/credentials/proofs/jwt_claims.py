"""The registered claims of a token, and the credential or presentation beside or inside them.

- Data Model 2.0: the payload is the document; registered claims stand among its properties and
  say again what the document says.
- Data Model 1.1: the document stands in the claim `vc` or `vp`; what it leaves out is taken from
  the registered claims.
- What both say must be the same. Never is one of two values chosen.

Spec: https://www.w3.org/TR/vc-jose-cose/#jwt-claims-header-parameters,
    https://www.w3.org/TR/vc-data-model-1.1/#json-web-token,
    https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof-format
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from laurea.credentials.document import json_kind
from laurea.credentials.policy import DEFAULT_POLICY, TokenPolicy
from laurea.credentials.problems import (
    ID_MISMATCH,
    ISSUER_MISMATCH,
    MALFORMED_VALUE,
    MISSING_VALUE,
    SUBJECT_MISMATCH,
    UNDEFINED_TERM,
    Problem,
    ProblemType,
    Severity,
)
from laurea.credentials.properties import types_of
from laurea.credentials.timestamps import moment_of, write_timestamp

REGISTERED: Final = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf"})
"""The claims that belong to the token and not to the document."""
_INNER: Final = {"vc": "VerifiableCredential", "vp": "VerifiablePresentation"}
_DATES: Final = ("nbf", "exp", "iat")
_DATED: Final = {"nbf": ("validFrom", "issuanceDate"), "exp": ("validUntil", "expirationDate")}
_FIRST_SECOND: Final = -62_135_596_800
_LAST_SECOND: Final = 253_402_300_799
_OPEN_BADGES: Final = frozenset(
    {"OpenBadgeCredential", "AchievementCredential", "EndorsementCredential", "ClrCredential"}
)


@dataclass(frozen=True, slots=True)
class Claims:
    """A payload sorted out: the document, the registered claims, and what is wrong with them.

    Of the claims, `nbf` and `exp` are left out where the document names the same moments.
    """

    document: dict[str, Any]
    registered: dict[str, Any]
    problems: tuple[Problem, ...]


def sort_out(
    payload: Mapping[str, Any],
    *,
    is_payload: bool,
    policy: TokenPolicy = DEFAULT_POLICY.tokens,
) -> Claims:
    """Part a token's payload into its document and its registered claims, and compare them.

    Args:
        payload: the payload as parsed JSON.
        is_payload: whether the token's type says that the payload is the document, so that the
            claims `vc` and `vp` may not stand there.
        policy: what is accepted where practice and standard differ.

    >>> claims = sort_out({"iss": "did:example:a", "issuer": "did:example:b"}, is_payload=True)
    >>> [problem.type.slug for problem in claims.problems]
    ['issuer-mismatch']
    """
    registered = {name: payload[name] for name in REGISTERED & payload.keys()}
    rest = {name: value for name, value in payload.items() if name not in REGISTERED}
    found = [*_malformed(registered)]
    inner = [name for name in _INNER if name in rest]
    if not inner:
        document, is_old = rest, False
    else:
        document, is_old = _unwrapped(rest, inner, registered, found, policy, is_payload=is_payload)
    found += _differences(document, registered, are_dates_binding=not is_payload)
    if not is_old and not is_payload:
        found += _missing(document, registered, policy)
    said_again = [
        claim
        for claim in _DATED
        if _is_number(registered.get(claim))
        and _is_one_of(registered[claim], _moments(document, claim))
    ]
    left = {name: value for name, value in registered.items() if name not in said_again}
    return Claims(document, left, tuple(found))


def _unwrapped(
    rest: dict[str, Any],
    inner: list[str],
    registered: Mapping[str, Any],
    found: list[Problem],
    policy: TokenPolicy,
    *,
    is_payload: bool,
) -> tuple[dict[str, Any], bool]:
    """Return the document of Data Model 1.1 in its claim, completed from the registered ones."""
    name = inner[0]
    document = rest[name]
    if is_payload or len(rest) > 1 or not policy.vc_claim or not isinstance(document, dict):
        detail = (
            f"The claim {name!r} holds a document beside the payload."
            if is_payload or len(rest) > 1
            else f"The claim {name!r} is not accepted, or holds no document."
        )
        found.append(Problem(UNDEFINED_TERM, detail))
        others = {key: value for key, value in rest.items() if key not in _INNER}
        return (others if others or not isinstance(document, dict) else document), False
    return _completed(document, registered, _INNER[name]), True


def _completed(
    document: Mapping[str, Any], registered: Mapping[str, Any], kind: str
) -> dict[str, Any]:
    """Return a document of Data Model 1.1 with what its issuer left to the claims.

    Spec: https://www.w3.org/TR/vc-data-model-1.1/#jwt-decoding
    """
    whole = dict(document)
    if kind == "VerifiablePresentation":
        names = {"iss": "holder", "jti": "id"}
    else:
        names = {"iss": "issuer", "jti": "id"}
        for claim, dates in _DATED.items():
            moment = _moment(registered.get(claim))
            if moment is not None and not set(dates) & whole.keys():
                whole[dates[1]] = write_timestamp(moment)
        subject = whole.get("credentialSubject")
        if isinstance(subject, dict) and "id" not in subject and "sub" in registered:
            whole["credentialSubject"] = {"id": registered["sub"], **subject}
    for claim, name in names.items():
        if name not in whole and claim in registered:
            whole[name] = registered[claim]
        elif claim == "iss" and isinstance(whole.get(name), dict) and "id" not in whole[name]:
            whole[name] = {"id": registered.get(claim), **whole[name]}
    return whole


def _malformed(registered: Mapping[str, Any]) -> list[Problem]:
    found = []
    for name in _DATES:
        if name in registered and not _is_number(registered[name]):
            # Nothing follows from iat, and credentials with a text there are published.
            severity = Severity.WARNING if name == "iat" else Severity.ERROR
            detail = f"The claim {name} is {json_kind(registered[name])}, not a number of seconds."
            found.append(Problem(MALFORMED_VALUE, detail, severity=severity))
    for name in ("iss", "sub", "jti", "nonce"):
        if name in registered and not isinstance(registered[name], str):
            detail = f"The claim {name} is {json_kind(registered[name])}, not a text."
            found.append(Problem(MALFORMED_VALUE, detail))
    return found


def _differences(
    document: Mapping[str, Any], registered: Mapping[str, Any], *, are_dates_binding: bool
) -> list[Problem]:
    """Return where the claims and the document say two things."""
    owner = document.get("issuer", document.get("holder"))
    owner = owner.get("id") if isinstance(owner, Mapping) else owner
    found = []
    is_open = owner is None and "VerifiablePresentation" in types_of(document)
    if "iss" in registered and not is_open and registered["iss"] != owner:
        found.append(_differs(ISSUER_MISMATCH, "iss", registered["iss"], owner))
    if "jti" in registered and document.get("id", registered["jti"]) != registered["jti"]:
        found.append(_differs(ID_MISMATCH, "jti", registered["jti"], document["id"]))
    subjects = _subject_ids(document)
    if "sub" in registered and subjects and registered["sub"] not in subjects:
        found.append(_differs(SUBJECT_MISMATCH, "sub", registered["sub"], subjects[0]))
    if are_dates_binding:
        found += _other_dates(document, registered)
    return found


def _other_dates(document: Mapping[str, Any], registered: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(MALFORMED_VALUE, f"The claim {claim} and the document name two moments.")
        for claim in _DATED
        if (moments := _moments(document, claim))
        and _is_number(registered.get(claim))
        and not _is_one_of(registered[claim], moments)
    ]


def _moments(document: Mapping[str, Any], claim: str) -> list[datetime]:
    said = [document[name] for name in _DATED[claim] if isinstance(document.get(name), str)]
    return [moment for text in said if (moment := moment_of(text)) is not None]


def _is_one_of(claimed: float, moments: list[datetime]) -> bool:
    return any(abs(moment.timestamp() - claimed) < 1 for moment in moments)


def _missing(
    document: Mapping[str, Any], registered: Mapping[str, Any], policy: TokenPolicy
) -> list[Problem]:
    """Return which claims a token of Open Badges 3.0 must carry and does not.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-payload
    """
    if _OPEN_BADGES.isdisjoint(types_of(document)):
        return []
    wanted = ["iss", "jti", "nbf", *(["sub"] if _subject_ids(document) else [])]
    lacking = [name for name in wanted if name not in registered]
    if not lacking:
        return []
    severity = Severity.WARNING if policy.missing_claims else Severity.ERROR
    detail = f"A token of Open Badges carries {', '.join(lacking)} as well."
    return [Problem(MISSING_VALUE, detail, severity=severity)]


def _subject_ids(document: Mapping[str, Any]) -> list[Any]:
    subjects = document.get("credentialSubject")
    return [
        subject["id"]
        for subject in (subjects if isinstance(subjects, list) else [subjects])
        if isinstance(subject, Mapping) and "id" in subject
    ]


def _differs(kind: ProblemType, name: str, claimed: Any, said: Any) -> Problem:
    return Problem(kind, f"The claim {name} is {claimed!r:.80}; the document says {said!r:.80}.")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _moment(value: Any) -> datetime | None:
    if not _is_number(value) or not _FIRST_SECOND <= value <= _LAST_SECOND:
        return None
    return datetime.fromtimestamp(value, UTC)
