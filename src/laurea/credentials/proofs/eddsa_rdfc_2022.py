"""The cryptosuite `eddsa-rdfc-2022`: Ed25519 over SHA-256 of canonical N-Quads.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.cryptosuite import Cryptosuite, by_rdfc

SUITE: Final = Cryptosuite(
    name="eddsa-rdfc-2022",
    keys=frozenset({KeyKind.ED25519}),
    transform=by_rdfc,
    injects_context=True,
)
