"""A document in the envelope of a signature, and whether that signature holds: the check `proof`.

The envelope was opened by the reader of its own format (`vc_jwt`, `sd_jwt`, `vc_cose`), who noted
what speaks against it. Here the key is found and the signature compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.public_key import PublicKey
from laurea.credentials.keys.resolution import KeyRefusal, ResolvedKey
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.limits import Limits
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.proofs.key_window import refuse_out_of_use, remarks_on_window
from laurea.credentials.properties import strings_of
from laurea.credentials.report import Check, Outcome
from laurea.credentials.timestamps import in_words

NAME: Final = "proof"
_SIGNATURE_AT_FAULT: Final = "The signature does not hold."
_OTHERWISE: Final = "The token cannot be relied on."
_LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999, in seconds from 1970 on."""


@dataclass(frozen=True, slots=True)
class Binding:
    """What a holder signed over a token when presenting it (a key binding).

    `signed` and `signature` are compared with `key`; `claims` are its `aud`, `nonce`, `iat`.
    """

    key: PublicKey
    algorithm: str
    signed: bytes
    signature: bytes
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A document taken out of its envelope; nothing of the signature is checked yet.

    Attributes:
        kind: `vc-jwt`, `sd-jwt`, `vc-cose` or `jades`.
        document: the credential or presentation inside, without the claims of the envelope.
        algorithm: the JOSE name of the algorithm that the envelope names.
        kid: the name of the key, or None.
        jwk: the key that the envelope brings along, or None.
        signed: what the signature covers.
        signature: the signature.
        claims: the registered claims (`iss`, `exp`, `nbf`, `iat`, `aud`, `nonce`) that stood there.
        problems: what speaks against the envelope, warnings among them.
        binding: what the holder signed, where there is such a thing.
        key_ends: until when the key was meant to be used, where the envelope itself says so.
    """

    kind: str
    document: dict[str, Any]
    algorithm: str
    kid: str | None
    jwk: Mapping[str, Any] | None
    signed: bytes
    signature: bytes
    claims: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    binding: Binding | None = None
    key_ends: datetime | None = None


ResolveTokenKey = Callable[[Envelope], ResolvedKey]
"""Finds the key of an envelope; raises `KeyRefusal` where there is none."""


def check_envelope(
    envelope: Envelope,
    *,
    resolve_key: ResolveTokenKey,
    at: datetime,
    policy: VerificationPolicy,
    limits: Limits,
    must_be_bound: bool = False,
) -> tuple[Check, ResolvedKey | None]:
    """Return the check of an envelope's signature, and the key where it holds.

    Args:
        envelope: what was opened.
        resolve_key: finds the key.
        at: the moment asked about, timezone-aware.
        policy: `domain` and `challenge` are what `aud` and `nonce` must name where they stand.
        limits: `clock_skew_s` is used.
        must_be_bound: whether `aud` and `nonce` must stand there where the policy names what is
            expected of them, as it is with presentations.

    Spec: https://www.w3.org/TR/vc-jose-cose/#verification-algorithms
    """
    found = list(envelope.problems)
    if envelope.binding is not None and must_be_bound:
        found += _claims(envelope.claims, at, policy, limits)  # the binding names the occasion
    else:
        found += _claims(envelope.claims, at, policy, limits, must_be_bound=must_be_bound)
    if _grave(found):
        return Check(NAME, Outcome.FAILED, _OTHERWISE, tuple(found)), None
    try:
        key = resolve_key(envelope)
        if envelope.key_ends is not None:
            key = replace(key, expires=min(envelope.key_ends, key.expires or envelope.key_ends))
        made = _moment(envelope.claims.get("iat"))
        refuse_out_of_use(key, created=made, at=at)
        found += remarks_on_window(key, created=made, at=at)
    except KeyRefusal as refusal:
        is_failed = refusal.outcome is Outcome.FAILED
        sentence = _OTHERWISE if is_failed else "The signature could not be checked."
        return Check(NAME, refusal.outcome, sentence, (*found, refusal.problem)), None
    except MalformedDocument as error:
        return Check(NAME, Outcome.FAILED, _OTHERWISE, (*found, error.problem)), None
    against = _signature(envelope, key.public_key)
    if against is None and envelope.binding is not None:
        against = _binding(envelope.binding, at, policy, limits)
    if against is not None:
        return Check(NAME, Outcome.FAILED, _SIGNATURE_AT_FAULT, (*found, against)), None
    sentence = "The token says exactly what the holder of the key signed."
    return Check(NAME, Outcome.PASSED, sentence, tuple(found)), key


def both_hold(outer: Check, inner: Check) -> Check:
    """Return the check of an envelope around a document that carries proofs of its own.

    Both were made to be relied on, so both must hold.
    """
    order = (Outcome.PASSED, Outcome.UNKNOWN, Outcome.FAILED)
    worse = max(outer, inner, key=lambda check: order.index(check.outcome))
    return Check(NAME, worse.outcome, worse.sentence, (*outer.problems, *inner.problems))


def _signature(envelope: Envelope, key: PublicKey) -> Problem | None:
    if envelope.algorithm != key.algorithm:
        detail = f"The header says {envelope.algorithm}, and the key signs with {key.algorithm}."
        return Problem(problems.JWT_ALG, detail)
    if not verify_signature(key, envelope.signature, envelope.signed, envelope.algorithm):
        return Problem(
            problems.PROOF_INVALID,
            "This is not what the holder of the key signed. "
            "It was changed afterwards, or signed with another key.",
        )
    return None


def _binding(
    binding: Binding, at: datetime, policy: VerificationPolicy, limits: Limits
) -> Problem | None:
    """Return what speaks against a holder's key binding.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-7.3
    """
    grave = _grave(_claims(binding.claims, at, policy, limits, must_be_bound=True))
    if grave:
        return grave[0]
    is_good = binding.algorithm == binding.key.algorithm and verify_signature(
        binding.key, binding.signature, binding.signed, binding.algorithm
    )
    if not is_good:
        detail = "The one who presents it did not sign with the key that the token names."
        return Problem(problems.PROOF_INVALID, detail)
    return None


def _claims(
    claims: Mapping[str, Any],
    at: datetime,
    policy: VerificationPolicy,
    limits: Limits,
    *,
    must_be_bound: bool = False,
) -> list[Problem]:
    """Return what the registered claims say against relying on a token now."""
    found = []
    now, skew = at.timestamp(), limits.clock_skew_s
    for name in ("nbf", "iat"):
        since = _seconds(claims.get(name))
        if since is not None and since > now + skew:
            detail = f"By its claim {name}, the token begins {_words(since)}."
            found.append(Problem(problems.NOT_YET_VALID, detail))
    until = _seconds(claims.get("exp"))
    if until is not None and until < now - skew:
        detail = f"By its claim exp, the token ended {_words(until)}."
        found.append(Problem(problems.EXPIRED, detail))
    for name, expected, kind in (
        ("aud", policy.domain, problems.DOMAIN_MISMATCH),
        ("nonce", policy.challenge, problems.CHALLENGE_MISMATCH),
    ):
        if expected is None or (name not in claims and not must_be_bound):
            continue
        if expected not in strings_of(claims.get(name)):
            other = "another" if name in claims else "no"
            found.append(Problem(kind, f"The token names {other} {name}."))
    return found


def _grave(found: list[Problem]) -> list[Problem]:
    return [problem for problem in found if problem.severity is Severity.ERROR]


def _seconds(value: Any) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _moment(value: Any) -> datetime | None:
    """Return the moment of a claim, or None where it has none that can be named."""
    seconds = _seconds(value)
    if seconds is None or not 0 <= seconds <= _LAST_SECOND:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _words(value: float) -> str:
    moment = _moment(value)
    if moment is not None:
        return f"on {in_words(moment)}"
    return "before 1970" if value < 0 else "after the year 9999"
