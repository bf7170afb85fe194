"""The proof type `EcdsaSecp256k1Signature2019`: a detached JWS by ES256K, as Blockcerts carry it.

Read only; nothing is signed with it here.

Spec: https://w3c-ccg.github.io/lds-ecdsa-secp256k1-2019/
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.cryptosuite import Cryptosuite, by_rdfc
from laurea.credentials.proofs.json_web_signature_2020 import is_signed_by

SUITE: Final = Cryptosuite(
    name="EcdsaSecp256k1Signature2019",
    keys=frozenset({KeyKind.SECP256K1}),
    transform=by_rdfc,
    injects_context=True,
    value="jws",
    is_signed_by=is_signed_by,
)
