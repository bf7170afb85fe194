"""The public key in an X.509 certificate, and from when to when it was meant to be used.

Who the certificate's owner is, and whether an authority that anybody trusts says so, is not
looked into: that would need a list of trusted authorities.

Spec: https://www.rfc-editor.org/rfc/rfc5280
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from laurea.credentials.keys.pem import from_pem
from laurea.credentials.keys.public_key import PublicKey, refused


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is read of a certificate: the key, its time, and the SHA-256 of all of it."""

    public_key: PublicKey
    begins: datetime
    ends: datetime
    sha256: bytes


def read_certificate(text: str) -> Certificate:
    """Return what a certificate says of its key.

    Args:
        text: the DER of the certificate in base64, as `x5c` has it.

    Raises:
        MalformedDocument: `key-invalid`: it is no certificate, or of a key that is not read here;
            `key-weak`: of an RSA key that is too short.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.6

    >>> read_certificate("AAAA")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The key cannot be used: ...
    """
    try:
        content = b64decode(text, validate=True)
        certificate = x509.load_der_x509_certificate(content)
        key = certificate.public_key()
        begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    except (ValueError, binascii.Error, UnsupportedAlgorithm, x509.InvalidVersion):
        raise refused("The certificate cannot be read.") from None
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return Certificate(
        from_pem(pem.decode("ascii")), begins, ends, hashlib.sha256(content).digest()
    )
