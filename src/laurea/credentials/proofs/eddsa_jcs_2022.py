"""The cryptosuite `eddsa-jcs-2022`: Ed25519 over SHA-256 of canonical JSON.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.cryptosuite import Cryptosuite, by_jcs

SUITE: Final = Cryptosuite(
    name="eddsa-jcs-2022",
    keys=frozenset({KeyKind.ED25519}),
    transform=by_jcs,
    injects_context=False,
)
