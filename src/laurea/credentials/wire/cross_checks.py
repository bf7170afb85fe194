"""What a table of single properties cannot say: rules that join several of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from laurea.credentials.model.contexts import OB3_CONTEXT, VC2_CONTEXT
from laurea.credentials.model.credential_status import (
    BITSTRING_ENTRY_TYPES,
    REVOCATION_LIST_TYPE,
)
from laurea.credentials.problems import MALFORMED_VALUE, MISSING_VALUE, RANGE, Severity
from laurea.credentials.properties import named_issuer, types_of
from laurea.credentials.timestamps import moment_of
from laurea.credentials.wire.detect import VC1_CONTEXT, is_version_1
from laurea.credentials.wire.findings import Findings, Path

CrossCheck: TypeAlias = Callable[[dict[str, Any], Path, Findings], None]

_OB3_CONTEXT: Final = re.compile(
    r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(?:-3\.\d+\.\d+)*\.json"
)
_IDENTITY_HASH: Final = re.compile(r"md5\$[0-9a-fA-F]{32}|sha256\$[0-9a-fA-F]{64}")


def _check_open_badge(value: dict[str, Any], path: Path, findings: Findings) -> None:
    if _check_base_context(value, path, findings):
        contexts = value["@context"]
        second = contexts[1] if isinstance(contexts, list) and len(contexts) > 1 else None
        if not isinstance(second, str) or not _OB3_CONTEXT.fullmatch(second):
            findings.add(
                MALFORMED_VALUE,
                f"The second context must be that of Open Badges 3.0, {OB3_CONTEXT}.",
                (path, "@context"),
            )
    _check_validity(value, path, findings)


def _check_plain_credential(value: dict[str, Any], path: Path, findings: Findings) -> None:
    _check_base_context(value, path, findings)
    _check_validity(value, path, findings)
    _check_list_type(value, path, findings)
    _check_status_ids(value, path, findings)
    subjects = value.get("credentialSubject")
    if subjects == {} or (isinstance(subjects, list) and {} in subjects):
        # VCDM 2.0, section 4.8: each subject must have one or more claims.
        findings.add(MISSING_VALUE, "The subject says nothing.", (path, "credentialSubject"))


def _check_status_ids(value: dict[str, Any], path: Path, findings: Findings) -> None:
    """Ask for the id of a status in VC 1.1, section 4.9; entries of bit lists need none."""
    entries = value.get("credentialStatus")
    if not is_version_1(value):
        return
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, dict) and "id" not in entry and not _is_in_list(entry):
            findings.add_missing("id", (path, "credentialStatus"))


def _is_in_list(entry: dict[str, Any]) -> bool:
    """Say whether a status is an entry of a list of bits."""
    return not types_of(entry).isdisjoint(BITSTRING_ENTRY_TYPES)


def _check_list_type(value: dict[str, Any], path: Path, findings: Findings) -> None:
    subject = value.get("credentialSubject")
    is_list = isinstance(subject, dict) and "BitstringStatusList" in types_of(subject)
    if is_list and "BitstringStatusListCredential" not in types_of(value):
        # Bitstring Status List, section 2.2: the type MUST include it.
        findings.add(
            MALFORMED_VALUE,
            "A credential about a BitstringStatusList must be a BitstringStatusListCredential.",
            (path, "type"),
        )


def _check_base_context(value: dict[str, Any], path: Path, findings: Findings) -> bool:
    contexts = value.get("@context")
    if not contexts:
        return False
    first = contexts[0] if isinstance(contexts, list) else contexts
    base = VC1_CONTEXT if is_version_1(value) else VC2_CONTEXT
    if first != base:
        findings.add(MALFORMED_VALUE, f"The first context must be {base}.", (path, "@context"))
    return True


def _check_validity(value: dict[str, Any], path: Path, findings: Findings) -> None:
    start, end = ("validFrom", "validUntil")
    if end not in value:
        start, end = ("issuanceDate", "expirationDate")
    since, until = value.get(start), value.get(end)
    if not isinstance(since, str) or not isinstance(until, str):
        return
    first, last = moment_of(since), moment_of(until)
    if first is not None and last is not None and last < first:
        findings.add(RANGE, f'"{end}" lies before "{start}".', (path, end))


def _check_achievement_subject(value: dict[str, Any], path: Path, findings: Findings) -> None:
    if "id" not in value and not value.get("identifier"):
        # OB 3.0, AchievementSubject: one of them MUST be supplied. Credentials that name their
        # subject in no way that verifiers can compare are common all the same.
        findings.add(
            MISSING_VALUE,
            'The subject has neither "id" nor "identifier": nobody can show to be the recipient.',
            path,
            Severity.WARNING,
        )


def _check_criteria(value: dict[str, Any], path: Path, findings: Findings) -> None:
    if "id" not in value and "narrative" not in value:
        findings.add(
            MISSING_VALUE,
            'The criteria have neither "id" nor "narrative": nobody learns what was asked.',
            path,
            Severity.WARNING,
        )


def is_identity_hash(text: str) -> bool:
    """Say whether a text is a hash as `identityHash` writes it: algorithm, `$`, hexadecimal."""
    return _IDENTITY_HASH.fullmatch(text) is not None


def _check_identity(value: dict[str, Any], path: Path, findings: Findings) -> None:
    identity_hash = value.get("identityHash")
    if (
        value.get("hashed") is True
        and isinstance(identity_hash, str)
        and not is_identity_hash(identity_hash)
    ):
        # The value is not repeated: where it is no hash, it names a person.
        findings.add(
            MALFORMED_VALUE,
            'This is said to be hashed, and must be "sha256$" or "md5$" and a hexadecimal hash.',
            (path, "identityHash"),
        )


def _check_coordinates(value: dict[str, Any], path: Path, findings: Findings) -> None:
    for name, largest in (("latitude", 90), ("longitude", 180)):
        degrees = value.get(name)
        if isinstance(degrees, (int, float)) and abs(degrees) > largest:
            findings.add(RANGE, f"This must lie between -{largest} and {largest}.", (path, name))


def _check_status(value: dict[str, Any], path: Path, findings: Findings) -> None:
    types = types_of(value)
    if not BITSTRING_ENTRY_TYPES.isdisjoint(types):
        for name in ("statusPurpose", "statusListIndex", "statusListCredential"):
            if name not in value:
                findings.add_missing(name, path)
        index = value.get("statusListIndex")
        if isinstance(index, int):
            # Bitstring Status List, section 2.1 has a string; verifiers read the number too.
            findings.add_malformed(
                index, "a string of decimal digits", (path, "statusListIndex"), Severity.WARNING
            )
    elif REVOCATION_LIST_TYPE in types and "id" not in value:
        findings.add_missing("id", path)


def _check_related_resource(value: dict[str, Any], path: Path, findings: Findings) -> None:
    if "digestSRI" not in value and "digestMultibase" not in value:
        # VCDM 2.0, section 5.3: at least one of them.
        findings.add_missing("digestSRI", path)


def _check_presentation(value: dict[str, Any], path: Path, findings: Findings) -> None:
    _check_base_context(value, path, findings)
    holder = value.get("holder")
    holder = holder.get("id") if isinstance(holder, dict) else holder
    presented = value.get("verifiableCredential", [])
    for index, one in enumerate(presented if isinstance(presented, list) else [presented]):
        if not isinstance(one, dict) or "proof" in one or holder is None:
            continue
        if named_issuer(one) not in (holder, None):
            # Nobody but the holder can answer for what nobody else signed.
            findings.add(
                MALFORMED_VALUE,
                "A credential without a proof is the holder's own, and names another issuer.",
                ((path, "verifiableCredential"), index),
            )


CROSS_CHECKS: Final[dict[str, CrossCheck]] = {
    "AchievementCredential": _check_open_badge,
    "AchievementSubject": _check_achievement_subject,
    "BitstringStatusListCredential": _check_plain_credential,
    "CredentialStatus": _check_status,
    "Criteria": _check_criteria,
    "EndorsementCredential": _check_open_badge,
    "GeoCoordinates": _check_coordinates,
    "IdentityObject": _check_identity,
    "RelatedResource": _check_related_resource,
    "VerifiableCredential": _check_plain_credential,
    "VerifiablePresentation": _check_presentation,
}
"""The rules that join properties, by the name of the class."""
