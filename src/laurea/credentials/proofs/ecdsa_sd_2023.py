"""The cryptosuite `ecdsa-sd-2023`: the holder shows a part, and the part is still signed.

- The issuer signs every statement of the document on its own, with a key made for this document
  alone, and that key together with the statements that must always be shown (a *base* proof,
  which goes to the holder: `proofs.disclosure`).
- The holder keeps some statements with their signatures (a *derived* proof, which is checked
  here). What is missing was either never said or is not shown: nobody can tell which.
- Unnamed nodes carry labels that the holder cannot choose and others cannot guess (HMAC).

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.canon import Canonicalizer
from laurea.credentials.canon.nquads import Dataset
from laurea.credentials.canon.rdfc import relabel
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.keys.multibase import base64url_decode, base64url_encode
from laurea.credentials.keys.public_key import KeyKind, PublicKey, read_public_key
from laurea.credentials.keys.signature import verify_signature
from laurea.credentials.problems import LIMIT, PROOF_INVALID, Problem
from laurea.credentials.proofs.cbor import Item, read_cbor, write_cbor
from laurea.credentials.proofs.cryptosuite import ALGORITHMS, Cryptosuite, by_rdfc

NAME: Final = "ecdsa-sd-2023"
BASE: Final = b"\xd9\x5d\x00"
"""What the proof value of the issuer begins with."""
DERIVED: Final = b"\xd9\x5d\x01"
"""What the proof value of the holder begins with."""
MULTIKEY_P256: Final = b"\x80\x24"
SIGNATURE_BYTES: Final = 64
_KEY_BYTES: Final = 35
_LABEL_BYTES: Final = 32
_LONGEST_TEXT: Final = 1_000_000
_MOST_SIGNATURES: Final = 5_000
"""About half a second of work."""


@dataclass(frozen=True, slots=True)
class DerivedProof:
    """What the proof value of a derived proof holds.

    Attributes:
        base_signature: of the issuer, over the proof options, `public_key` and what is mandatory.
        public_key: the key made for this document, as the bytes of a Multikey.
        signatures: one for each statement that is shown and not mandatory, in their order.
        labels: the labels of unnamed nodes in the whole document, by their numbers in the part.
        mandatory: the numbers of the mandatory statements among those shown.
    """

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[int, bytes]
    mandatory: tuple[int, ...]

    def to_text(self) -> str:
        """Return the `proofValue`."""
        return write_value(
            DERIVED,
            [
                self.base_signature,
                self.public_key,
                self.signatures,
                dict(self.labels),
                self.mandatory,
            ],
        )


def write_value(header: bytes, components: Item) -> str:
    """Return a `proofValue` of this suite: `u`, and base64url of a header and CBOR."""
    return "u" + base64url_encode(header + write_cbor(components))


def read_value(text: object, header: bytes) -> list[Item]:
    """Return the five components of a `proofValue` that begins with `header`.

    Raises:
        MalformedDocument: `proof-invalid`: it is none.
    """
    if not isinstance(text, str) or not text.startswith("u"):
        raise malformed("The proofValue is not base64url: it must begin with u.")
    try:
        content = base64url_decode(text[1:], max_chars=_LONGEST_TEXT)
    except LaureaError as error:
        raise malformed(error.problem.detail) from None
    if content[:3] == BASE != header:
        raise malformed(
            "This is the issuer's own proof, from which the holder derives what is shown. "
            "By itself it proves nothing to others."
        )
    components = read_cbor(content[3:]) if content[:3] == header else None
    if not isinstance(components, list) or len(components) != 5:
        raise malformed("The proofValue does not hold what this cryptosuite puts into it.")
    return components


def read_derived(text: object) -> DerivedProof:
    """Return what a derived proof holds.

    Raises:
        MalformedDocument: `proof-invalid`: the text is no proof value of a derived proof.
    """
    base_signature, public_key, signatures, labels, mandatory = read_value(text, DERIVED)
    if not isinstance(labels, Mapping):
        raise malformed("The labels of the proofValue are no map.")
    if not all(isinstance(number, int) for number in labels):
        raise malformed("A label of the proofValue has no number.")
    numbers = [number for number in items(mandatory) if isinstance(number, int)]
    if numbers != sorted(set(numbers)) or len(numbers) != len(items(mandatory)):
        raise malformed("The numbers of the mandatory statements are not in order.")
    return DerivedProof(
        base_signature=sized(base_signature, SIGNATURE_BYTES),
        public_key=sized(public_key, _KEY_BYTES),
        signatures=tuple(sized(one, SIGNATURE_BYTES) for one in items(signatures)),
        labels={int(number): sized(label, _LABEL_BYTES) for number, label in labels.items()},
        mandatory=tuple(numbers),
    )


def is_derived(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    proof_value: object,
    key: PublicKey,
    canonicalizer: Canonicalizer,
) -> bool:
    """Say whether a derived proof fits the document that is shown.

    Args:
        document: what is shown, without its proof.
        options: the proof without its value, with the document's `@context`.
        proof_value: the `proofValue`, whatever JSON it is.
        key: the issuer's.
        canonicalizer: the contexts in force.

    Raises:
        MalformedDocument: the proof is not made as one, or the document cannot be read.
        LimitExceeded: there are too many signatures.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#verify-derived-proof-ecdsa-sd-2023
    """
    proof = read_derived(proof_value)
    if len(proof.signatures) > _MOST_SIGNATURES:
        detail = f"The proof holds more than {_MOST_SIGNATURES:,} signatures."
        raise LimitExceeded(Problem(LIMIT, detail, "/proofValue"))
    dataset = canonicalizer.dataset(document)
    labels = _given_labels(canonicalizer.labels(dataset), proof.labels)
    statements = lines(dataset, labels)
    if proof.mandatory and proof.mandatory[-1] >= len(statements):
        raise malformed("The proof names a mandatory statement that is not shown.")
    chosen = set(proof.mandatory)
    mandatory = [line for number, line in enumerate(statements) if number in chosen]
    others = [line for number, line in enumerate(statements) if number not in chosen]
    if len(others) != len(proof.signatures):
        return False
    signed = signed_by_issuer(options, proof.public_key, mandatory, canonicalizer)
    if not verify_signature(key, proof.base_signature, signed, ALGORITHMS[key.kind]):
        return False
    own = _own_key(proof.public_key)
    return all(
        verify_signature(own, signature, line.encode(), "ES256")
        for line, signature in zip(others, proof.signatures, strict=True)
    )


def signed_by_issuer(
    options: Mapping[str, Any],
    public_key: bytes,
    mandatory: Iterable[str],
    canonicalizer: Canonicalizer,
) -> bytes:
    """Return what the base signature is over: options, the document's key, what is mandatory.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#serializesigndata
    """
    options_digest = hashlib.sha256(canonicalizer.nquads(options)).digest()
    return options_digest + public_key + hashlib.sha256("".join(mandatory).encode()).digest()


def lines(dataset: Dataset, labels: Mapping[str, str]) -> list[str]:
    """Return the statements as sorted N-Quads, unnamed nodes under the given labels."""
    return sorted({*dataset.ground, *relabel(dataset.blank, dict(labels))})


def label_of(digest: bytes) -> str:
    """Return the label of an unnamed node for the HMAC of its canonical label."""
    return "_:u" + base64url_encode(digest)


def items(item: Item) -> list[Item]:
    """Return the items of an array.

    Raises:
        MalformedDocument: it is none.
    """
    if not isinstance(item, list):
        raise malformed("A part of the proofValue is no array.")
    return item


def sized(item: Item, size: int) -> bytes:
    """Return a byte string that has `size` bytes.

    Raises:
        MalformedDocument: it has not, or is none.
    """
    if not isinstance(item, bytes) or len(item) != size:
        raise malformed("A part of the proofValue has not the length that it must have.")
    return item


def malformed(detail: str) -> MalformedDocument:
    """Return the error that says what is wrong with a proof value."""
    return MalformedDocument(Problem(PROOF_INVALID, detail, "/proofValue"))


def _given_labels(canonical: Mapping[str, str], given: Mapping[int, bytes]) -> dict[str, str]:
    """Return the labels that the holder gives, if they are given to each unnamed node once.

    Two nodes under one label would let a holder take one thing apart into two.
    """
    numbers = {node: int(label.removeprefix("_:c14n")) for node, label in canonical.items()}
    if set(numbers.values()) != set(given) or len(set(given.values())) != len(given):
        raise malformed("The labels of the proofValue are not those of the unnamed nodes.")
    return {node: label_of(given[number]) for node, number in numbers.items()}


def _own_key(public_key: bytes) -> PublicKey:
    if public_key[:2] != MULTIKEY_P256:
        raise malformed("The key in the proofValue is not one of P-256.")
    try:
        return read_public_key(KeyKind.P256, public_key[2:])
    except LaureaError as error:
        raise malformed(f"The key in the proofValue: {error.problem.detail}") from None


SUITE: Final = Cryptosuite(
    name=NAME,
    keys=frozenset({KeyKind.P256}),
    transform=by_rdfc,
    injects_context=True,
    is_derived=is_derived,
    koblitz=True,
)
