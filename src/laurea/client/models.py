"""What is sent and answered. Written by scripts/client_from_openapi.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class AchievementState(StrEnum):
    """Whether it can be awarded."""

    DRAFT = "draft"
    PUBLISHED = "published"


class CredentialState(StrEnum):
    """Reserved: it has an id and a place in a list, and nobody has seen it. Then issued."""

    RESERVED = "reserved"
    ISSUED = "issued"
    REVOKED = "revoked"


class DeliveryState(StrEnum):
    """Where a message stands. `failed` ones wait for a person; `needless` ones for nobody."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    NEEDLESS = "needless"


class EventKind(StrEnum):
    """One kind of thing that happens."""

    CREDENTIAL_ISSUED = "credential.issued"
    CREDENTIAL_REVOKED = "credential.revoked"
    CREDENTIAL_SUSPENDED = "credential.suspended"
    CREDENTIAL_REINSTATED = "credential.reinstated"
    CREDENTIAL_ACCEPTED = "credential.accepted"
    CREDENTIAL_DECLINED = "credential.declined"
    RUN_ENDED = "run.ended"


class RunState(StrEnum):
    """A run is done when all its chunks are.

    Of a cancelled run those chunks are cancelled that nobody had begun; it has ended when the
    others are done. A waiting run begins when a second person approves it, and has ended where
    they send it back. A paused run begins no further chunk. Chunks that are not done are called
    running, whether anybody works on them or not.
    """

    WAITING = "waiting"
    RETURNED = "returned"
    PAUSED = "paused"
    RUNNING = "running"
    CANCELLED = "cancelled"
    DONE = "done"


class Scope(StrEnum):
    """One kind of thing that a token may do."""

    READ = "read"
    ACHIEVEMENTS = "achievements"
    AWARD = "award"
    REVOKE = "revoke"
    WEBHOOKS = "webhooks"


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementList:
    """A page of achievements, the latest first.

    Attributes:
        next: The cursor of the next page; null on the last.
    """

    items: tuple[AchievementShown, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementShown:
    """An achievement of the organization: a draft, or one version of what is published.

    Attributes:
        id: Names this version.
        series: What all versions have in common; none for a draft.
        version: Counts from 1; none for a draft.
        url: Its public address, which credentials name; if published.
        valid_months: For how many months a credential is valid unless the award says otherwise.
        is_listed: Whether anybody finds it in the catalogue.
        is_archived: Whether it is awarded no more.
        changed_at: When the version was published, or the draft saved.
        achievement: The Achievement of Open Badges 3.0.
    """

    id: UUID
    state: AchievementState
    series: UUID | None
    version: int | None
    url: str | None
    name: str
    valid_months: int | None
    is_listed: bool
    is_archived: bool
    changed_at: datetime
    achievement: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementWanted:
    """An achievement to be kept as a draft, or to be published at once.

    Attributes:
        achievement: An Achievement of Open Badges 3.0; its `id` is set here. Wanted are `name`,
            `description` and `criteria`.
        valid_months: For how many months credentials are valid; null if they do not end.
        publish: Whether to publish it at once; else it is a draft.
    """

    achievement: Mapping[str, Any]
    valid_months: int | None = None
    publish: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardWanted:
    """One award.

    Attributes:
        valid_from: From when it is valid, not in the future; left out, from now.
        valid_until: Until when; left out, as the achievement says.
        endless: That it does not end, whatever the achievement says.
        on_purpose: That it is awarded also if a result falls short of what is required; the
            audit trail says who did.
        achievement: The version of the achievement that is awarded.
    """

    recipient: Recipient
    achievement: UUID
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    endless: bool = False
    results: tuple[ResultWanted, ...] = ()
    evidence: tuple[EvidenceWanted, ...] = ()
    on_purpose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialList:
    """A page of credentials, the latest first.

    Attributes:
        next: The cursor of the next page; null on the last.
    """

    items: tuple[CredentialShown, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialShown:
    """One award. The signed document itself is another resource, and never rebuilt.

    Attributes:
        url: Its public address, which is the `id` in the document.
        achievement: The version of the achievement that was awarded.
        run: The run it was issued in, if in one.
        key: Your name for the award; empty where a person awarded it.
        revocation_reason: Public: whoever sees the credential reads it.
        suspended_at: Since when it counts for nothing, for now.
        suspension_reason: Public, as that of a revocation.
    """

    id: UUID
    url: str
    state: CredentialState
    achievement: UUID
    run: UUID | None
    key: str
    recipient: RecipientShown
    valid_from: datetime
    valid_until: datetime | None
    issued_at: datetime | None
    revoked_at: datetime | None
    revocation_reason: str
    suspended_at: datetime | None
    suspension_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryList:
    """A page of messages, the latest first.

    Attributes:
        next: The cursor of the next page; null on the last.
    """

    items: tuple[DeliveryShown, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryShown:
    """One message to a webhook.

    Attributes:
        message_id: What the header `webhook-id` said.
        attempts: How often it was tried, since it was last asked for.
        last_status: What the address answered last.
        body: What is sent.
    """

    id: UUID
    message_id: str
    event: str
    state: DeliveryState
    attempts: int
    last_status: int | None
    last_error: str
    made_at: datetime
    changed_at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceWanted:
    """What shows that the criteria were met.

    Attributes:
        url: A page that shows it, on a public host.
    """

    url: str = ""
    name: str = ""
    narrative: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthShown:
    """Whether the server can do its work.

    Attributes:
        status: `ok` or `failing`.
    """

    status: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationShown:
    """The organization in which the token counts.

    Attributes:
        slug: Its word in addresses.
        did: Who it is in credentials.
        url: Its home page; empty where it named none.
    """

    id: UUID
    slug: str
    did: str
    legal_name: str
    url: str
    token: TokenShown


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonWanted:
    """Why something is revoked, suspended or reinstated.

    Attributes:
        reason: One sentence or two. Everybody who looks at the credential can read why it is
            revoked or suspended.
    """

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is awarded it: by e-mail address, by DID, or both.

    Attributes:
        email: The credential holds a salted hash of it only.
        did: The credential names it.
        name: Kept beside the credential, not in it.
    """

    email: str = ""
    did: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientShown:
    """Who was awarded it; what is not known is empty.

    Attributes:
        name: Kept beside the credential, not in it.
    """

    email: str
    did: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One award of a run that could not be issued, and why.

    Attributes:
        problem: A problem as RFC 9457 has it.
    """

    key: str
    problem: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalList:
    """All awards of a run that could not be issued."""

    items: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultWanted:
    """One result.

    Attributes:
        result: The name or the id of a result description; may be left out where the
            achievement has no more than one.
        value: The value as it is written: a number, a status, the name or id of a level.
    """

    value: str
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWanted:
    """One award of a run.

    Attributes:
        valid_from: From when it is valid, not in the future; left out, from now.
        valid_until: Until when; left out, as the achievement says.
        endless: That it does not end, whatever the achievement says.
        on_purpose: That it is awarded also if a result falls short of what is required; the
            audit trail says who did.
        key: Your name for the row, once in a run; left out, its number from 1.
    """

    recipient: Recipient
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    endless: bool = False
    results: tuple[ResultWanted, ...] = ()
    evidence: tuple[EvidenceWanted, ...] = ()
    on_purpose: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunList:
    """A page of runs, the latest first.

    Attributes:
        next: The cursor of the next page; null on the last.
    """

    items: tuple[RunShown, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunShown:
    """A run, and how far it is.

    Attributes:
        rows: How many awards were asked for.
        refused: How many could not be issued; see its refusals.
        cancelled: How many are not done because it was cancelled.
        given_up: How many wait for a person to try them again.
        seconds_left: About how long it takes; null if unknown.
        begins_at: Before when nothing of it is issued; null if it begins at once.
    """

    id: UUID
    achievement: UUID
    state: RunState
    rows: int
    issued: int
    refused: int
    cancelled: int
    given_up: int
    seconds_left: float | None
    started_at: datetime
    begins_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunWanted:
    """Awards of one achievement that are issued together, in the background.

    Attributes:
        achievement: The version of the achievement that is awarded.
    """

    achievement: UUID
    awards: tuple[RowWanted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenShown:
    """The token that was sent, without its secret.

    Attributes:
        scopes: What it may do now.
        account: The member it acts for.
    """

    id: UUID
    name: str
    scopes: tuple[Scope, ...]
    account: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookList:
    """All webhooks of the organization."""

    items: tuple[WebhookShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookShown:
    """An address that is told what happens.

    Attributes:
        paused_at: Since when nothing is sent, because the address failed for three days.
        former_secret_until: Until when messages are signed with the former secret too.
    """

    id: UUID
    url: str
    events: tuple[EventKind, ...]
    made_at: datetime
    paused_at: datetime | None
    former_secret_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookWanted:
    """An address that is to be told what happens.

    Attributes:
        url: With https, on a public host, at port 443.
        events: Of what it is told.
    """

    url: str
    events: tuple[EventKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookWithSecret:
    """A webhook with its secret, which is shown where it is made, and nowhere else.

    Attributes:
        paused_at: Since when nothing is sent, because the address failed for three days.
        former_secret_until: Until when messages are signed with the former secret too.
        secret: `whsec_` and the key in base 64. Empty where it has been replaced since.
    """

    id: UUID
    url: str
    events: tuple[EventKind, ...]
    made_at: datetime
    paused_at: datetime | None
    former_secret_until: datetime | None
    secret: str
