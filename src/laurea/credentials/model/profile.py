"""Who issues, creates or endorses, and what others say about them.

A profile may carry endorsements, and an endorsement names the profile that issued it: the two
refer to each other and therefore stand in one file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from laurea.credentials.model.address import Address
from laurea.credentials.model.contexts import OB3_CONTEXTS, Context
from laurea.credentials.model.credential_schema import CredentialSchema
from laurea.credentials.model.credential_status import CredentialStatus
from laurea.credentials.model.evidence import Evidence
from laurea.credentials.model.identifier_entry import IdentifierEntry
from laurea.credentials.model.image import Image
from laurea.credentials.model.language_value import Text
from laurea.credentials.model.refresh_service import RefreshService
from laurea.credentials.model.related_resource import RelatedResource
from laurea.credentials.model.terms_of_use import TermsOfUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person or an organisation: the issuer of a credential, the creator of an achievement.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#profile
    """

    id: str
    """The profile's identifier: a DID or a web address."""
    type: tuple[str, ...] = ("Profile",)
    name: Text | None = None
    """The name."""
    url: str | None = None
    """The homepage."""
    phone: str | None = None
    """A telephone number."""
    description: Text | None = None
    """The person or organisation in a sentence."""
    endorsement: tuple[EndorsementCredential, ...] = ()
    """What others vouch for, each a credential with a proof of its own."""
    endorsement_jwt: tuple[str, ...] = ()
    """The same as compact JWS."""
    image: Image | None = None
    """Portrait or logo."""
    email: str | None = None
    """An e-mail address."""
    address: Address | None = None
    """A postal address."""
    other_identifier: tuple[IdentifierEntry, ...] = ()
    """Further identifiers."""
    official: str | None = None
    """Who may sign for the organisation, by name."""
    parent_org: Profile | None = None
    """The organisation this one belongs to."""
    family_name: str | None = None
    """Family name of a person."""
    given_name: str | None = None
    """Given name of a person."""
    additional_name: str | None = None
    """Further names of a person."""
    patronymic_name: str | None = None
    """Name taken from the father's."""
    honorific_prefix: str | None = None
    """What is put before the name."""
    honorific_suffix: str | None = None
    """What is put after the name."""
    family_name_prefix: str | None = None
    """A leading part of the family name, such as "van der"."""
    date_of_birth: date | None = None
    """Date of birth of a person."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""


ProfileRef: TypeAlias = Profile | str
"""A profile, or only its identifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementSubject:
    """Who or what is endorsed, and with which words.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#endorsementsubject
    """

    id: str
    """The profile, achievement or credential that is endorsed."""
    type: tuple[str, ...] = ("EndorsementSubject",)
    endorsement_comment: str | None = None
    """What the endorser says; Markdown is allowed."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementCredential:
    """A credential in which somebody vouches for a profile, an achievement or a credential.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#endorsementcredential
    """

    context: tuple[Context, ...] = OB3_CONTEXTS
    """The JSON-LD contexts, in their order."""
    id: str
    """The credential's identifier."""
    type: tuple[str, ...] = ("VerifiableCredential", "EndorsementCredential")
    name: Text
    """The credential's name, for display."""
    description: Text | None = None
    """The credential in a sentence, for display."""
    issuer: ProfileRef
    """The endorser."""
    valid_from: datetime
    """From when on the credential is valid."""
    valid_until: datetime | None = None
    """Until when it is valid."""
    awarded_date: datetime | None = None
    """When it was first given, where `valid_from` was moved since."""
    credential_subject: EndorsementSubject
    """Who or what is endorsed."""
    credential_schema: tuple[CredentialSchema, ...] = ()
    """Schemas the credential declares to meet."""
    credential_status: tuple[CredentialStatus, ...] = ()
    """Where its status is found."""
    refresh_service: tuple[RefreshService, ...] = ()
    """Where a newer version is found."""
    terms_of_use: tuple[TermsOfUse, ...] = ()
    """Terms under which it was issued."""
    evidence: tuple[Evidence, ...] = ()
    """What supports it."""
    related_resource: tuple[RelatedResource, ...] = ()
    """Resources outside whose bytes are pinned."""
    proof: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    """The proofs, as given."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
