"""The cryptosuites that are checked here, by name."""

from __future__ import annotations

from typing import Final

from laurea.credentials.proofs import (
    ecdsa_jcs_2019,
    ecdsa_rdfc_2019,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from laurea.credentials.proofs.cryptosuite import Cryptosuite

SUITES: Final[dict[str, Cryptosuite]] = {
    module.SUITE.name: module.SUITE
    for module in (eddsa_rdfc_2022, eddsa_jcs_2022, ecdsa_rdfc_2019, ecdsa_jcs_2019)
}
"""Each suite is a file of its own beside this one; a new one is added here by a word."""
