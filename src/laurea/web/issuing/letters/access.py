"""The doors to letters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet

from laurea.web.issuing.models import Credential, CredentialState, Letter, LetterKind, LetterState
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Organization,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = ["Letter", "LetterKind", "LetterState"]

_WHOLE = ("credential__achievement", "organization")


def add_letter(credential_id: UUID, kind: LetterKind, *, at: datetime) -> Letter | None:
    """Return the letter of a kind about a credential, made where there is none yet.

    Returns:
        Nothing where the credential was given to nobody, or its recipient has no address.
    """
    handed_out = Credential.objects.exclude(state=CredentialState.RESERVED)
    credential = handed_out.filter(pk=credential_id).exclude(recipient_email="").first()
    if credential is None:
        return None
    beginning = {
        "organization_id": credential.organization_id,
        "created_at": at,
        "changed_at": at,
    }
    letter, _ = Letter.objects.get_or_create(credential=credential, kind=kind, defaults=beginning)
    return letter


def lock_letter(letter_id: UUID) -> Letter:
    """Return a letter that nobody else changes until the open transaction ends."""
    return Letter.objects.select_for_update(of=("self",)).select_related(*_WHOLE).get(pk=letter_id)


def store_letter(letter: Letter) -> None:
    """Store where a letter stands, which was locked or is worked on under a lease."""
    letter.save(update_fields=["state", "round", "attempts", "last_error", "changed_at"])


def letters_of(actor: Person, *, roles: Collection[Role] = ANYBODY_INSIDE) -> QuerySet[Letter]:
    """Return the letters of all organizations in which the actor has one of the roles."""
    inside = organizations_of(actor, roles=roles)
    letters = Letter.objects.filter(organization__in=inside.values("pk"))
    return letters.select_related(*_WHOLE)


def letter_for(
    actor: Person, letter_id: UUID, *, roles: Collection[Role] = ANYBODY_INSIDE
) -> Letter:
    """Return a letter of an organization of the actor's.

    Raises:
        NotFound: there is none, or it is not the actor's.
    """
    letter = letters_of(actor, roles=roles).filter(pk=letter_id).first()
    if letter is None:
        raise absent()
    return letter


def failed_letters(organization_id: UUID, limit: int) -> list[UUID]:
    """Return the letters of an organization that were not delivered, the oldest first."""
    failed = Letter.objects.filter(organization=organization_id, state=LetterState.FAILED)
    return list(failed.order_by("changed_at", "pk").values_list("pk", flat=True)[:limit])


def count_letters(organization: Organization) -> dict[str, int]:
    """Return how many letters of an organization stand in which state."""
    counted = (
        Letter.objects.filter(organization=organization)
        .values(standing=F("state"))
        .annotate(number=Count("pk"))
    )
    return {row["standing"]: row["number"] for row in counted}
