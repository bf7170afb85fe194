"""A compact JWS, taken apart: header, payload, signature, and nothing left to interpretation.

- Three parts of base64url, each in its one spelling; white space is refused.
- The header is strict JSON and holds `alg`, `kid`, `typ`, `cty` and `jwk` only. Whatever would
  make a reader fetch, embed or skip something (`jku`, `x5u`, `x5c`, `crit`, `b64`, `zip`…) is a
  problem, and so is an algorithm that is not on the list.

What is wrong with the header is a value, because the token can still be read and be called
invalid.

Spec: https://www.rfc-editor.org/rfc/rfc7515, https://www.rfc-editor.org/rfc/rfc8725
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from laurea.credentials.document import json_kind, read_object
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.keys.multibase import base64url_decode
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import JWT_ALG, JWT_HEADER, LIMIT, PARSING, Problem

ALGORITHMS: Final = frozenset({"EdDSA", "ES256", "ES384", "ES512", "RS256"})
"""The signature algorithms that are checked, each with one kind of key."""

_SAME: Final = {"Ed25519": "EdDSA"}
"""Names of RFC 9864 for what had another name before."""
_MEMBERS: Final = {"alg": str, "kid": str, "typ": str, "cty": str, "jwk": dict}
_HEADERS_KEPT: Final = 512


@dataclass(frozen=True, slots=True)
class JwsHeader:
    """The header of a token.

    Attributes:
        algorithm: its `alg`, or None where that is not a string.
        kid: the name of the key, or None.
        jwk: the key itself, or None. Nobody vouches for it.
        typ: the type of the whole token as a media type in lower case, without `application/`.
        cty: the type of the payload, likewise.
        problems: what speaks against the header.
    """

    algorithm: str | None
    kid: str | None
    jwk: Mapping[str, Any] | None
    typ: str | None
    cty: str | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CompactJws:
    """A token taken apart. `signed` is what the signature covers; `payload` is not parsed."""

    header: JwsHeader
    payload: bytes
    signed: bytes
    signature: bytes


def read_compact_jws(token: str, *, limits: Limits = DEFAULT_LIMITS) -> CompactJws:
    """Take a compact JWS apart.

    Args:
        token: the text, without white space around it.
        limits: `document_bytes` caps the token, `token_header_bytes` its header.

    Raises:
        MalformedDocument: not three parts of base64url in their one spelling, or the header is
            not a JSON object that can be read without doubt.
        LimitExceeded: the token or its header is too large.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-5.2

    >>> header = read_compact_jws("eyJhbGciOiJub25lIn0.e30.").header
    >>> [problem.type.slug for problem in header.problems]
    ['jwt-alg']
    """
    if len(token) > limits.document_bytes:
        raise LimitExceeded(
            Problem(LIMIT, f"The token is longer than {limits.document_bytes:,} characters.")
        )
    parts = token.split(".")
    if len(parts) != 3 or not token.isascii():
        raise _malformed("A token has three parts of base64url, with dots between them.")
    header_text, payload_text, signature_text = parts
    if len(header_text) * 3 > limits.token_header_bytes * 4:
        raise LimitExceeded(
            Problem(LIMIT, f"The header has more than {limits.token_header_bytes:,} bytes.")
        )
    return CompactJws(
        _header(header_text),
        _decoded(payload_text, "payload"),
        token[: token.rindex(".")].encode("ascii"),
        _decoded(signature_text, "signature"),
    )


def media_type(name: str) -> str:
    """Return a `typ` or `cty` as a media type in lower case, without `application/`.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9

    >>> media_type("application/vc+JWT"), media_type("JWT")
    ('vc+jwt', 'jwt')
    """
    return name.lower().removeprefix("application/")


@lru_cache(maxsize=_HEADERS_KEPT)
def _header(text: str) -> JwsHeader:
    """Read a header; the tokens of one key share it."""
    value = read_object(_decoded(text, "header"))
    found: list[Problem] = []
    for name, member in value.items():
        kind = _MEMBERS.get(name)
        if kind is None:
            detail = f"The header holds {name[:40]!r}, which is not followed here."
            found.append(Problem(JWT_HEADER, detail))
        elif not isinstance(member, kind):
            detail = f"{name} in the header is {json_kind(member)}."
            found.append(Problem(JWT_ALG if name == "alg" else JWT_HEADER, detail))
    named = _text(value, "alg")
    algorithm = _SAME.get(named or "", named)
    if algorithm is None:
        if "alg" not in value:
            found.append(Problem(JWT_ALG, "The header names no algorithm."))
    elif algorithm not in ALGORITHMS:
        detail = (
            "Nobody signed this token: its algorithm is none."
            if algorithm.lower() == "none"
            else f"The algorithm {algorithm[:40]!r} is not accepted."
        )
        found.append(Problem(JWT_ALG, detail))
    jwk = value.get("jwk")
    typ, cty = _text(value, "typ"), _text(value, "cty")
    return JwsHeader(
        algorithm,
        _text(value, "kid"),
        jwk if isinstance(jwk, dict) else None,
        None if typ is None else media_type(typ),
        None if cty is None else media_type(cty),
        tuple(found),
    )


def _text(value: Mapping[str, Any], name: str) -> str | None:
    text = value.get(name)
    return text if isinstance(text, str) else None


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64url_decode(text, max_chars=len(text))
    except MalformedDocument:
        raise _malformed(f"The {name} of the token is not base64url as it is written.") from None


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(PARSING, detail))
