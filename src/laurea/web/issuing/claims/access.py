"""The doors to claims and their links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from laurea.web.accounts.access import Account, verified_addresses
from laurea.web.issuing.models import (
    Claim,
    ClaimLink,
    ClaimState,
    Credential,
    CredentialState,
    Publicity,
)
from laurea.web.organizations.access import absent

__all__ = ["Claim", "ClaimLink", "ClaimState", "LinkStanding", "Publicity"]

_WHOLE = ("credential__achievement", "credential__organization")
_STANDING = (
    *("claim_id", "claim__state", "claim__claimed_by_id", "claim__answered_at", "expires_at"),
    *("claim__credential__state", "claim__credential__organization__legal_name"),
)
_LARGE = tuple(
    f"claim__credential__{name}"
    for name in ("document", "evidence", "achievement__document", "organization__logo")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStanding:
    """What is enough to tell somebody that they come too late, or to take their answer."""

    credential_id: UUID
    state: ClaimState
    claimed_by_id: UUID | None
    answered_at: datetime | None
    expires_at: datetime
    is_issued: bool
    issuer: str

    @property
    def is_taken(self) -> bool:
        """Whether somebody has accepted what is still in force."""
        return self.is_issued and self.state == ClaimState.ACCEPTED

    def is_open(self, at: datetime) -> bool:
        """Say whether there is something to answer: not too late, not accepted, not revoked."""
        return self.is_issued and self.state != ClaimState.ACCEPTED and self.expires_at > at


def open_claim(credential_id: UUID, *, at: datetime) -> Claim:
    """Return the claim of a credential, with all that pages show of it; made where there is none.

    Raises:
        NotFound: there is no such credential, or nobody was given it yet.
    """
    whole = Claim.objects.select_related(*_WHOLE, "claimed_by")
    claim = whole.filter(pk=credential_id).first()
    if claim is None:
        open_claims([credential_id], at=at)
        claim = whole.filter(pk=credential_id).first()
    if claim is None:
        raise absent()
    return claim


def open_claims(credential_ids: Collection[UUID], *, at: datetime) -> list[UUID]:
    """Make the claims of those of some credentials that were given to somebody; return which."""
    handed_out = Credential.objects.exclude(state=CredentialState.RESERVED)
    found = list(
        handed_out.filter(pk__in=credential_ids).order_by("pk").values_list("pk", flat=True)
    )
    new = [Claim(credential_id=pk, created_at=at) for pk in found]
    Claim.objects.bulk_create(new, ignore_conflicts=True)
    return found


def answer_to(credential_id: UUID, *, at: datetime) -> str:
    """Return the state of a credential's claim, which is opened where there is none; as a word.

    Raises:
        NotFound: there is no such credential, or nobody was given it yet.
    """
    states = Claim.objects.filter(pk=credential_id).values_list("state", flat=True)
    return next(iter(states), None) or open_claim(credential_id, at=at).state


def lock_claim(credential_id: UUID) -> Claim:
    """Return a claim that nobody else changes until the open transaction ends."""
    return Claim.objects.select_for_update().get(pk=credential_id)


def link_with(digest: bytes) -> ClaimLink | None:
    """Return the link whose token has this digest, with its claim; for whoever holds the token.

    What is large and not shown beside a claim stays where it is until it is asked for.
    """
    links = ClaimLink.objects.select_related(*(f"claim__{name}" for name in _WHOLE))
    return links.filter(digest=digest).defer(*_LARGE).first()


def standing_with(digest: bytes) -> LinkStanding | None:
    """Return how the claim of a link stands, from its columns alone; None where there is none."""
    found = ClaimLink.objects.filter(digest=digest).values_list(*_STANDING).first()
    if found is None:
        return None
    credential_id, state, claimed_by_id, answered_at, expires_at, credential_state, issuer = found
    return LinkStanding(
        credential_id=credential_id,
        state=ClaimState(state),
        claimed_by_id=claimed_by_id,
        answered_at=answered_at,
        expires_at=expires_at,
        is_issued=credential_state == CredentialState.ISSUED,
        issuer=issuer,
    )


def replace_links(links: Sequence[ClaimLink]) -> None:
    """Store new links, one for each of some claims, and void all that these had before."""
    ClaimLink.objects.filter(claim__in=[link.claim_id for link in links]).delete()
    ClaimLink.objects.bulk_create(links)


def lock_waiting(credential_ids: Collection[UUID]) -> list[Claim]:
    """Return the claims of some credentials that nobody answered, locked, of what is in force."""
    waiting = Claim.objects.filter(pk__in=credential_ids, state=ClaimState.WAITING)
    in_force = waiting.filter(credential__state=CredentialState.ISSUED)
    return list(in_force.select_for_update(of=("self",)).order_by("pk"))


def note_seen(credential_id: UUID, *, at: datetime) -> bool:
    """Note that somebody took note of a declined claim; return whether it was new."""
    unseen = Claim.objects.filter(pk=credential_id, state=ClaimState.DECLINED, seen_at=None)
    return bool(unseen.update(seen_at=at))


def store_link(link: ClaimLink) -> None:
    """Store a new link."""
    link.save(force_insert=True)


def forget_link(digest: bytes) -> None:
    """Void a link that nobody was given."""
    ClaimLink.objects.filter(digest=digest).delete()


def answer_open(credential_id: UUID, *, of: Collection[ClaimState], **answer: Any) -> bool:
    """Store the answer to a claim in one of these states, of what is not revoked, if it is that.

    The rows' own columns decide in one statement, so that the database lets exactly one through.

    Returns:
        Whether it was stored.
    """
    in_force = Credential.objects.filter(pk=credential_id, state=CredentialState.ISSUED)
    found = Claim.objects.filter(pk__in=in_force.values("pk"), state__in=of)
    return bool(found.update(**answer))


def keep_accepted(credential_id: UUID, account: Account) -> bool:
    """Bind an accepted claim to an account if it is bound to none; return whether it was free."""
    free = Claim.objects.filter(
        pk=credential_id, state=ClaimState.ACCEPTED, claimed_by__isnull=True
    )
    return bool(free.update(claimed_by=account))


def accepted_into(credential_id: UUID) -> Account | None:
    """Return the account into which a credential was accepted, if it was into one."""
    claim = Claim.objects.select_related("claimed_by").filter(pk=credential_id).first()
    return claim.claimed_by if claim else None


def issuer_of(credential_id: UUID) -> UUID:
    """Return the id of the organization that issued a credential.

    Raises:
        NotFound: there is no such credential.
    """
    found = Credential.objects.filter(pk=credential_id).values_list("organization", flat=True)
    issuer = found.first()
    if issuer is None:
        raise absent()
    return issuer


def note_asked_again(credential_id: UUID, at: datetime | None) -> None:
    """Note that somebody needs a new link of a person, or that it was made."""
    Claim.objects.filter(pk=credential_id).update(asked_again_at=at)


def store_name_wanted(credential_id: UUID, name: str) -> bool:
    """Store how a recipient's name is to be written, or that this is settled; return if new."""
    other = Claim.objects.filter(pk=credential_id).exclude(name_wanted=name)
    return bool(other.update(name_wanted=name))


def store_recipient_name(credential_id: UUID, name: str) -> None:
    """Store the recipient's name, which stands beside the credential."""
    Credential.objects.filter(pk=credential_id).update(recipient_name=name)


def claims_with_name_wanted(organization_id: UUID) -> QuerySet[Claim]:
    """Return the claims of an organization whose recipients say that their name is wrong.

    The caller was let into the organization.
    """
    wanting = claims_in(organization_id).exclude(name_wanted="")
    return wanting.filter(credential__state=CredentialState.ISSUED)


def claims_in(organization_id: UUID) -> QuerySet[Claim]:
    """Return the claims of an organization, for somebody who was let into it."""
    claims = Claim.objects.filter(credential__organization=organization_id)
    return claims.select_related(*_WHOLE)


def asking_claims(organization_id: UUID) -> QuerySet[Claim]:
    """Return the claims of an organization whose recipients wait for a link of a person.

    The caller was let into the organization.
    """
    asking = claims_in(organization_id).filter(asked_again_at__isnull=False)
    return asking.filter(state=ClaimState.WAITING, credential__state=CredentialState.ISSUED)


def declined_claims(organization_id: UUID) -> QuerySet[Claim]:
    """Return the claims of an organization that were declined, of what is not revoked since.

    Those are left out of which somebody took note.

    The caller was let into the organization.
    """
    declined = claims_in(organization_id).filter(state=ClaimState.DECLINED, seen_at=None)
    return declined.filter(credential__state=CredentialState.ISSUED)


def claims_by_credential(ids: Collection[UUID]) -> dict[UUID, Claim]:
    """Return the claims of some credentials, by the ids of these."""
    return Claim.objects.in_bulk(list(ids))


def credentials_of_recipient(account: Account) -> QuerySet[Credential]:
    """Return what was awarded to a person: to a verified address, or accepted by the account."""
    addressed = Credential.objects.annotate(address=Lower("recipient_email")).filter(
        address__in=verified_addresses(account)
    )
    accepted = Claim.objects.filter(claimed_by=account)
    return (
        Credential.objects.exclude(state=CredentialState.RESERVED)
        .filter(Q(pk__in=addressed.values("pk")) | Q(pk__in=accepted.values("pk")))
        .select_related("achievement", "organization")
    )


def set_holder_shown(credential_id: UUID, *, shows: bool) -> bool:
    """Store whether the public page shows the holder's name; return whether that changed."""
    other = Credential.objects.filter(pk=credential_id, holder_shows_name=not shows)
    return bool(other.update(holder_shows_name=shows))


def hand_on_claims(pairs: Mapping[UUID, Credential], *, at: datetime) -> None:
    """Let credentials be taken, and shown, as those are whose place they take.

    Args:
        pairs: what each replaces, by the id of what was stored in its place.
        at: the moment, timezone-aware.
    """
    before = Claim.objects.in_bulk([one.pk for one in pairs.values()])
    accepted = [
        Claim(
            credential_id=pk,
            state=ClaimState.ACCEPTED,
            created_at=at,
            answered_at=at,
            claimed_by_id=before[old.pk].claimed_by_id,
        )
        for pk, old in pairs.items()
        if old.pk in before and before[old.pk].state == ClaimState.ACCEPTED
    ]
    Claim.objects.bulk_create(accepted, ignore_conflicts=True)
    for claim in accepted:
        old = pairs[claim.credential_id]
        shown = {"holder_shows_name": old.holder_shows_name, "publicity": old.publicity}
        Credential.objects.filter(pk=claim.credential_id).update(**shown)


def release_claims(account: Account) -> None:
    """Bind what was accepted into an account to none."""
    Claim.objects.filter(claimed_by=account).update(claimed_by=None)


def set_publicity(credential_id: UUID, publicity: Publicity, *, of: Collection[Publicity]) -> bool:
    """Store what a credential's address shows if it is one of these now; return whether it was."""
    found = Credential.objects.filter(pk=credential_id, publicity__in=of)
    return bool(found.update(publicity=publicity))
