"""The cryptosuites that are checked here, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.proofs import (
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    ecdsa_sd_2023,
    ecdsa_secp256k1_2019,
    ed25519_signature_2020,
    eddsa_2022,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
    json_web_signature_2020,
)
from laurea.credentials.proofs.cryptosuite import Cryptosuite

SUITES: Final[dict[str, Cryptosuite]] = {
    module.SUITE.name: module.SUITE
    for module in (eddsa_rdfc_2022, eddsa_jcs_2022, ecdsa_rdfc_2019, ecdsa_jcs_2019)
}
"""The suites of `DataIntegrityProof` that sign a document as a whole, each in its own file."""

READ_ONLY: Final[dict[str, Cryptosuite]] = {
    module.SUITE.name: module.SUITE for module in (eddsa_2022, ecdsa_sd_2023)
}
"""Suites of `DataIntegrityProof` that are superseded, or whose making is a matter of its own."""

PROOF_TYPES: Final[dict[str, Cryptosuite]] = {
    module.SUITE.name: module.SUITE
    for module in (ed25519_signature_2020, ecdsa_secp256k1_2019, json_web_signature_2020)
}
"""Proofs from before Data Integrity, which name their suite by their type. They are only read."""


def suite_of(proof: Mapping[str, Any]) -> Cryptosuite | None:
    """Return the suite that a proof names, or None if it is not checked here.

    >>> suite_of({"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"}).name
    'eddsa-jcs-2022'
    >>> suite_of({"type": "Ed25519Signature2020", "cryptosuite": "eddsa-jcs-2022"}) is None
    True
    """
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if kind == "DataIntegrityProof":
        return (SUITES.get(name) or READ_ONLY.get(name)) if isinstance(name, str) else None
    return PROOF_TYPES.get(kind) if isinstance(kind, str) and name is None else None
