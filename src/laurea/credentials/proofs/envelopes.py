"""Which envelope a text or a JSON object is, and what lies in it.

A token stands alone, or in JSON as an `EnvelopedVerifiableCredential` whose `id` is a `data:`
URL. Both are opened by the reader of their format.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.document import json_kind
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.model.contexts import VC2_CONTEXT
from laurea.credentials.policy import DEFAULT_POLICY, TokenPolicy
from laurea.credentials.problems import FORMAT_UNKNOWN, MALFORMED_VALUE, Problem
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.proofs.sd_jwt import open_sd_jwt
from laurea.credentials.proofs.vc_cose import is_cose, open_vc_cose
from laurea.credentials.proofs.vc_jwt import open_vc_jwt
from laurea.credentials.properties import is_compact_jws, types_of

_CREDENTIAL: Final = "EnvelopedVerifiableCredential"
_PRESENTATION: Final = "EnvelopedVerifiablePresentation"
_MEMBERS: Final = frozenset({"@context", "id", "type"})
_PREFIX: Final = "data:application/"
_JWT: Final = "vc+jwt vp+jwt vc+ld+jwt vp+ld+jwt vc+ld+json+jwt vp+ld+json+jwt jwt".split()
_SD_JWT: Final = "vc+sd-jwt vp+sd-jwt vc+ld+json+sd-jwt vp+ld+json+sd-jwt".split()
_COSE: Final = "vc+cose;base64 vp+cose;base64".split()


def is_token(text: str) -> bool:
    """Say whether a text has the form of a signed token: a compact JWS, an SD-JWT, or COSE.

    >>> is_token("eyJhbGciOiJFZERTQSJ9.e30.c2ln"), is_token('{"id": "a.b.c"}')
    (True, False)
    """
    return is_cose(text) or (text.startswith("ey") and is_compact_jws(text.partition("~")[0]))


def open_token(
    token: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    policy: TokenPolicy = DEFAULT_POLICY.tokens,
) -> Envelope:
    """Take the document out of a token of any kind that is read here.

    Raises:
        MalformedDocument: it cannot be read without doubt.
        LimitExceeded: it is larger or deeper than the limits allow.
    """
    if is_cose(token):
        return open_vc_cose(token, limits=limits)
    opener = open_sd_jwt if "~" in token else open_vc_jwt
    return opener(token, limits=limits, policy=policy)


def as_enveloped(token: str, *, is_presentation: bool = False) -> dict[str, Any]:
    """Return a token as the JSON object that stands for it.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials

    >>> as_enveloped("e30.e30.c2ln")["id"]
    'data:application/vc+jwt,e30.e30.c2ln'
    """
    kind = "vp" if is_presentation else "vc"
    form = "cose;base64" if is_cose(token) else "sd-jwt" if "~" in token else "jwt"
    return {
        "@context": VC2_CONTEXT,
        "id": f"{_PREFIX}{kind}+{form},{token}",
        "type": _PRESENTATION if is_presentation else _CREDENTIAL,
    }


def is_enveloped(document: Mapping[str, Any]) -> bool:
    """Say whether a JSON object stands for something in an envelope."""
    return not types_of(document).isdisjoint((_CREDENTIAL, _PRESENTATION))


def token_of(document: Mapping[str, Any]) -> str:
    """Return the token that an enveloped credential or presentation stands for.

    Raises:
        MalformedDocument: the object says more than its envelope may, or holds no token of a
            kind that is read here.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials
    """
    more = sorted(document.keys() - _MEMBERS)
    if more:
        detail = f"An enveloped credential says nothing of its own; this one has {more[0][:40]!r}."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, f"/{more[0]}"))
    address = document.get("id")
    if not isinstance(address, str):
        detail = f"The id of an enveloped credential is a data: URL, not {json_kind(address)}."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/id"))
    head, comma, token = address.partition(",")
    media_type = head.removeprefix(_PREFIX)
    if not comma or media_type == head or media_type not in (*_JWT, *_SD_JWT, *_COSE):
        detail = f"An envelope that begins {head[:60]!r} is not opened here."
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail, "/id"))
    if media_type in _COSE:
        token = token.rstrip()  # as everybody who reads base64 in a data: URL does
    forms = (_COSE, is_cose(token)), (_SD_JWT, "~" in token)
    if not is_token(token) or any((media_type in named) is not seen for named, seen in forms):
        detail = f"What follows is no token of the type {media_type}."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/id"))
    return token


def open_enveloped(
    document: Mapping[str, Any],
    *,
    limits: Limits = DEFAULT_LIMITS,
    policy: TokenPolicy = DEFAULT_POLICY.tokens,
) -> Envelope:
    """Take the document out of an enveloped credential or presentation.

    Raises:
        MalformedDocument: there is no token of a kind that is read here, it cannot be read, or
            it holds a presentation where a credential is promised, or the reverse.
        LimitExceeded: it is larger or deeper than the limits allow.
    """
    envelope = open_token(token_of(document), limits=limits, policy=policy)
    is_promised = _PRESENTATION in types_of(document)
    if is_promised is not ("VerifiablePresentation" in types_of(envelope.document)):
        detail = "The envelope holds something else than its type promises."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/type"))
    return envelope
