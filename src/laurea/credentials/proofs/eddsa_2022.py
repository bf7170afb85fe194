"""The cryptosuite `eddsa-2022`: the name that `eddsa-rdfc-2022` had in drafts.

Read only. The bytes are the same; the name is among the options that are signed, so a proof of
one name is never one of the other.

Spec: https://www.w3.org/TR/2023/WD-vc-di-eddsa-20230718/#eddsa-2022
"""

from __future__ import annotations

from typing import Final

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.cryptosuite import Cryptosuite, by_rdfc

SUITE: Final = Cryptosuite(
    name="eddsa-2022",
    keys=frozenset({KeyKind.ED25519}),
    transform=by_rdfc,
    injects_context=True,
)
