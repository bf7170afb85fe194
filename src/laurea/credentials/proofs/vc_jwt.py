"""VC-JWT: a credential or presentation in a compact JWS.

Three ways of writing one are read, told apart by the type of the token (`typ`) and its payload:

- `vc+jwt`, `vp+jwt` (and their earlier spellings): the payload is the document of Data Model 2.0.
- `JWT` or none: the payload is the document, as Open Badges 3.0 has it,
- or the document stands in the claim `vc` or `vp`, as Data Model 1.1 had it.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-jose,
    https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof-format
"""

from __future__ import annotations

from typing import Any, Final

from laurea.credentials.document import read_object
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.policy import DEFAULT_POLICY, TokenPolicy
from laurea.credentials.problems import JWT_HEADER, Problem
from laurea.credentials.proofs.compact_jws import CompactJws, JwsHeader, read_compact_jws
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.proofs.jwt_claims import sort_out
from laurea.credentials.properties import types_of

KIND: Final = "vc-jwt"
CREDENTIAL_TYPES: Final = frozenset({"vc+jwt", "vc+ld+jwt", "vc+ld+json+jwt"})
"""The types of tokens whose payload is a credential."""
PRESENTATION_TYPES: Final = frozenset({"vp+jwt", "vp+ld+jwt", "vp+ld+json+jwt"})
"""The types of tokens whose payload is a presentation."""
_PLAIN: Final = frozenset({None, "jwt"})
_CONTENTS: Final = {
    False: frozenset({None, "vc", "vc+ld+json", "credential+ld+json", "ld+json", "json"}),
    True: frozenset({None, "vp", "vp+ld+json", "ld+json", "json"}),
}


def open_vc_jwt(
    token: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    policy: TokenPolicy = DEFAULT_POLICY.tokens,
) -> Envelope:
    """Take the document out of a VC-JWT.

    Args:
        token: the compact JWS, without white space around it.
        limits: bounds on the token, its header, and the JSON inside.
        policy: what is accepted where practice and standard differ.

    Raises:
        MalformedDocument: no compact JWS, or header or payload is no JSON object that can be
            read without doubt.
        LimitExceeded: larger or deeper than the limits allow.

    Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-jose
    """
    jws = read_compact_jws(token, limits=limits)
    payload = read_object(jws.payload, limits=limits)
    typ = jws.header.typ
    claims = sort_out(payload, is_payload=typ not in _PLAIN, policy=policy)
    against = type_problem(
        jws.header,
        claims.document,
        credentials=CREDENTIAL_TYPES | _PLAIN,
        presentations=PRESENTATION_TYPES | _PLAIN,
    )
    return envelope_of(
        KIND,
        jws,
        claims.document,
        claims.registered,
        (*jws.header.problems, *against, *claims.problems),
    )


def envelope_of(
    kind: str,
    jws: CompactJws,
    document: dict[str, Any],
    claims: dict[str, Any],
    problems: tuple[Problem, ...],
) -> Envelope:
    """Return the envelope of a token that was taken apart."""
    return Envelope(
        kind=kind,
        document=document,
        algorithm=jws.header.algorithm or "",
        kid=jws.header.kid,
        jwk=jws.header.jwk,
        signed=jws.signed,
        signature=jws.signature,
        claims=claims,
        problems=problems,
    )


def type_problem(
    header: JwsHeader,
    document: dict[str, Any],
    *,
    credentials: frozenset[str | None],
    presentations: frozenset[str | None],
) -> tuple[Problem, ...]:
    """Return the problem of a token whose type, or its content's, is not what it holds.

    A token that was signed for something else must not pass for a credential (RFC 8725, 3.11).
    """
    is_presentation = "VerifiablePresentation" in types_of(document)
    found = []
    if header.typ not in (presentations if is_presentation else credentials):
        detail = f"A token of the type {str(header.typ)[:40]!r} is no credential."
        found.append(Problem(JWT_HEADER, detail))
    if header.cty not in _CONTENTS[is_presentation]:
        detail = f"The content is said to be {str(header.cty)[:40]!r}, which is no credential."
        found.append(Problem(JWT_HEADER, detail))
    return tuple(found)
