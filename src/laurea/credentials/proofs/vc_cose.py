"""A credential or presentation in a COSE envelope (COSE_Sign1), as base64 text.

The protected header holds the algorithm, the type of the whole, the type of the content, and the
name of the key. Nothing is read from the header that is not signed.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-cose,
    https://www.rfc-editor.org/rfc/rfc9052#section-4.2
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.document import read_object
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import JWT_ALG, JWT_HEADER, LIMIT, PARSING, Problem
from laurea.credentials.proofs.cbor import read_cbor, write_cbor
from laurea.credentials.proofs.compact_jws import media_type
from laurea.credentials.proofs.envelope import Envelope
from laurea.credentials.properties import types_of

KIND: Final = "vc-cose"
_TEXT: Final = re.compile(r"0oR[A-Za-z0-9+/]+={0,2}")
_TAG: Final = b"\xd2"
"""Tag 18: what follows is a COSE_Sign1."""
_ALGORITHM, _CONTENT, _KEY, _TYPE = 1, 3, 4, 16
_MEMBERS: Final = frozenset({_ALGORITHM, _CONTENT, _KEY, _TYPE})
_ALGORITHMS: Final = {-7: "ES256", -8: "EdDSA", -35: "ES384", -36: "ES512"}
_TYPES: Final = {False: "vc+cose", True: "vp+cose"}
_CONTENTS: Final = {
    False: frozenset({None, "vc", "vc+ld+json"}),
    True: frozenset({None, "vp", "vp+ld+json"}),
}


def is_cose(text: str) -> bool:
    """Say whether a text has the form of a COSE_Sign1 in base64.

    >>> is_cose("0oRDoQEmoEA="), is_cose("0o")
    (True, False)
    """
    return text.startswith("0oR") and _TEXT.fullmatch(text) is not None


def open_vc_cose(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Envelope:
    """Take the document out of a COSE_Sign1.

    Args:
        text: all of it in base64, without white space around it.
        limits: bounds on the text and on the JSON inside.

    Raises:
        MalformedDocument: no base64, no COSE_Sign1, or the payload is no JSON object that can be
            read without doubt.
        LimitExceeded: larger or deeper than the limits allow.

    Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-cose
    """
    protected, payload, signature = _parts(_decoded(text, limits))
    header = _header(protected)
    document = read_object(payload, limits=limits)
    algorithm = _ALGORITHMS.get(_whole(header.get(_ALGORITHM)), "")
    return Envelope(
        kind=KIND,
        document=document,
        algorithm=algorithm,
        kid=_name_of_key(header.get(_KEY)),
        jwk=None,
        signed=write_cbor(["Signature1", protected, b"", payload]),
        signature=signature,
        problems=tuple(_against(header, algorithm, document)),
    )


def _decoded(text: str, limits: Limits) -> bytes:
    if len(text) > limits.document_bytes:
        detail = f"The envelope is longer than {limits.document_bytes:,} characters."
        raise LimitExceeded(Problem(LIMIT, detail))
    padded = text + "=" * (-len(text) % 4)  # some issuers leave the padding out
    try:
        content = base64.b64decode(padded, validate=True)
    except (binascii.Error, ValueError):
        raise _malformed("The envelope is not base64.") from None
    if base64.b64encode(content).decode() != padded:
        raise _malformed("The base64 of the envelope is not in its one spelling.")
    return content


def _parts(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the protected header, the payload, and the signature."""
    if content[:1] != _TAG:
        raise _malformed("This is no COSE_Sign1.")
    try:
        parts = read_cbor(content[1:], negative=True)
    except MalformedDocument:
        raise _malformed("The envelope is not CBOR that can be read without doubt.") from None
    if not isinstance(parts, list) or len(parts) != 4 or parts[1] != {}:
        raise _malformed("A COSE_Sign1 has four parts, and here the second is empty.")
    protected, _, payload, signature = parts
    if not all(isinstance(part, bytes) for part in (protected, payload, signature)):
        raise _malformed("A part of the COSE_Sign1 is not of its kind.")
    return protected, payload, signature


def _header(protected: bytes) -> Mapping[Any, Any]:
    try:
        header = read_cbor(protected, negative=True)
    except MalformedDocument:
        raise _malformed("The header is not CBOR that can be read without doubt.") from None
    if not isinstance(header, Mapping):
        raise _malformed("The header of the COSE_Sign1 is no map.")
    return header


def _against(
    header: Mapping[Any, Any], algorithm: str, document: Mapping[str, Any]
) -> list[Problem]:
    """Return what speaks against a header, as with tokens (RFC 8725, section 3.11)."""
    is_presentation = "VerifiablePresentation" in types_of(document)
    found = [
        Problem(JWT_HEADER, f"The header holds {str(label)[:40]!r}, which is not followed here.")
        for label in header
        if label not in _MEMBERS
    ]
    if not algorithm:
        named = header.get(_ALGORITHM)
        detail = (
            "The header names no algorithm."
            if named is None
            else f"The algorithm {str(named)[:40]!r} is not accepted."
        )
        found.append(Problem(JWT_ALG, detail))
    if _media(header.get(_TYPE)) != _TYPES[is_presentation]:
        detail = f"An envelope of the type {str(header.get(_TYPE))[:40]!r} holds something else."
        found.append(Problem(JWT_HEADER, detail))
    if _media(header.get(_CONTENT)) not in _CONTENTS[is_presentation]:
        detail = f"The content is said to be {str(header.get(_CONTENT))[:40]!r}."
        found.append(Problem(JWT_HEADER, detail))
    return found


def _whole(value: Any) -> int:
    return value if isinstance(value, int) else 0


def _media(value: Any) -> str | None:
    """Return a media type, None where there is none, and nothing that fits where it is no text."""
    if value is None:
        return None
    return media_type(value) if isinstance(value, str) else ""


def _name_of_key(value: Any) -> str | None:
    if not isinstance(value, bytes):
        return value if isinstance(value, str) else None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(PARSING, detail))
