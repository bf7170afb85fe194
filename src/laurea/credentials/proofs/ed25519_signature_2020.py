"""The proof type `Ed25519Signature2020`: what `eddsa-rdfc-2022` was before it had that name.

Read only; nothing is signed with it any more.

Spec: https://www.w3.org/TR/vc-di-eddsa/#ed25519signature2020
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.cryptosuite import Cryptosuite, by_rdfc

SUITE: Final = Cryptosuite(
    name="Ed25519Signature2020",
    keys=frozenset({KeyKind.ED25519}),
    transform=by_rdfc,
    injects_context=True,
)
