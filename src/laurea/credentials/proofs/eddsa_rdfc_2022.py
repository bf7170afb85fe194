"""The cryptosuite `eddsa-rdfc-2022`: Ed25519 over SHA-256 of canonical N-Quads.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.canon import Canonicalizer
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import base58btc_decode, base58btc_encode
from laurea.credentials.keys.public_key import KeyKind, PublicKey
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.problems import Problem

NAME: Final = "eddsa-rdfc-2022"
ALGORITHM: Final = "EdDSA"
KEY_KIND: Final = KeyKind.ED25519
_SIGNATURE_BYTES: Final = 64


def document_digest(document: Mapping[str, Any], canonicalizer: Canonicalizer) -> bytes:
    """Return the hash of a document without its proof (VC-DI-EDDSA, section 3.2.4)."""
    return hashlib.sha256(canonicalizer.nquads(document)).digest()


def options_digest(options: Mapping[str, Any], canonicalizer: Canonicalizer) -> bytes:
    """Return the hash of the proof options, `@context` included (sections 3.2.4 and 3.2.5)."""
    return hashlib.sha256(canonicalizer.nquads(options)).digest()


def hash_data(options: bytes, document: bytes) -> bytes:
    """Return what is signed: the hash of the options before that of the document."""
    return options + document


def write_proof_value(signature: bytes) -> str:
    """Return a signature as `proofValue`: base58btc with its multibase prefix."""
    return f"z{base58btc_encode(signature)}"


def read_proof_value(text: object) -> bytes:
    """Return the signature in a `proofValue`.

    Raises:
        MalformedDocument: it is not base58btc of exactly 64 bytes.
    """
    if not isinstance(text, str) or not text.startswith("z"):
        raise _malformed("The proofValue is not base58btc: it must begin with z.")
    signature = base58btc_decode(text[1:])
    if len(signature) != _SIGNATURE_BYTES:
        raise _malformed(f"The signature has {len(signature)} bytes, where 64 are asked.")
    return signature


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(problems.PROOF_INVALID, detail, "/proofValue"))


def is_signed_by(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Say whether `signature` over `data` was made with the private half of `key`."""
    return verify_signature(key, signature, data, ALGORITHM)
