"""Open Badges 3.0 between JSON and the model, both ways, by the tables of the specification.

- Reading checks the structure first: what reaches the model is of the kinds its fields say.
- Properties that the tables do not know are kept as they are, in `extensions`.
- Writing is deterministic: properties in the order of the tables, arrays as arrays. Credentials of
  VC 1.1 are read and never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from laurea.credentials import model
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import FORMAT_UNKNOWN, Problem, Severity
from laurea.credentials.wire.detect import VC1_CONTEXT, detect_format, is_version_1
from laurea.credentials.wire.kinds import Scalar
from laurea.credentials.wire.ob3_tables import (
    ACHIEVEMENT,
    ACHIEVEMENT_CREDENTIAL,
    ACHIEVEMENT_CREDENTIAL_V1,
    CLASSES,
    ENDORSEMENT_CREDENTIAL,
    ENDORSEMENT_CREDENTIAL_V1,
    EVIDENCE,
    PROFILE,
)
from laurea.credentials.wire.structure import check_object, check_structure
from laurea.credentials.wire.table import ClassTable, Of, Property


def read_credential(
    document: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS
) -> model.AchievementCredential:
    """Return the AchievementCredential that a JSON object stands for, of VC 2.0 or 1.1.

    Raises:
        MalformedDocument: it is none, or its structure is at fault; with the first problem.
        LimitExceeded: it holds more credentials or proofs than the limits allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential
    """
    _demand_format(document, "ob3-achievement", "an AchievementCredential")
    _demand_no_error(check_structure(document, limits=limits))
    is_old = is_version_1(document)
    credential: model.AchievementCredential = _read(
        document, ACHIEVEMENT_CREDENTIAL_V1 if is_old else ACHIEVEMENT_CREDENTIAL
    )
    return credential


def write_credential(credential: model.AchievementCredential) -> dict[str, Any]:
    """Return the JSON object of a credential of VC 2.0.

    Raises:
        ValueError: a date has no zone, or the contexts are those of VC 1.1 (a bug of the caller).

    >>> from datetime import UTC, datetime
    >>> subject = model.AchievementSubject(
    ...     id="did:example:ada",
    ...     achievement=model.Achievement(
    ...         id="urn:example:weaving",
    ...         name="Weaving",
    ...         description="Weaves linen.",
    ...         criteria=model.Criteria(narrative="Weave an ell."),
    ...     ),
    ... )
    >>> document = write_credential(
    ...     model.AchievementCredential(
    ...         id="urn:example:1",
    ...         issuer="did:example:guild",
    ...         credential_subject=subject,
    ...         valid_from=datetime(2026, 1, 15, 9, tzinfo=UTC),
    ...     )
    ... )
    >>> list(document)
    ['@context', 'id', 'type', 'issuer', 'validFrom', 'credentialSubject']
    >>> document["credentialSubject"]["achievement"]["criteria"]
    {'narrative': 'Weave an ell.'}
    """
    return write_object(credential, ACHIEVEMENT_CREDENTIAL)


def read_endorsement(
    document: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS
) -> model.EndorsementCredential:
    """Return the EndorsementCredential that a JSON object stands for, of VC 2.0 or 1.1.

    Raises:
        MalformedDocument: it is none, or its structure is at fault; with the first problem.
        LimitExceeded: it holds more credentials or proofs than the limits allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential
    """
    _demand_format(document, "ob3-endorsement", "an EndorsementCredential")
    _demand_no_error(check_structure(document, limits=limits))
    endorsement: model.EndorsementCredential = _read(document, _endorsement_table(document))
    return endorsement


def write_endorsement(endorsement: model.EndorsementCredential) -> dict[str, Any]:
    """Return the JSON object of an endorsement of VC 2.0.

    Raises:
        ValueError: a date has no zone, or the contexts are those of VC 1.1 (a bug of the caller).
    """
    return write_object(endorsement, ENDORSEMENT_CREDENTIAL)


def read_achievement(
    value: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS
) -> model.Achievement:
    """Return the Achievement that a JSON object stands for.

    Raises:
        MalformedDocument: its structure is at fault; with the first problem.
        LimitExceeded: it holds more credentials than the limits allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievement
    """
    _demand_no_error(check_object(value, ACHIEVEMENT.name, limits=limits))
    achievement: model.Achievement = _read(value, ACHIEVEMENT)
    return achievement


def write_achievement(achievement: model.Achievement) -> dict[str, Any]:
    """Return the JSON object of an achievement."""
    return write_object(achievement, ACHIEVEMENT)


def read_profile(value: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> model.Profile:
    """Return the Profile that a JSON object stands for.

    Raises:
        MalformedDocument: its structure is at fault; with the first problem.
        LimitExceeded: it holds more credentials than the limits allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#profile
    """
    _demand_no_error(check_object(value, PROFILE.name, limits=limits))
    profile: model.Profile = _read(value, PROFILE)
    return profile


def write_profile(profile: model.Profile) -> dict[str, Any]:
    """Return the JSON object of a profile."""
    return write_object(profile, PROFILE)


def read_evidence(value: Mapping[str, Any], *, limits: Limits = DEFAULT_LIMITS) -> model.Evidence:
    """Return the Evidence that a JSON object stands for.

    Raises:
        MalformedDocument: its structure is at fault; with the first problem.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#evidence
    """
    _demand_no_error(check_object(value, EVIDENCE.name, limits=limits))
    evidence: model.Evidence = _read(value, EVIDENCE)
    return evidence


def write_evidence(evidence: model.Evidence) -> dict[str, Any]:
    """Return the JSON object of a piece of evidence."""
    return write_object(evidence, EVIDENCE)


def _demand_format(document: Mapping[str, Any], format_name: str, what: str) -> None:
    if detect_format(document) != format_name:
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, f"The document is not {what}.", "/type"))


def _demand_no_error(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        if problem.severity is Severity.ERROR:
            raise MalformedDocument(problem)


def _endorsement_table(document: Mapping[str, Any]) -> ClassTable:
    return ENDORSEMENT_CREDENTIAL_V1 if is_version_1(document) else ENDORSEMENT_CREDENTIAL


def _read(value: Any, table: ClassTable) -> Any:
    if table.model is None:
        return value
    rows = table.by_name
    fields: dict[str, Any] = {}
    extensions: dict[str, Any] = {}
    for name, item in value.items():
        row = rows.get(name)
        if row is not None:
            fields[row.field] = _read_values(row, item)
        elif name not in table.ignored:
            extensions[name] = item
    return table.model(**fields, extensions=extensions)


def _read_values(row: Property, value: Any) -> Any:
    if row.is_many:
        values = value if isinstance(value, list) else [value]
        return tuple(_read_one(row.kind, item) for item in values)
    if row.name == "type" and isinstance(value, list):
        # One type is asked for; of several the first is kept.
        return value[0]
    return _read_one(row.kind, value)


def _read_one(kind: Scalar | Of, value: Any) -> Any:
    if isinstance(kind, Scalar):
        return kind.read(value)
    if kind.class_name == "EndorsementCredential":
        return _read(value, _endorsement_table(value))
    if isinstance(value, str):
        return _read({"id": value}, CLASSES[kind.class_name]) if kind.lenient else value
    return _read(value, CLASSES[kind.class_name])


def write_object(value: Any, table: ClassTable) -> dict[str, Any]:
    """Return the JSON object of a value of the model, by the table of its class.

    Raises:
        ValueError: a date has no zone, or the contexts are those of VC 1.1 (a bug of the caller).
    """
    written: dict[str, Any] = {}
    for row in table.properties:
        held = getattr(value, row.field)
        if held is None or held == ():
            continue
        if row.is_many:
            items = [_write_one(row.kind, item) for item in held]
            alone = len(items) == 1 and row.cardinality == "0..1/*"
            written[row.name] = items[0] if alone else items
        else:
            written[row.name] = _write_one(row.kind, held)
    if VC1_CONTEXT in written.get("@context", ()):
        raise ValueError("credentials of VC 1.1 are read, never written")
    return {**written, **value.extensions}


def _write_one(kind: Scalar | Of, value: Any) -> Any:
    if isinstance(kind, Scalar):
        return kind.write(value)
    table = CLASSES[kind.class_name]
    if isinstance(value, str):
        return value
    return dict(value) if table.model is None else write_object(value, table)
