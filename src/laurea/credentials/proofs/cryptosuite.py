"""What one cryptosuite is, and the four of one family: a transformation and a kind of key.

Each suite stands in a file of its own, which says by what its documents are transformed, with
which keys it works, and where its specification is. `SUITES` in `proofs.suites` lists them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.jcs import canonical_json
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import base58btc_decode, base58btc_encode
from laurea.credentials.keys.public_key import KeyKind, PublicKey
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.problems import Problem

_SIGNATURE_BYTES: Final = {KeyKind.ED25519: 64, KeyKind.P256: 64, KeyKind.P384: 96}
HASHES: Final = {KeyKind.ED25519: "sha256", KeyKind.P256: "sha256", KeyKind.P384: "sha384"}
"""The hash that goes with each kind of key."""
ALGORITHMS: Final = {KeyKind.ED25519: "EdDSA", KeyKind.P256: "ES256", KeyKind.P384: "ES384"}
"""The JOSE name of the signature that each kind of key makes."""

Transform = Callable[[Mapping[str, Any], Canonicalizer, str], bytes]
"""Takes a document, the contexts in force and the name of a hash; gives canonical bytes."""


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One cryptosuite of Data Integrity.

    `keys` are the kinds of key it works with. `injects_context` says whether the proof options
    are hashed with the context of the document (RDFC suites) or as they stand (JCS suites).
    """

    name: str
    keys: frozenset[KeyKind]
    transform: Transform
    injects_context: bool

    def digest(
        self, document: Mapping[str, Any], kind: KeyKind, canonicalizer: Canonicalizer
    ) -> bytes:
        """Return the hash of a document without its proof, or of proof options."""
        name = HASHES[kind]
        return hashlib.new(name, self.transform(document, canonicalizer, name)).digest()

    def is_signed_by(self, key: PublicKey, signature: bytes, data: bytes) -> bool:
        """Say whether `signature` over `data` was made with the private half of `key`."""
        return verify_signature(key, signature, data, ALGORITHMS[key.kind])


def by_rdfc(document: Mapping[str, Any], canonicalizer: Canonicalizer, algorithm: str) -> bytes:
    """Transform by JSON-LD and RDFC-1.0, whose labels depend on the hash as well."""
    return canonicalizer.nquads(document, algorithm=algorithm)


def by_jcs(document: Mapping[str, Any], _canonicalizer: Canonicalizer, _algorithm: str) -> bytes:
    """Transform by the JSON Canonicalization Scheme."""
    return canonical_json(document)


def write_proof_value(signature: bytes) -> str:
    """Return a signature as `proofValue`: base58btc with its multibase prefix."""
    return f"z{base58btc_encode(signature)}"


def read_proof_value(text: object, kind: KeyKind) -> bytes:
    """Return the signature in a `proofValue`.

    Raises:
        MalformedDocument: it is not base58btc of exactly as many bytes as such keys sign.
    """
    if not isinstance(text, str) or not text.startswith("z"):
        raise _malformed("The proofValue is not base58btc: it must begin with z.")
    signature = base58btc_decode(text[1:])
    if len(signature) != _SIGNATURE_BYTES[kind]:
        raise _malformed(
            f"The signature has {len(signature)} bytes, where {_SIGNATURE_BYTES[kind]} are asked."
        )
    return signature


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(problems.PROOF_INVALID, detail, "/proofValue"))
