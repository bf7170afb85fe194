"""What one cryptosuite is, and the ones of one family: a transformation and a kind of key.

Each suite stands in a file of its own, which says by what its documents are transformed, with
which keys it works, and where its specification is. `SUITES` in `proofs.suites` lists them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials import problems
from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.jcs import canonical_json
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.multibase import base58btc_decode, base58btc_encode, base58btc_texts
from laurea.credentials.keys.public_key import KeyKind, PublicKey
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.problems import Problem

_SIGNATURE_BYTES: Final = {KeyKind.ED25519: 64, KeyKind.P256: 64, KeyKind.P384: 96}
HASHES: Final = {
    KeyKind.ED25519: "sha256",
    KeyKind.P256: "sha256",
    KeyKind.P384: "sha384",
    KeyKind.SECP256K1: "sha256",
}
"""The hash that goes with each kind of key."""
ALGORITHMS: Final = {
    KeyKind.ED25519: "EdDSA",
    KeyKind.P256: "ES256",
    KeyKind.P384: "ES384",
    KeyKind.SECP256K1: "ES256K",
}
"""The JOSE name of the signature that each kind of key makes."""

Transform = Callable[[Mapping[str, Any], Canonicalizer, str], bytes]
"""Takes a document, the contexts in force and the name of a hash; gives canonical bytes."""


IsSigned = Callable[[PublicKey, object, bytes], bool]
"""Takes a key, the value of a proof, and the hashes; says whether the value is the signature."""

IsDerived = Callable[[Mapping[str, Any], Mapping[str, Any], object, PublicKey, Canonicalizer], bool]
"""Takes document, options, proof value, key, contexts; says whether the derived proof fits."""


def by_proof_value(key: PublicKey, value: object, data: bytes) -> bool:
    """Say whether a `proofValue` is the signature of `key` over `data`.

    Raises:
        MalformedDocument: it is no such text.
    """
    return verify_signature(key, read_proof_value(value, key.kind), data, ALGORITHMS[key.kind])


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One cryptosuite of Data Integrity.

    Attributes:
        name: as proofs write it.
        keys: the kinds of key it works with.
        transform: from a document to canonical bytes.
        injects_context: whether the proof options are hashed with the context of the document
            (RDFC suites) or as they stand (JCS suites).
        value: the property of a proof that holds the signature.
        is_signed_by: compares that with the hashes of options and document.
        is_derived: set where the suite discloses selectively: does all of this in its own way.
        koblitz: whether programs make such proofs with keys on secp256k1 as well, which the suite
            does not have.
    """

    name: str
    keys: frozenset[KeyKind]
    transform: Transform
    injects_context: bool
    value: str = "proofValue"
    is_signed_by: IsSigned = by_proof_value
    is_derived: IsDerived | None = None
    koblitz: bool = False

    def digest(
        self, document: Mapping[str, Any], kind: KeyKind, canonicalizer: Canonicalizer
    ) -> bytes:
        """Return the hash of a document without its proof, or of proof options."""
        name = HASHES[kind]
        return hashlib.new(name, self.transform(document, canonicalizer, name)).digest()


def by_rdfc(document: Mapping[str, Any], canonicalizer: Canonicalizer, algorithm: str) -> bytes:
    """Transform by JSON-LD and RDFC-1.0, whose labels depend on the hash as well."""
    return canonicalizer.nquads(document, algorithm=algorithm)


def by_jcs(document: Mapping[str, Any], _canonicalizer: Canonicalizer, _algorithm: str) -> bytes:
    """Transform by the JSON Canonicalization Scheme."""
    return canonical_json(document)


def write_proof_value(signature: bytes) -> str:
    """Return a signature as `proofValue`: base58btc with its multibase prefix."""
    return f"z{base58btc_encode(signature)}"


def write_proof_values(signatures: Sequence[bytes]) -> list[bytes]:
    """Return what `write_proof_value` does, of many signatures, in ASCII."""
    return [b"z" + text for text in base58btc_texts(signatures)]


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
