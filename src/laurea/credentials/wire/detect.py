"""Which format a JSON document is of, told from its types and contexts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.model.contexts import VC2_CONTEXT
from laurea.credentials.properties import strings_of, types_of
from laurea.credentials.wire.ob2 import ob2_class

VC1_CONTEXT: Final = "https://www.w3.org/2018/credentials/v1"
"""The context of the Verifiable Credentials Data Model 1.1."""

_OB2_FORMATS: Final = {
    "Assertion": "ob2-assertion",
    "reference": "ob2-assertion",
    "BadgeClass": "ob2-badgeclass",
    "Issuer": "ob2-profile",
    "AlignmentObject": "ob2-object",
    "unknown": "ob2-object",
}
# The first type found decides, so the narrower ones come first.
_BY_TYPE: Final = (
    ("VerifiablePresentation", "presentation"),
    ("EnvelopedVerifiableCredential", "enveloped"),
    ("EnvelopedVerifiablePresentation", "enveloped"),
    ("BlockchainCertificate", "blockcerts1"),
    ("CertificateDocument", "blockcerts1"),
    ("ClrCredential", "clr2"),
    ("OpenBadgeCredential", "ob3-achievement"),
    ("AchievementCredential", "ob3-achievement"),
    ("EndorsementCredential", "ob3-endorsement"),
    ("BitstringStatusListCredential", "status-list"),
    ("StatusList2021Credential", "status-list"),
)


_VOCABULARIES: Final = (
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/vc/status-list#",
    "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
)
_SHORT_NAMES: Final = {
    vocabulary + name: name
    for vocabulary in _VOCABULARIES
    for name in ("VerifiableCredential", *(name for name, _ in _BY_TYPE))
}
"""The types that decide, by the addresses that they stand for."""


def detect_format(document: Mapping[str, Any]) -> str:
    """Return the name of the format that `document` claims to be of.

    Returns:
        `ob3-achievement`, `ob3-endorsement`, `clr2`, `status-list`, `vc2`, `vc1`, `enveloped`,
        `presentation`, `ob2-assertion`, `ob2-badgeclass`, `ob2-profile`, `ob2-object`,
        `blockcerts1`, or `unknown`. A claim only: `check_structure` says
        whether the document keeps it.

    >>> detect_format({"type": ["VerifiableCredential", "OpenBadgeCredential"]})
    'ob3-achievement'
    >>> detect_format({"@graph": []})
    'unknown'
    """
    types = _named_shortly(types_of(document))
    for name, format_name in _BY_TYPE:
        if name in types:
            return format_name
    if "VerifiableCredential" in types:
        return "vc1" if is_version_1(document) else "vc2"
    return _OB2_FORMATS.get(ob2_class(document) or "", "unknown")


def _named_shortly(types: frozenset[str]) -> frozenset[str]:
    """Return types with the short names of those that are written as addresses.

    Otherwise a credential of a narrower kind could pass as a plain one, of which less is asked.
    """
    if not any(":" in name for name in types):
        return types
    return types | {_SHORT_NAMES[name] for name in types if name in _SHORT_NAMES}


def is_version_1(document: Mapping[str, Any]) -> bool:
    """Say whether `document` names the context of VC 1.1 and not the one of VC 2.0."""
    contexts = strings_of(document.get("@context"))
    return VC1_CONTEXT in contexts and VC2_CONTEXT not in contexts
