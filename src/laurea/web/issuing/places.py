"""Places in status lists: drawn at random, so that none tells who was awarded when."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from laurea.credentials.model import CredentialStatus
from laurea.web.issuing.access import (
    StatusList,
    StatusPurpose,
    count_given_out,
    lock_open_list,
    taken_places,
)


def draw_places(
    organization_id: UUID,
    number: int,
    *,
    at: datetime,
    random_below: Callable[[int], int] = secrets.randbelow,
) -> tuple[StatusList, list[int]]:
    """Give out so many places of one list, in the transaction that is open.

    The list stays locked until that ends, so that no place is given out twice; the database
    refuses a second one besides.
    """
    status_list = lock_open_list(organization_id, number, at=at)
    drawn: dict[int, None] = {}
    while len(drawn) < number:
        candidates = {random_below(status_list.entries) for _ in range(number - len(drawn))}
        free = candidates - drawn.keys() - taken_places(status_list, candidates)
        drawn |= dict.fromkeys(free)
    count_given_out(status_list, number)
    return status_list, list(drawn)


def list_address(status_list_id: UUID) -> str:
    """Return the public address of a status list."""
    return f"{settings.LAUREA_PUBLIC_URL}/status/{status_list_id}"


def status_entry(
    status_list_id: UUID, index: int, purpose: StatusPurpose = StatusPurpose.REVOCATION
) -> CredentialStatus:
    """Return the entry that tells a verifier where to look."""
    address = list_address(status_list_id)
    return CredentialStatus(
        id=f"{address}#{index}",
        status_purpose=purpose,
        status_list_index=str(index),
        status_list_credential=address,
    )
