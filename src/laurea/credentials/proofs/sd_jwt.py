"""SD-JWT: a token whose holder shows some claims and keeps others back.

- The issuer signs hashes; the holder hands over disclosures, which are what was hashed.
- Every disclosure must be used exactly once, and no hash may stand twice. Hashes without a
  disclosure, decoys among them, say nothing.
- Registered claims cannot be kept back: what they say binds the token, not the holder.
- A key binding, where one is appended, must be the holder's signature over what is shown.

Spec: https://www.rfc-editor.org/rfc/rfc9901, https://www.w3.org/TR/vc-jose-cose/#secure-with-sd-jwt
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from laurea.credentials.document import read_json, read_object
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.keys.jwk import from_jwk
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, TokenPolicy
from laurea.credentials.problems import DISCLOSURE_INVALID, JWT_HEADER, LIMIT, Problem
from laurea.credentials.proofs.compact_jws import read_compact_jws
from laurea.credentials.proofs.envelope import Binding, Envelope
from laurea.credentials.proofs.jwt_claims import sort_out
from laurea.credentials.proofs.vc_jwt import envelope_of, type_problem

KIND: Final = "sd-jwt"
CREDENTIAL_TYPES: Final[frozenset[str | None]] = frozenset({"vc+sd-jwt", "vc+ld+json+sd-jwt"})
"""The types of tokens that show a credential."""
PRESENTATION_TYPES: Final[frozenset[str | None]] = frozenset({"vp+sd-jwt", "vp+ld+json+sd-jwt"})
"""The types of tokens that show a presentation."""
HASHES: Final = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
"""The hash algorithms of disclosures, by their names in `_sd_alg`."""

_BINDING_TYPE: Final = "kb+jwt"
_SD, _SD_ALG, _DOTS = "_sd", "_sd_alg", "..."
_NEVER_KEPT_BACK: Final = frozenset(
    {"iss", "nbf", "exp", "iat", "aud", "cnf", "jti", "sub", _SD_ALG}
)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What a holder shows: a property with its name, or an element of an array without one."""

    name: str | None
    value: Any


def open_sd_jwt(
    text: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    policy: TokenPolicy = DEFAULT_POLICY.tokens,
) -> Envelope:
    """Take the document out of an SD-JWT, with the disclosures put in their places.

    Args:
        text: the token, a `~` after it and after each disclosure, and perhaps a key binding.
        limits: bounds on the token, the JSON inside, and the number of disclosures.
        policy: what is accepted where practice and standard differ.

    Raises:
        MalformedDocument: it cannot be read without doubt.
        LimitExceeded: larger or deeper than the limits allow.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-7.1
    """
    if len(text) > limits.document_bytes:
        raise LimitExceeded(
            Problem(LIMIT, f"The token is longer than {limits.document_bytes:,} characters.")
        )
    token, *disclosed, binding_token = text.split("~")
    if len(disclosed) > limits.disclosures:
        raise LimitExceeded(
            Problem(LIMIT, f"There are more than {limits.disclosures:,} disclosures.")
        )
    jws = read_compact_jws(token, limits=limits)
    payload = read_object(jws.payload, limits=limits)
    shown = _Shown.of(disclosed, payload.get(_SD_ALG, "sha-256"), limits)
    whole = shown.put_in_place(payload)
    claims = sort_out(whole, is_payload=True, policy=policy)
    against = type_problem(
        jws.header,
        claims.document,
        credentials=CREDENTIAL_TYPES,
        presentations=PRESENTATION_TYPES,
    )
    problems = (*jws.header.problems, *against, *claims.problems, *shown.problems)
    envelope = envelope_of(KIND, jws, claims.document, claims.registered, problems)
    if not binding_token:
        return envelope
    signed_over = text[: len(text) - len(binding_token)]
    return _bound(envelope, binding_token, signed_over, shown.hash_name, limits)


def read_disclosure(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Disclosure:
    """Return what one disclosure says.

    Raises:
        MalformedDocument: no base64url of a JSON array of salt, name and value, or of salt and
            value.
        LimitExceeded: its value goes beyond the limits.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.2

    >>> read_disclosure("WyJzYWx0IiwgIm5hbWUiLCAiQWRhIl0")
    Disclosure(name='name', value='Ada')
    """
    try:
        parts = read_json(base64url_decode(text, max_chars=len(text)), limits=limits)
    except MalformedDocument as error:
        raise _invalid(f"A disclosure cannot be read. {error.problem.detail}") from None
    match parts:
        case [str(), str(name), value] if name not in (_SD, _DOTS):
            return Disclosure(name, value)
        case [str(), value]:
            return Disclosure(None, value)
    raise _invalid("A disclosure is no array of salt, name and value, or of salt and value.")


@dataclass(slots=True)
class _Shown:
    """The disclosures of one token, by their hashes, and what is left of them."""

    hash_name: str
    waiting: dict[str, Disclosure]
    limits: Limits
    seen: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, disclosed: list[str], algorithm: object, limits: Limits) -> _Shown:
        hash_name = HASHES.get(algorithm) if isinstance(algorithm, str) else None
        if hash_name is None:
            raise _invalid("The token names a hash algorithm that is not used here.")
        waiting: dict[str, Disclosure] = {}
        for text in disclosed:
            digest = disclosure_digest(text, hash_name)
            if digest in waiting:
                raise _invalid("A disclosure stands twice.")
            waiting[digest] = read_disclosure(text, limits=limits)
        return cls(hash_name, waiting, limits)

    def put_in_place(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        whole = self._object(payload, 1)
        whole.pop(_SD_ALG, None)
        if self.waiting:
            raise _invalid("A disclosure belongs to nothing that the issuer signed.")
        return whole

    def _value(self, value: Any, depth: int) -> Any:
        if depth > self.limits.depth:
            raise LimitExceeded(Problem(LIMIT, "The disclosures are nested too deep."))
        if isinstance(value, dict):
            return self._object(value, depth)
        return self._array(value, depth) if isinstance(value, list) else value

    def _object(self, value: Mapping[str, Any], depth: int) -> dict[str, Any]:
        if _DOTS in value:
            raise _invalid(f"The name {_DOTS!r} stands where it means nothing.")
        if depth > 1 and _SD_ALG in value:
            raise _invalid(f"The name {_SD_ALG!r} stands where it means nothing.")
        whole = {name: self._value(item, depth + 1) for name, item in value.items() if name != _SD}
        digests = value.get(_SD, [])
        if not isinstance(digests, list):
            raise _invalid(f"{_SD} is no array of hashes.")
        for digest in digests:
            found = self._taken(digest)
            if found is None:
                continue
            if found.name is None or found.name in whole:
                raise _invalid("A disclosure says what the token says already, or has no name.")
            if depth == 1 and found.name in _NEVER_KEPT_BACK:
                raise _invalid(f"The claim {found.name!r} may not be kept back.")
            whole[found.name] = self._value(found.value, depth + 1)
        return whole

    def _array(self, value: list[Any], depth: int) -> list[Any]:
        whole = []
        for item in value:
            if not (isinstance(item, dict) and _DOTS in item):
                whole.append(self._value(item, depth + 1))
                continue
            if len(item) != 1:
                raise _invalid("An element that was kept back carries more than its hash.")
            found = self._taken(item[_DOTS])
            if found is None:
                continue
            if found.name is not None:
                raise _invalid("A property was disclosed where an element is asked for.")
            whole.append(self._value(found.value, depth + 1))
        return whole

    def _taken(self, digest: object) -> Disclosure | None:
        if not isinstance(digest, str) or digest in self.seen:
            raise _invalid("A hash stands twice in the token, or is no text.")
        self.seen.add(digest)
        return self.waiting.pop(digest, None)


def disclosure_digest(text: str, hash_name: str) -> str:
    """Return the hash of a disclosure, or of a whole token, in base64url.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.2.3
    """
    try:
        content = text.encode("ascii")
    except UnicodeEncodeError:
        raise _invalid("The token is not written in ASCII.") from None
    return base64url_encode(hashlib.new(hash_name, content).digest())


def _bound(
    envelope: Envelope, token: str, signed_over: str, hash_name: str, limits: Limits
) -> Envelope:
    """Return the envelope with the key binding that was appended to it.

    Spec: https://www.rfc-editor.org/rfc/rfc9901#section-4.3
    """
    jws = read_compact_jws(token, limits=limits)
    claims = read_object(jws.payload, limits=limits)
    found = list(jws.header.problems)
    if jws.header.typ != _BINDING_TYPE:
        found.append(Problem(JWT_HEADER, f"A key binding has the type {_BINDING_TYPE}."))
    expected = disclosure_digest(signed_over, hash_name)
    if not hmac.compare_digest(str(claims.get("sd_hash")).encode(), expected.encode()):
        found.append(
            Problem(DISCLOSURE_INVALID, "The key binding was made for another presentation.")
        )
    missing = [name for name in ("iat", "aud", "nonce") if name not in claims]
    if missing:
        found.append(Problem(JWT_HEADER, f"The key binding lacks {', '.join(missing)}."))
    confirmation = envelope.claims.get("cnf")
    jwk = confirmation.get("jwk") if isinstance(confirmation, Mapping) else None
    if not isinstance(jwk, dict):
        detail = "The token names no key of its holder, so nobody can have bound it."
        found.append(Problem(JWT_HEADER, detail))
        return replace(envelope, problems=(*envelope.problems, *found))
    binding = Binding(from_jwk(jwk), jws.header.algorithm or "", jws.signed, jws.signature, claims)
    return replace(envelope, problems=(*envelope.problems, *found), binding=binding)


def _invalid(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(DISCLOSURE_INVALID, detail))
