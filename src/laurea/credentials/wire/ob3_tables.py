"""The classes of Open Badges 3.0: nothing else knows their JSON names.

The structural check, the reading into the model and the writing from it are all made from these
rows; the order of the rows is the order of writing.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from __future__ import annotations

from typing import Final

from laurea.credentials import model
from laurea.credentials.model import vocabularies
from laurea.credentials.problems import Severity
from laurea.credentials.wire.kinds import (
    BOOLEAN,
    COMPACT_JWS,
    CONTEXT,
    DATE,
    DATE_TIME,
    LANGUAGE,
    NUMBER,
    STRING,
    TEXT,
    TIMESTAMP,
    TYPE,
    URI,
    vocabulary,
)
from laurea.credentials.wire.table import ClassTable, Of, Row, table
from laurea.credentials.wire.vc_tables import (
    END,
    FIELDS_V1,
    SERVICES,
    VALIDITY,
    VALIDITY_V1,
    VC_CLASSES,
    VERIFIABLE,
)

# OB 3.0, AchievementType: own terms begin with "ext:". Issuers leave that out, and verifiers
# accept it.
_ACHIEVEMENT_TYPE: Final = vocabulary(
    "the achievement types",
    vocabularies.ACHIEVEMENT_TYPES,
    extensible=True,
    severity=Severity.WARNING,
)
_TARGET_TYPE: Final = vocabulary(
    "the alignment target types", vocabularies.ALIGNMENT_TARGET_TYPES, extensible=True
)
_RESULT_TYPE: Final = vocabulary("the result types", vocabularies.RESULT_TYPES, extensible=True)
_RESULT_STATUS: Final = vocabulary(
    "the result status types", vocabularies.RESULT_STATUS_TYPES, extensible=False
)
_IDENTIFIER_TYPE: Final = vocabulary(
    "the identifier types", vocabularies.IDENTIFIER_TYPES, extensible=True
)
_IMAGE: Final = Of("Image", lenient=True)

ACHIEVEMENT: Final = table(
    "Achievement",
    model.Achievement,
    ("id", URI, "1"),
    ("type", TYPE, "1..*"),
    ("name", STRING, "1"),
    ("description", STRING, "1"),
    ("criteria", Of("Criteria"), "1"),
    ("achievementType", _ACHIEVEMENT_TYPE, "0..1"),
    ("image", _IMAGE, "0..1"),
    ("creator", Of("Profile"), "0..1"),
    ("alignment", Of("Alignment"), "0..*"),
    ("creditsAvailable", NUMBER, "0..1"),
    ("fieldOfStudy", STRING, "0..1"),
    ("humanCode", STRING, "0..1"),
    ("inLanguage", LANGUAGE, "0..1"),
    ("otherIdentifier", Of("IdentifierEntry"), "0..*"),
    ("related", Of("Related"), "0..*"),
    ("resultDescription", Of("ResultDescription"), "0..*"),
    ("specialization", STRING, "0..1"),
    ("tag", STRING, "0..*"),
    ("version", STRING, "0..1"),
    ("endorsement", Of("EndorsementCredential"), "0..*"),
    ("endorsementJwt", COMPACT_JWS, "0..*"),
)

ACHIEVEMENT_SUBJECT: Final = table(
    "AchievementSubject",
    model.AchievementSubject,
    ("id", URI, "0..1"),
    ("type", TYPE, "1..*"),
    ("identifier", Of("IdentityObject"), "0..*"),
    ("achievement", Of("Achievement"), "1"),
    ("activityStartDate", DATE_TIME, "0..1"),
    ("activityEndDate", DATE_TIME, "0..1"),
    ("creditsEarned", NUMBER, "0..1"),
    ("image", _IMAGE, "0..1"),
    ("licenseNumber", STRING, "0..1"),
    ("narrative", STRING, "0..1"),
    ("result", Of("Result"), "0..*"),
    ("role", STRING, "0..1"),
    ("source", Of("Profile"), "0..1"),
    ("term", STRING, "0..1"),
)

ALIGNMENT: Final = table(
    "Alignment",
    model.Alignment,
    ("type", TYPE, "1..*"),
    ("targetName", STRING, "1"),
    ("targetUrl", URI, "1"),
    ("targetCode", STRING, "0..1"),
    ("targetDescription", STRING, "0..1"),
    ("targetFramework", STRING, "0..1"),
    ("targetType", _TARGET_TYPE, "0..1"),
)

CRITERIA: Final = table(
    "Criteria",
    model.Criteria,
    ("id", URI, "0..1"),
    ("narrative", STRING, "0..1"),
    types=(),
    ignored=frozenset({"type"}),
)

EVIDENCE: Final = table(
    "Evidence",
    model.Evidence,
    ("id", URI, "0..1"),
    ("type", TYPE, "1..*"),
    ("name", STRING, "0..1"),
    ("description", STRING, "0..1"),
    ("narrative", STRING, "0..1"),
    ("genre", STRING, "0..1"),
    ("audience", STRING, "0..1"),
)

IMAGE: Final = table(
    "Image",
    model.Image,
    ("id", URI, "1"),
    ("type", TYPE, "1"),
    ("caption", STRING, "0..1"),
)

RELATED: Final = table(
    "Related",
    model.Related,
    ("id", URI, "1"),
    ("type", TYPE, "1..*"),
    ("inLanguage", LANGUAGE, "0..1"),
    ("version", STRING, "0..1"),
)

RESULT: Final = table(
    "Result",
    model.Result,
    ("type", TYPE, "1..*"),
    ("resultDescription", URI, "0..1"),
    ("value", STRING, "0..1"),
    ("status", _RESULT_STATUS, "0..1"),
    ("achievedLevel", URI, "0..1"),
    ("alignment", Of("Alignment"), "0..*"),
)

RESULT_DESCRIPTION: Final = table(
    "ResultDescription",
    model.ResultDescription,
    ("id", URI, "1"),
    ("type", TYPE, "1..*"),
    ("name", STRING, "1"),
    ("resultType", _RESULT_TYPE, "1"),
    ("allowedValue", STRING, "0..*"),
    ("valueMin", STRING, "0..1"),
    ("valueMax", STRING, "0..1"),
    ("requiredValue", STRING, "0..1"),
    ("requiredLevel", URI, "0..1"),
    ("rubricCriterionLevel", Of("RubricCriterionLevel"), "0..*"),
    ("alignment", Of("Alignment"), "0..*"),
)

RUBRIC_CRITERION_LEVEL: Final = table(
    "RubricCriterionLevel",
    model.RubricCriterionLevel,
    ("id", URI, "1"),
    ("type", TYPE, "1..*"),
    ("name", STRING, "1"),
    ("description", STRING, "0..1"),
    ("level", STRING, "0..1"),
    ("points", STRING, "0..1"),
    ("alignment", Of("Alignment"), "0..*"),
)

IDENTITY_OBJECT: Final = table(
    "IdentityObject",
    model.IdentityObject,
    ("type", TYPE, "1"),
    ("hashed", BOOLEAN, "1"),
    ("identityHash", STRING, "1"),
    ("identityType", _IDENTIFIER_TYPE, "1"),
    ("salt", STRING, "0..1"),
)

IDENTIFIER_ENTRY: Final = table(
    "IdentifierEntry",
    model.IdentifierEntry,
    ("type", TYPE, "1"),
    ("identifier", STRING, "1"),
    ("identifierType", _IDENTIFIER_TYPE, "1"),
)

ADDRESS: Final = table(
    "Address",
    model.Address,
    ("type", TYPE, "1..*"),
    ("addressCountry", STRING, "0..1"),
    ("addressCountryCode", STRING, "0..1"),
    ("addressRegion", STRING, "0..1"),
    ("addressLocality", STRING, "0..1"),
    ("streetAddress", STRING, "0..1"),
    ("postOfficeBoxNumber", STRING, "0..1"),
    ("postalCode", STRING, "0..1"),
    ("geo", Of("GeoCoordinates"), "0..1"),
)

GEO_COORDINATES: Final = table(
    "GeoCoordinates",
    model.GeoCoordinates,
    ("type", TYPE, "1"),
    ("latitude", NUMBER, "1"),
    ("longitude", NUMBER, "1"),
)

PROFILE: Final = table(
    "Profile",
    model.Profile,
    ("id", URI, "1"),
    ("type", TYPE, "1..*"),
    ("name", TEXT, "0..1"),
    ("url", URI, "0..1"),
    ("phone", STRING, "0..1"),
    ("description", TEXT, "0..1"),
    ("image", _IMAGE, "0..1"),
    ("email", STRING, "0..1"),
    ("address", Of("Address"), "0..1"),
    ("otherIdentifier", Of("IdentifierEntry"), "0..*"),
    ("official", STRING, "0..1"),
    ("parentOrg", Of("Profile"), "0..1"),
    ("familyName", STRING, "0..1"),
    ("givenName", STRING, "0..1"),
    ("additionalName", STRING, "0..1"),
    ("patronymicName", STRING, "0..1"),
    ("honorificPrefix", STRING, "0..1"),
    ("honorificSuffix", STRING, "0..1"),
    ("familyNamePrefix", STRING, "0..1"),
    ("dateOfBirth", DATE, "0..1"),
    ("endorsement", Of("EndorsementCredential"), "0..*"),
    ("endorsementJwt", COMPACT_JWS, "0..*"),
)

ENDORSEMENT_SUBJECT: Final = table(
    "EndorsementSubject",
    model.EndorsementSubject,
    ("id", URI, "1"),
    ("type", TYPE, "1..*"),
    ("endorsementComment", STRING, "0..1"),
)


def _achievement_credential(*validity: Row) -> ClassTable:
    return table(
        "AchievementCredential",
        model.AchievementCredential,
        ("@context", CONTEXT, "1..*"),
        ("id", URI, "1"),
        ("type", TYPE, "1..*"),
        ("issuer", Of("Profile", or_iri=True), "1"),
        *validity,
        ("awardedDate", TIMESTAMP, "0..1"),
        ("name", TEXT, "0..1"),
        ("description", TEXT, "0..1"),
        ("image", _IMAGE, "0..1"),
        ("credentialSubject", Of("AchievementSubject"), "1"),
        ("endorsement", Of("EndorsementCredential"), "0..*"),
        ("endorsementJwt", COMPACT_JWS, "0..*"),
        *SERVICES,
        ("evidence", Of("Evidence"), "0..*"),
        *END,
        types=(VERIFIABLE, frozenset({"AchievementCredential", "OpenBadgeCredential"})),
        fields=FIELDS_V1,
    )


def _endorsement_credential(*validity: Row) -> ClassTable:
    return table(
        "EndorsementCredential",
        model.EndorsementCredential,
        ("@context", CONTEXT, "1..*"),
        ("id", URI, "1"),
        ("type", TYPE, "1..*"),
        ("issuer", Of("Profile", or_iri=True), "1"),
        *validity,
        ("awardedDate", TIMESTAMP, "0..1"),
        ("name", TEXT, "1"),
        ("description", TEXT, "0..1"),
        ("credentialSubject", Of("EndorsementSubject"), "1"),
        *SERVICES,
        ("evidence", Of("Evidence"), "0..*"),
        *END,
        types=(VERIFIABLE, frozenset({"EndorsementCredential"})),
        fields=FIELDS_V1,
    )


ACHIEVEMENT_CREDENTIAL: Final = _achievement_credential(*VALIDITY)
ACHIEVEMENT_CREDENTIAL_V1: Final = _achievement_credential(*VALIDITY_V1)
ENDORSEMENT_CREDENTIAL: Final = _endorsement_credential(*VALIDITY)
ENDORSEMENT_CREDENTIAL_V1: Final = _endorsement_credential(*VALIDITY_V1)

CLASSES: Final[dict[str, ClassTable]] = {
    **VC_CLASSES,
    **{
        row.name: row
        for row in (
            ACHIEVEMENT,
            ACHIEVEMENT_CREDENTIAL,
            ACHIEVEMENT_SUBJECT,
            ADDRESS,
            ALIGNMENT,
            CRITERIA,
            ENDORSEMENT_CREDENTIAL,
            ENDORSEMENT_SUBJECT,
            EVIDENCE,
            GEO_COORDINATES,
            IDENTIFIER_ENTRY,
            IDENTITY_OBJECT,
            IMAGE,
            PROFILE,
            RELATED,
            RESULT,
            RESULT_DESCRIPTION,
            RUBRIC_CRITERION_LEVEL,
        )
    },
}
"""Every class that an object in a credential can be of, by its name."""
