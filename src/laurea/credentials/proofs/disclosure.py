"""Selective disclosure with `ecdsa-sd-2023`: the issuer's base proof, and what a holder derives.

The issuer says which parts must always be shown. Status, dates and issuer belong there: what is
not mandatory a holder can leave out, and nobody sees that it is missing.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from laurea.credentials.canon import Canonicalizer, bundled
from laurea.credentials.canon.traced import Place
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.public_key import PublicKey
from laurea.credentials.ports import Signer
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.proofs.ecdsa_sd_2023 import (
    BASE,
    MULTIKEY_P256,
    NAME,
    SIGNATURE_BYTES,
    DerivedProof,
    items,
    label_of,
    lines,
    malformed,
    read_value,
    signed_by_issuer,
    sized,
    write_value,
)
from laurea.credentials.proofs.selection import select
from laurea.credentials.timestamps import write_timestamp

ALWAYS_SHOWN: Final = ("issuer", "validFrom", "validUntil", "credentialStatus", "credentialSchema")
"""What a verifier must see to judge; where a document has these, they are mandatory."""
_HMAC_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """What is made at random for one document and then thrown away.

    Attributes:
        public_key: of P-256.
        signer: signs with its private half, by ES256.
        hmac_key: 32 bytes, for the labels of unnamed nodes. The holder learns it.
    """

    public_key: PublicKey
    signer: Signer
    hmac_key: bytes


def mandatory_pointers(document: Mapping[str, Any], also: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the pointers to all that must be shown: `also`, and what a verifier needs.

    >>> mandatory_pointers({"issuer": "did:example:1", "name": "A"}, ["/name"])
    ('/issuer', '/name')
    """
    needed = [f"/{name}" for name in ALWAYS_SHOWN if name in document]
    return tuple(dict.fromkeys([*needed, *also]))


def sign_base(
    document: Mapping[str, Any],
    *,
    mandatory: Sequence[str],
    signer: Signer,
    document_key: DocumentKey,
    created: datetime,
    canonicalizer: Canonicalizer | None = None,
) -> dict[str, Any]:
    """Return a document with the issuer's base proof; it is for the holder alone.

    Args:
        document: without a proof, as parsed JSON.
        mandatory: JSON Pointers to what must always be shown (`mandatory_pointers`).
        signer: holds the issuer's key, for ES256.
        document_key: made at random for this document.
        created: the moment written into the proof, timezone-aware.
        canonicalizer: the contexts in force.

    Raises:
        MalformedDocument: the document cannot be signed so, or a pointer leads nowhere.
        LimitExceeded: the document is too large.
        ValueError: a key is not for ES256, or `created` is naive.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#create-base-proof-ecdsa-sd-2023
    """
    if created.tzinfo is None:
        raise ValueError("`created` must carry a time zone")
    if {signer.algorithm, document_key.signer.algorithm} != {"ES256"}:
        raise ValueError(f"{NAME} needs keys for ES256")
    canonicalizer = canonicalizer or bundled()
    whole = _Whole(document, document_key.hmac_key, canonicalizer)
    always = set(whole.numbers(mandatory))
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": NAME,
        "created": write_timestamp(created.replace(microsecond=0)),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    public_key = MULTIKEY_P256 + document_key.public_key.raw
    signed = signed_by_issuer(
        {**options, "@context": document["@context"]},
        public_key,
        [line for number, line in enumerate(whole.lines) if number in always],
        canonicalizer,
    )
    (base_signature,) = signer.sign_many([signed], None)
    others = [line for number, line in enumerate(whole.lines) if number not in always]
    signatures = document_key.signer.sign_many([line.encode() for line in others], None)
    value = write_value(
        BASE, [base_signature, public_key, document_key.hmac_key, signatures, list(mandatory)]
    )
    return {**document, "proof": {**options, "proofValue": value}}


def derive(
    credential: Mapping[str, Any],
    pointers: Sequence[str],
    *,
    canonicalizer: Canonicalizer | None = None,
) -> dict[str, Any]:
    """Return what a holder shows of a credential with a base proof, and the derived proof.

    Args:
        credential: with one base proof, as parsed JSON.
        pointers: JSON Pointers to what is shown beside what is mandatory.
        canonicalizer: the contexts in force.

    Raises:
        MalformedDocument: the proof is no base proof, or a pointer leads nowhere.
        LimitExceeded: the document is too large.

    Spec: https://www.w3.org/TR/vc-di-ecdsa/#add-derived-proof-ecdsa-sd-2023
    """
    canonicalizer = canonicalizer or bundled()
    proof = credential.get("proof")
    if not isinstance(proof, Mapping):
        raise malformed("The credential does not carry one proof.")
    base_signature, public_key, hmac_key, signatures, mandatory = read_value(
        proof.get("proofValue"), BASE
    )
    always = [pointer for pointer in items(mandatory) if isinstance(pointer, str)]
    unsecured = {name: value for name, value in credential.items() if name != "proof"}
    whole = _Whole(unsecured, sized(hmac_key, _HMAC_KEY_BYTES), canonicalizer)
    shown = select(whole.document, [*always, *pointers])
    if shown is None:
        raise malformed("Nothing is shown: name at least one part.")
    fixed, visible = set(whole.numbers(always)), whole.numbers([*always, *pointers])
    others = [number for number in range(len(whole.lines)) if number not in fixed]
    given = dict(zip(others, items(signatures), strict=False))
    if len(given) != len(items(signatures)) or len(given) != len(others):
        raise malformed("The proofValue has not one signature for each statement.")
    derived = DerivedProof(
        base_signature=sized(base_signature, SIGNATURE_BYTES),
        public_key=sized(public_key, len(MULTIKEY_P256) + 33),
        signatures=tuple(
            sized(given[number], SIGNATURE_BYTES) for number in visible if number in given
        ),
        labels=whole.labels_in(shown.part, shown.origins),
        mandatory=tuple(place for place, number in enumerate(visible) if number in fixed),
    )
    return {**shown.part, "proof": {**proof, "proofValue": derived.to_text()}}


class _Whole:
    """The whole document as statements, its unnamed nodes labelled by HMAC."""

    def __init__(
        self, document: Mapping[str, Any], hmac_key: bytes, canonicalizer: Canonicalizer
    ) -> None:
        # Read anew, so that no object stands in it twice.
        self.document: dict[str, Any] = orjson.loads(orjson.dumps(document))
        self._canonicalizer = canonicalizer
        dataset, self._nodes = canonicalizer.traced(self.document)
        self._digests = {
            node: hmac.digest(hmac_key, label.removeprefix("_:").encode(), "sha256")
            for node, label in canonicalizer.labels(dataset).items()
        }
        labels = {node: label_of(digest) for node, digest in self._digests.items()}
        self.lines = lines(dataset, labels)

    def numbers(self, pointers: Sequence[str]) -> list[int]:
        """Return the numbers of the statements that the named parts make, in order."""
        selection = select(self.document, pointers)
        if selection is None:
            return []
        dataset, nodes = self._canonicalizer.traced(selection.part)
        digests = self._digests_in(nodes, selection.origins)
        labels = {node: label_of(digest) for node, digest in digests.items()}
        wanted = set(lines(dataset, labels))
        return [number for number, line in enumerate(self.lines) if line in wanted]

    def labels_in(self, part: Mapping[str, Any], origins: Mapping[int, int]) -> dict[int, bytes]:
        """Return the HMAC labels of a part's unnamed nodes, by their canonical numbers there."""
        dataset, nodes = self._canonicalizer.traced(part)
        digests = self._digests_in(nodes, origins)
        canonical = self._canonicalizer.labels(dataset)
        numbered = {int(canonical[node].removeprefix("_:c14n")): digests[node] for node in digests}
        return dict(sorted(numbered.items()))

    def _digests_in(
        self, nodes: Mapping[Place, str], origins: Mapping[int, int]
    ) -> dict[str, bytes]:
        digests = {}
        for (place, position), node in nodes.items():
            if place not in origins:
                detail = "An ordered list is shown as a whole, or not at all."
                raise MalformedDocument(Problem(MALFORMED_VALUE, detail))
            if node.startswith("_:"):
                digests[node] = self._digests[self._nodes[origins[place], position]]
        return digests
