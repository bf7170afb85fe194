"""What can be achieved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from laurea.credentials.model.alignment import Alignment
from laurea.credentials.model.criteria import Criteria
from laurea.credentials.model.identifier_entry import IdentifierEntry
from laurea.credentials.model.image import Image
from laurea.credentials.model.profile import EndorsementCredential, Profile
from laurea.credentials.model.related import Related
from laurea.credentials.model.result_description import ResultDescription


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """A thing that can be achieved, defined once and awarded to many.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievement
    """

    id: str
    """The achievement's identifier."""
    type: tuple[str, ...] = ("Achievement",)
    alignment: tuple[Alignment, ...] = ()
    """The nodes of frameworks it meets."""
    achievement_type: str | None = None
    """A term of `ACHIEVEMENT_TYPES`, or one's own."""
    creator: Profile | None = None
    """Who defined it, where that is not the issuer."""
    credits_available: float | None = None
    """The credits it is worth."""
    criteria: Criteria
    """What must be done to earn it."""
    description: str
    """The achievement in a sentence or two."""
    endorsement: tuple[EndorsementCredential, ...] = ()
    """What others vouch for, each a credential with a proof of its own."""
    endorsement_jwt: tuple[str, ...] = ()
    """The same as compact JWS."""
    field_of_study: str | None = None
    """Its subject."""
    human_code: str | None = None
    """Its code in a catalogue."""
    image: Image | None = None
    """Its badge image."""
    in_language: str | None = None
    """Its language, a tag of BCP 47."""
    name: str
    """Its name."""
    other_identifier: tuple[IdentifierEntry, ...] = ()
    """Further identifiers."""
    related: tuple[Related, ...] = ()
    """Related achievements."""
    result_description: tuple[ResultDescription, ...] = ()
    """The results it can have."""
    specialization: str | None = None
    """Its focus within the subject."""
    tag: tuple[str, ...] = ()
    """Words to find it by."""
    version: str | None = None
    """Its version."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
