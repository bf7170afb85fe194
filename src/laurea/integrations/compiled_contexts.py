"""The bundled contexts, compiled once this module is imported.

Importing it in a process of which others are copies gives all of them the compiled contexts.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from laurea.credentials.canon import bundled
from laurea.credentials.model.contexts import OB3_CONTEXT, VC2_CONTEXT

_CREDENTIAL: Final[dict[str, Any]] = {
    "@context": [VC2_CONTEXT, OB3_CONTEXT],
    "id": "urn:uuid:0",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "a",
    "issuer": {"id": "did:example:a", "type": ["Profile"], "name": "a", "url": "https://a.example"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2026-01-01T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [{"type": "IdentityObject", "identityHash": "a", "salt": "a"}],
        "result": [{"type": ["Result"], "resultDescription": "urn:a", "value": "a"}],
        "achievement": {
            "id": "urn:b",
            "type": ["Achievement"],
            "criteria": {"narrative": "a"},
            "alignment": [{"type": ["Alignment"], "targetName": "a", "targetUrl": "urn:a"}],
            "resultDescription": [{"id": "urn:a", "type": ["ResultDescription"], "name": "a"}],
        },
    },
    "evidence": [{"id": "urn:c", "type": ["Evidence"], "name": "a"}],
    "credentialStatus": {"type": "BitstringStatusListEntry", "statusListIndex": "1"},
}
_PROOF: Final[dict[str, Any]] = {
    "@context": _CREDENTIAL["@context"],
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-01-01T00:00:00Z",
    "verificationMethod": "did:example:a#b",
    "proofPurpose": "assertionMethod",
}


@cache
def compile_contexts() -> None:
    """Compile the contexts that most credentials name, in both of their published versions."""
    for number in (0, 1):
        for document in (_CREDENTIAL, _PROOF):
            bundled(number).dataset(document)


compile_contexts()
