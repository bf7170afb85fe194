"""JAdES: a European Digital Credential in a JSON Web Signature, sealed with a certificate.

The signature is a JWS in its JSON serialization with one signature. The payload stands there as
text (`b64` false) or in base64url. The certificate that the header brings along is compared with
its digest and used; nobody here vouches for its owner, so that the key is one that vouches for
itself. Time stamps are passed over: that the signature was made in time is said by itself alone.

Spec: ETSI TS 119 182-1, https://www.rfc-editor.org/rfc/rfc7515#section-7.2,
    https://www.rfc-editor.org/rfc/rfc7797
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.keys.certificate import Certificate, read_certificate
from laurea.credentials.keys.jwk import to_jwk
from laurea.credentials.keys.multibase import base64url_decode
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import (
    ISSUER_UNTRUSTED,
    JWT_ALG,
    JWT_HEADER,
    KEY_INVALID,
    LIMIT,
    PARSING,
    Problem,
    Severity,
)
from laurea.credentials.proofs.compact_jws import ALGORITHMS
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.timestamps import in_words, moment_of

KIND: Final = "jades"
_PARTS: Final = frozenset({"protected", "header", "signature"})
_UNPROTECTED: Final = frozenset({"etsiU"})
_MEMBERS: Final[dict[str, type]] = {
    "alg": str,
    "b64": bool,
    "crit": list,
    "x5c": list,
    "x5t#S256": str,
    "sigT": str,
    "adoTst": dict,
    "kid": str,
    "typ": str,
    "cty": str,
}
"""What a header may hold. `sigD`, `x5u`, `jku` and the like would make a reader look elsewhere."""
_CRITICAL: Final = frozenset({"b64", "sigT", "adoTst", "x5t#S256"})
_UNCHECKED: Final = Problem(
    ISSUER_UNTRUSTED,
    "The certificate was not traced to an authority, nor a time stamp checked. That the signature "
    "is this organisation's, and of that day, is said by the signature alone.",
    severity=Severity.WARNING,
)


def is_jades(document: Mapping[str, Any]) -> bool:
    """Say whether a JSON object is a JSON Web Signature and not a credential itself.

    >>> is_jades({"payload": "{}", "signatures": []}), is_jades({"type": "VerifiableCredential"})
    (True, False)
    """
    has_signature = "signatures" in document or {"protected", "signature"} <= document.keys()
    return "payload" in document and has_signature and "type" not in document


def open_jades(document: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> Envelope:
    """Take the credential out of a JSON Web Signature.

    Args:
        document: the JWS as parsed JSON, general or flattened.
        limits: bounds on the header and on the JSON inside.

    Raises:
        MalformedDocument: it is no such signature, or header or payload is no JSON object that
            can be read without doubt; `key-invalid`: its certificate cannot be read.
        LimitExceeded: larger or deeper than the limits allow.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-7.2
    """
    payload, signed_by = _parts_of(document)
    protected = signed_by.get("protected")
    if not isinstance(payload, str) or not isinstance(protected, str):
        raise _malformed("The payload and the header of the signature are texts.")
    if len(protected) * 3 > limits.document_bytes * 4:
        raise LimitExceeded(Problem(LIMIT, "The header of the signature is too large."))
    header = read_object(_decoded(protected, "header"), limits=limits)
    against = list(_against(header, signed_by))
    is_plain = header.get("b64") is False
    if is_plain and "b64" not in _strings(header.get("crit")):
        against.append(Problem(JWT_HEADER, "The header says b64 and does not call it critical."))
    certificate = _certificate(header)
    against += _against_time(header, certificate)
    return Envelope(
        kind=KIND,
        document=read_object(payload if is_plain else _decoded(payload, "payload"), limits=limits),
        algorithm=_text(header, "alg"),
        kid=None,
        jwk=to_jwk(certificate.public_key),
        signed=protected.encode() + b"." + _utf8(payload),
        signature=_decoded(_text(signed_by, "signature"), "signature"),
        claims=_made(header),
        problems=(*against, _UNCHECKED),
        key_ends=certificate.ends,
    )


def _parts_of(document: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Return the payload, and the one signature with its header."""
    rest = {name: value for name, value in document.items() if name != "payload"}
    if rest.keys() == {"signatures"}:
        listed = rest["signatures"]
        if not isinstance(listed, list) or len(listed) != 1 or not isinstance(listed[0], dict):
            raise _malformed("A signature is read here if it is the only one.")
        rest = listed[0]
    if not rest.keys() <= _PARTS:
        raise _malformed("The signature says something that is not read here.")
    return document["payload"], rest


def _against(header: Mapping[str, Any], signed_by: Mapping[str, Any]) -> list[Problem]:
    found = [
        Problem(JWT_HEADER, f"The header holds {name[:40]!r}, which is not followed here.")
        for name, value in header.items()
        if not isinstance(value, _MEMBERS.get(name, ()))
    ]
    critical = header.get("crit", [])
    if "crit" in header and (not critical or not _CRITICAL.issuperset(_strings(critical))):
        found.append(Problem(JWT_HEADER, "The header calls something critical that is not read."))
    unprotected = signed_by.get("header", {})
    if not isinstance(unprotected, dict) or not _UNPROTECTED.issuperset(unprotected):
        found.append(Problem(JWT_HEADER, "Something in the header is signed by nobody."))
    if _text(header, "alg") not in ALGORITHMS:
        found.append(Problem(JWT_ALG, "The algorithm of the signature is not accepted."))
    return found


def _certificate(header: Mapping[str, Any]) -> Certificate:
    chain = header.get("x5c")
    if not isinstance(chain, list) or not chain or not isinstance(chain[0], str):
        raise MalformedDocument(Problem(JWT_HEADER, "The header brings no certificate along."))
    certificate = read_certificate(chain[0])
    digest = header.get("x5t#S256")
    if not isinstance(digest, str) or not hmac.compare_digest(
        _decoded(digest, "digest"), certificate.sha256
    ):
        detail = "The certificate is not the one whose digest was signed."
        raise MalformedDocument(Problem(JWT_HEADER, detail))
    return certificate


def _against_time(header: Mapping[str, Any], certificate: Certificate) -> list[Problem]:
    made = moment_of(_text(header, "sigT"))
    if made is None:
        return [Problem(JWT_HEADER, "The header does not say when the signature was made.")]
    if made < certificate.begins:
        detail = f"The certificate was good from {in_words(certificate.begins)} on only."
        return [Problem(KEY_INVALID, detail)]
    return []


def _made(header: Mapping[str, Any]) -> dict[str, Any]:
    made = moment_of(_text(header, "sigT"))
    return {} if made is None else {"iat": made.timestamp()}


def _strings(value: Any) -> list[Any]:
    """Return the entries of a list; what is no text fits nothing that is known."""
    listed = value if isinstance(value, list) else []
    return [one if isinstance(one, str) else "" for one in listed]


def _text(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name)
    return text if isinstance(text, str) else ""


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise _malformed("The payload holds half of a surrogate pair.") from None


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64url_decode(text, max_chars=len(text))
    except LaureaError:
        raise _malformed(f"The {name} of the signature is not base64url.") from None


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(PARSING, detail))
