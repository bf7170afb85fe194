"""The doors to claims and their links."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from laurea.web.accounts.access import Account, verified_addresses
from laurea.web.issuing.models import Claim, ClaimLink, ClaimState, Credential, CredentialState
from laurea.web.organizations.access import absent

__all__ = ["Claim", "ClaimLink", "ClaimState"]

_WHOLE = ("credential__achievement", "credential__organization")


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
    """Return the link whose token has this digest, with its claim; for whoever holds the token."""
    links = ClaimLink.objects.select_related(*(f"claim__{name}" for name in _WHOLE))
    return links.filter(digest=digest).first()


def store_link(link: ClaimLink) -> None:
    """Store a new link."""
    link.save(force_insert=True)


def has_link_by(key: str) -> bool:
    """Say whether a link was made by this form already."""
    return ClaimLink.objects.filter(key=key).exists()


def forget_link(digest: bytes) -> None:
    """Void a link that nobody was given."""
    ClaimLink.objects.filter(digest=digest).delete()


def answer_waiting(credential_id: UUID, **answer: Any) -> bool:
    """Store the answer to a claim if it has none; return whether this was the first.

    The row's own columns decide, so that the database lets exactly one through.
    """
    waiting = Claim.objects.filter(pk=credential_id, state=ClaimState.WAITING)
    return bool(waiting.update(**answer))


def keep_accepted(credential_id: UUID, account: Account) -> bool:
    """Bind an accepted claim to an account if it is bound to none; return whether it was free."""
    free = Claim.objects.filter(
        pk=credential_id, state=ClaimState.ACCEPTED, claimed_by__isnull=True
    )
    return bool(free.update(claimed_by=account))


def note_asked_again(credential_id: UUID, at: datetime | None) -> None:
    """Note that somebody needs a new link of a person, or that it was made."""
    Claim.objects.filter(pk=credential_id).update(asked_again_at=at)


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

    The caller was let into the organization.
    """
    declined = claims_in(organization_id).filter(state=ClaimState.DECLINED)
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
