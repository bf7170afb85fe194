"""Writing signed tokens: credentials and presentations as VC-JWT.

The payload is the document itself, with the registered claims beside its properties that say the
same again. The header holds `alg`, `kid` and `typ`. Tokens of Open Badges have the type `JWT`,
all others `vc+jwt` or `vp+jwt`; docs/adr/0012 gives the reasons.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-jose,
    https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof-format
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import orjson

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import base64url_encode
from laurea.credentials.ports import Signer
from laurea.credentials.problems import KEY_UNAUTHORIZED, Problem
from laurea.credentials.properties import named_issuer, types_of
from laurea.credentials.timestamps import moment_of
from laurea.credentials.wire.detect import detect_format

_OPEN_BADGES: Final = "ob3-"


def write_header(signer: Signer, typ: str) -> bytes:
    """Return the header of a signer's tokens in base64url: the same bytes for all of them.

    Args:
        signer: gives the algorithm, and as `kid` the address of its key.
        typ: the type of the token, such as `JWT`.
    """
    members = {"alg": signer.algorithm, "typ": typ, "kid": signer.verification_method}
    return base64url_encode(orjson.dumps(members)).encode()


def write_token(header: bytes, payload: bytes) -> bytes:
    """Return header and payload as they are signed."""
    return header + b"." + base64url_encode(payload).encode()


def type_of_token(document: Mapping[str, Any]) -> str:
    """Return the `typ` under which a document is put into a token.

    >>> type_of_token({"type": ["VerifiableCredential", "OpenBadgeCredential"]})
    'JWT'
    """
    if "VerifiablePresentation" in types_of(document):
        return "vp+jwt"
    return "JWT" if detect_format(document).startswith(_OPEN_BADGES) else "vc+jwt"


def registered_claims(document: Mapping[str, Any], created: datetime) -> dict[str, Any]:
    """Return the registered claims that say again what a credential says.

    Args:
        document: the credential. Moments are written in whole seconds.
        created: when the token is signed, timezone-aware.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-payload

    >>> from datetime import UTC
    >>> registered_claims(
    ...     {"issuer": {"id": "did:example:a"}, "validFrom": "2026-01-15T09:00:00Z"},
    ...     datetime(2026, 1, 16, tzinfo=UTC),
    ... )
    {'iss': 'did:example:a', 'nbf': 1768467600, 'iat': 1768521600}
    """
    subject = document.get("credentialSubject")
    claims: dict[str, Any] = {"iss": named_issuer(document)}
    if "id" in document:
        claims["jti"] = document["id"]
    if isinstance(subject, Mapping) and "id" in subject:
        claims["sub"] = subject["id"]
    for name, property_name in (("nbf", "validFrom"), ("exp", "validUntil")):
        said = document.get(property_name)
        moment = moment_of(said) if isinstance(said, str) else None
        if moment is not None:
            claims[name] = int(moment.timestamp())
    return claims | {"iat": int(created.timestamp())}


def sign_credential_token(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    created: datetime,
    reservation: str | None = None,
) -> str:
    """Return a credential as a signed token (VC-JWT).

    Args:
        document: the credential of Data Model 2.0. Proofs that it carries stay.
        signer: holds the issuer's key.
        created: the moment written as `iat`, timezone-aware.
        reservation: for the signer, where it asks for one.

    Raises:
        MalformedDocument: the key is not the issuer's.
        ValueError: `created` is naive.

    Spec: https://www.w3.org/TR/vc-jose-cose/#securing-json-ld-verifiable-credentials-with-jose
    """
    _require_aware(created)
    _require_own_key(signer, named_issuer(document))
    payload = {**document, **registered_claims(document, created)}
    return _signed(payload, type_of_token(document), signer, reservation)


def sign_presentation_token(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    created: datetime,
    challenge: str | None = None,
    domain: str | None = None,
    reservation: str | None = None,
) -> str:
    """Return a presentation as a signed token, made for one verifier and one occasion.

    Args:
        document: the presentation. Without a `holder` it is that of the key's owner.
        signer: holds the holder's key.
        created: the moment written as `iat`, timezone-aware.
        challenge: what the verifier gave out, written as `nonce`.
        domain: the verifier's, written as `aud`.
        reservation: for the signer, where it asks for one.

    Raises:
        MalformedDocument: the key is not the holder's.
        ValueError: `created` is naive.

    Spec: https://www.w3.org/TR/vc-jose-cose/#securing-json-ld-verifiable-presentations-with-jose
    """
    _require_aware(created)
    owner = signer.verification_method.partition("#")[0]
    holder = document.get("holder", owner)
    holder = holder.get("id") if isinstance(holder, Mapping) else holder
    _require_own_key(signer, holder)
    claims: dict[str, Any] = {"iss": owner, "iat": int(created.timestamp())}
    claims |= {} if challenge is None else {"nonce": challenge}
    claims |= {} if domain is None else {"aud": domain}
    return _signed({"holder": owner, **document, **claims}, "vp+jwt", signer, reservation)


def _signed(payload: Mapping[str, Any], typ: str, signer: Signer, reservation: str | None) -> str:
    signed = write_token(write_header(signer, typ), orjson.dumps(payload))
    (signature,) = signer.sign_many([signed], reservation)
    return f"{signed.decode()}.{base64url_encode(signature)}"


def _require_aware(created: datetime) -> None:
    if created.tzinfo is None:
        raise ValueError("`created` must carry a time zone")


def _require_own_key(signer: Signer, owner: Any) -> None:
    key_owner = signer.verification_method.partition("#")[0]
    if key_owner != owner:
        detail = f"The key belongs to {key_owner}, and the document names {str(owner)[:120]}."
        raise MalformedDocument(Problem(KEY_UNAUTHORIZED, detail))
