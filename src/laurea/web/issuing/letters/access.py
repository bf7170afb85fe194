"""The doors to letters."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet

from laurea.web.issuing.models import (
    Credential,
    CredentialState,
    Letter,
    LetterKind,
    LetterState,
    Replacement,
)
from laurea.web.organizations.access import (
    ANYBODY_INSIDE,
    Organization,
    Person,
    Role,
    absent,
    organizations_of,
)

__all__ = ["Letter", "LetterKind", "LetterState", "Replacement"]

_WRITTEN = ("state", "round", "attempts", "last_error", "changed_at")
_WHOLE = ("credential__achievement", "organization")
_OF_CREDENTIAL = (
    *("state", "recipient_email", "recipient_name", "revoked_at", "revocation_reason"),
    *("suspended_at", "suspension_reason", "publicity", "achievement__name"),
    *("replacement", "replacement_reason", "valid_until"),
)
_OF_ORGANIZATION = ("legal_name", "slug", "url", "contact_email", "privacy_url")
_NEEDED = (
    *("kind", *(f"organization__{name}" for name in _OF_ORGANIZATION)),
    *(f"credential__{name}" for name in _OF_CREDENTIAL),
)


def add_letters(
    credential_ids: Collection[UUID], kind: LetterKind, *, at: datetime
) -> list[Letter]:
    """Return the letters of a kind about some credentials, made where there are none yet.

    There is none about a credential that was given to nobody, or whose recipient has no address.
    """
    handed_out = Credential.objects.exclude(state=CredentialState.RESERVED)
    written_to = handed_out.filter(pk__in=credential_ids).exclude(recipient_email="")
    Letter.objects.bulk_create(
        [
            Letter(
                credential_id=pk,
                kind=kind,
                organization_id=organization_id,
                created_at=at,
                changed_at=at,
            )
            for pk, organization_id in written_to.order_by("pk").values_list("pk", "organization")
        ],
        ignore_conflicts=True,
    )
    return list(Letter.objects.filter(credential__in=credential_ids, kind=kind).order_by("pk"))


def lock_letter(letter_id: UUID) -> Letter:
    """Return a letter that nobody else changes until the open transaction ends.

    Of the credential it holds what letters say, and no more.
    """
    whole = Letter.objects.select_related(*_WHOLE).only(*_WRITTEN, *_NEEDED)
    return whole.select_for_update(of=("self",)).get(pk=letter_id)


def letters_among(ids: Collection[UUID]) -> list[Letter]:
    """Return letters by their ids, the longest unchanged first."""
    return list(Letter.objects.filter(pk__in=ids).order_by("changed_at", "pk"))


def store_letter(letter: Letter) -> None:
    """Store where a letter stands, which was locked or is worked on under a lease."""
    written = {name: getattr(letter, name) for name in _WRITTEN}
    Letter.objects.filter(pk=letter.pk).update(**written)


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
