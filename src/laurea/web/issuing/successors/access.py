"""The doors to what takes the place of what."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import F

from laurea.web.issuing.models import Credential, CredentialState


def successors_of(ids: Collection[UUID]) -> dict[UUID, Credential]:
    """Return what was handed out in the place of some credentials, by the ids of those."""
    found = Credential.objects.filter(replaces__in=list(ids)).exclude(
        state=CredentialState.RESERVED
    )
    return {one.replaces_id: one for one in found.defer("document") if one.replaces_id is not None}


def successor_of(credential: Credential) -> Credential | None:
    """Return what was handed out in the place of a credential, if anything was."""
    return successors_of([credential.pk]).get(credential.pk)


def replacing_among(ids: Collection[UUID]) -> set[UUID]:
    """Return which of some credentials take the place of another."""
    found = Credential.objects.filter(pk__in=list(ids), replaces__isnull=False)
    return set(found.values_list("pk", flat=True))


def superseded_for_the_same(ids: Collection[UUID]) -> set[UUID]:
    """Return which of some credentials another took the place of that goes to the same address."""
    same = Credential.objects.exclude(state=CredentialState.RESERVED).filter(
        replaces__in=list(ids), recipient_email__iexact=F("replaces__recipient_email")
    )
    found = same.exclude(recipient_email="").values_list("replaces", flat=True)
    return {pk for pk in found if pk is not None}


def predecessor_of(credential: Credential) -> Credential | None:
    """Return the credential whose place this one takes, if it takes one."""
    if credential.replaces_id is None:
        return None
    return Credential.objects.filter(pk=credential.replaces_id).defer("document").first()
