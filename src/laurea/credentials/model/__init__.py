"""Credentials as values, in the words of Open Badges 3.0 and of VC 2.0.

Field names are the specification's in snake_case; lists are tuples. How these values are
written as JSON is known to `laurea.credentials.wire` alone.
"""

from __future__ import annotations

from laurea.credentials.model.achievement import Achievement
from laurea.credentials.model.achievement_credential import (
    AchievementCredential,
    AchievementSubject,
)
from laurea.credentials.model.address import Address, GeoCoordinates
from laurea.credentials.model.alignment import Alignment
from laurea.credentials.model.contexts import OB3_CONTEXT, OB3_CONTEXTS, VC2_CONTEXT, Context
from laurea.credentials.model.credential_schema import CredentialSchema
from laurea.credentials.model.credential_status import CredentialStatus
from laurea.credentials.model.criteria import Criteria
from laurea.credentials.model.evidence import Evidence
from laurea.credentials.model.identifier_entry import IdentifierEntry
from laurea.credentials.model.identity_object import IdentityObject
from laurea.credentials.model.image import Image
from laurea.credentials.model.language_value import LanguageValue, Text
from laurea.credentials.model.profile import (
    EndorsementCredential,
    EndorsementSubject,
    Profile,
    ProfileRef,
)
from laurea.credentials.model.refresh_service import RefreshService
from laurea.credentials.model.related import Related
from laurea.credentials.model.related_resource import RelatedResource
from laurea.credentials.model.result import Result
from laurea.credentials.model.result_description import ResultDescription
from laurea.credentials.model.rubric_criterion_level import RubricCriterionLevel
from laurea.credentials.model.terms_of_use import TermsOfUse

__all__ = [
    "OB3_CONTEXT",
    "OB3_CONTEXTS",
    "VC2_CONTEXT",
    "Achievement",
    "AchievementCredential",
    "AchievementSubject",
    "Address",
    "Alignment",
    "Context",
    "CredentialSchema",
    "CredentialStatus",
    "Criteria",
    "EndorsementCredential",
    "EndorsementSubject",
    "Evidence",
    "GeoCoordinates",
    "IdentifierEntry",
    "IdentityObject",
    "Image",
    "LanguageValue",
    "Profile",
    "ProfileRef",
    "RefreshService",
    "Related",
    "RelatedResource",
    "Result",
    "ResultDescription",
    "RubricCriterionLevel",
    "TermsOfUse",
    "Text",
]
