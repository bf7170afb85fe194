"""The cryptosuite `ecdsa-rdfc-2019`: ECDSA over canonical N-Quads, P-384 with SHA-384 throughout.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.cryptosuite import Cryptosuite, by_rdfc

SUITE: Final = Cryptosuite(
    name="ecdsa-rdfc-2019",
    keys=frozenset({KeyKind.P256, KeyKind.P384}),
    transform=by_rdfc,
    injects_context=True,
)
