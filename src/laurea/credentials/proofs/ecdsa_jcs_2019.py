"""The cryptosuite `ecdsa-jcs-2019`: ECDSA over canonical JSON, P-384 with SHA-384.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-jcs-2019
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.cryptosuite import Cryptosuite, by_jcs

SUITE: Final = Cryptosuite(
    name="ecdsa-jcs-2019",
    keys=frozenset({KeyKind.P256, KeyKind.P384}),
    transform=by_jcs,
    injects_context=False,
)
