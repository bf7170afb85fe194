"""The award: who achieved what, who says so, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from laurea.credentials.model.achievement import Achievement
from laurea.credentials.model.contexts import OB3_CONTEXTS, Context
from laurea.credentials.model.credential_schema import CredentialSchema
from laurea.credentials.model.credential_status import CredentialStatus
from laurea.credentials.model.evidence import Evidence
from laurea.credentials.model.identity_object import IdentityObject
from laurea.credentials.model.image import Image
from laurea.credentials.model.language_value import Text
from laurea.credentials.model.profile import EndorsementCredential, Profile, ProfileRef
from laurea.credentials.model.refresh_service import RefreshService
from laurea.credentials.model.related_resource import RelatedResource
from laurea.credentials.model.result import Result
from laurea.credentials.model.terms_of_use import TermsOfUse


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementSubject:
    """Who was awarded the achievement, and with which results.

    The recipient is named by `id`, or by at least one `identifier`.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementsubject
    """

    id: str | None = None
    """The recipient's identifier, such as a DID."""
    type: tuple[str, ...] = ("AchievementSubject",)
    activity_end_date: datetime | None = None
    """When the activity ended; the standard lets the zone be left out."""
    activity_start_date: datetime | None = None
    """When the activity began; the standard lets the zone be left out."""
    credits_earned: float | None = None
    """The credits earned."""
    achievement: Achievement
    """What was achieved."""
    identifier: tuple[IdentityObject, ...] = ()
    """Further identifiers of the recipient, most often hashed."""
    image: Image | None = None
    """A picture of this very award, where it differs from the achievement's."""
    license_number: str | None = None
    """The number of the licence that was granted."""
    narrative: str | None = None
    """What joins the pieces of evidence; Markdown is allowed."""
    result: tuple[Result, ...] = ()
    """The results reached."""
    role: str | None = None
    """As what the learner acted."""
    source: Profile | None = None
    """Who assessed the learner."""
    term: str | None = None
    """The academic term."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementCredential:
    """An achievement awarded to one recipient. Its type is also called `OpenBadgeCredential`.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential
    """

    context: tuple[Context, ...] = OB3_CONTEXTS
    """The JSON-LD contexts, in their order."""
    id: str
    """The credential's identifier."""
    type: tuple[str, ...] = ("VerifiableCredential", "OpenBadgeCredential")
    name: Text | None = None
    """The credential's name, for display."""
    description: Text | None = None
    """The credential in a sentence, for display."""
    image: Image | None = None
    """A picture of the credential."""
    issuer: ProfileRef
    """Who awarded it."""
    valid_from: datetime
    """From when on the credential is valid."""
    valid_until: datetime | None = None
    """Until when it is valid."""
    awarded_date: datetime | None = None
    """When it was first awarded, where `valid_from` was moved since."""
    credential_subject: AchievementSubject
    """Who achieved what."""
    endorsement: tuple[EndorsementCredential, ...] = ()
    """What others vouch for, each a credential with a proof of its own."""
    endorsement_jwt: tuple[str, ...] = ()
    """The same as compact JWS."""
    credential_schema: tuple[CredentialSchema, ...] = ()
    """Schemas the credential declares to meet."""
    credential_status: tuple[CredentialStatus, ...] = ()
    """Where its status is found."""
    refresh_service: tuple[RefreshService, ...] = ()
    """Where a newer version is found."""
    terms_of_use: tuple[TermsOfUse, ...] = ()
    """Terms under which it was issued."""
    evidence: tuple[Evidence, ...] = ()
    """What the learner made or did."""
    related_resource: tuple[RelatedResource, ...] = ()
    """Resources outside whose bytes are pinned."""
    proof: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    """The proofs, as given."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
