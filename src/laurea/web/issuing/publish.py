"""Publishing status lists: each version is signed, stored, and served until the next one stands.

- A version is signed with no transaction open. It is stored under the lock of its list, and only
  upon the version that it was made from: of two publishers the second one's work is dropped.
- Whoever revokes, suspends or reinstates holds the same lock, and asks for the version after the
  one that stands. What was changed while a version was being signed asks for one more.
- Moments of publication only go forward, by whole seconds, whatever the clock does: readers may
  rely on `Last-Modified`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import LaureaError, NotFound, Unavailable
from laurea.credentials.issue import sign_status_list
from laurea.credentials.status.new_list import new_status_list
from laurea.web.issuing.access import (
    StatusList,
    lists_to_publish,
    lock_list,
    set_places,
    status_list_by_id,
    store_version,
    unpublished_lists,
)
from laurea.web.issuing.places import list_address
from laurea.web.operations.audit import SYSTEM, audit
from laurea.web.operations.jobs import NewJob, add_jobs
from laurea.web.operations.registry import Work
from laurea.web.organizations.access import IssuerKey, absent, key_in_force, organization_by_id
from laurea.web.organizations.identifier import issuer_did
from laurea.web.organizations.keys import signer_of

PUBLISH_LIST: Final = "publish-status-list"
PUBLISH_DUE: Final = "publish-due-status-lists"
MAX_AGE_S: Final = 60
"""For how long a copy of a list is good."""

_LOG: Final = logging.getLogger(__name__)
_GATHERED: Final = timedelta(seconds=2)
"""For how long changes are gathered into one version."""
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A status list as it is served: its bytes, which version they are, and since when."""

    document: bytes
    version: int
    published_at: datetime


def published_list(list_id: UUID) -> PublishedList:
    """Return a status list as it is served now.

    Raises:
        NotFound: there is none, or it was never published.
    """
    return _published(status_list_by_id(list_id))


def publish_list(list_id: UUID, *, at: datetime) -> PublishedList:
    """Publish the next version of a status list, if one is due.

    Args:
        list_id: which list.
        at: the moment, timezone-aware.

    Returns:
        What is served from now on, whoever published it.

    Raises:
        NotFound: there is no such list, or its organization has no key that signs.
        Unavailable: the key cannot be used now.
    """
    seen = status_list_by_id(list_id)
    if not _is_due(seen):
        return _published(seen)
    key = key_in_force(seen.organization_id, at=at)
    published_at = _next_moment(seen, at)
    document = _signed(seen, key, published_at)
    with transaction.atomic():
        current = lock_list(list_id)
        if current.version != seen.version:
            return _published(current)
        current.version += 1
        current.document = document
        current.published_at = published_at
        current.published_changes = seen.changes
        current.issuer_key = key
        store_version(current)
        if current.changes > seen.changes:
            request_publication([current], at=at)
        body = {"version": current.version, "changes": seen.changes}
        audit(
            "status-list.publish",
            str(list_id),
            actor=SYSTEM,
            at=at,
            organization=current.organization_id,
            body=body,
        )
    return _published(current)


def publish_first_versions(list_ids: Iterable[UUID], *, at: datetime) -> None:
    """Publish those of some lists that were never published; as `publish_list`."""
    for list_id in unpublished_lists(list_ids):
        publish_list(list_id, at=at)


def request_publication(lists: Iterable[StatusList], *, at: datetime) -> None:
    """Have the next versions of lists published that are locked by the transaction that is open.

    However many ask for the same version, there is one job for it.
    """
    add_jobs(
        [
            NewJob(PUBLISH_LIST, f"{one.pk}:{one.version + 1}", due_at=at + _GATHERED)
            for one in lists
        ],
        at=at,
    )


def publish_requested(work: Work) -> None:
    """Publish the version that a job asks for; its task."""
    try:
        publish_list(UUID(work.key.partition(":")[0]), at=work.at)
    except NotFound as error:
        raise Unavailable(error.problem) from error


def publish_due(work: Work) -> None:
    """Publish every list of which a new version is due: the safety net, and after a key is lost."""
    for list_id in lists_to_publish():
        work.still_ours()
        try:
            publish_list(list_id, at=work.at)
        except LaureaError as error:
            _LOG.warning("Status list %s was not published: %s", list_id, error.problem.detail)


def _is_due(status_list: StatusList) -> bool:
    key, published_at = status_list.issuer_key, status_list.published_at
    if key is None or published_at is None or status_list.changes > status_list.published_changes:
        return True
    # A version may be dated a second ahead, and its key have ended within that second.
    has_ended = key.valid_until is not None and key.valid_until < published_at
    return has_ended or key.compromised_at is not None


def _next_moment(status_list: StatusList, at: datetime) -> datetime:
    """Return the moment of the next version: now, and a second later than the last one's."""
    moment = at.replace(microsecond=0)
    if status_list.published_at is None:
        return moment
    return max(moment, status_list.published_at + _SECOND)


def _signed(status_list: StatusList, key: IssuerKey, at: datetime) -> bytes:
    organization = organization_by_id(status_list.organization_id)
    unsigned = new_status_list(
        list_address(status_list.pk),
        issuer=issuer_did(organization),
        valid_from=at,
        set_indexes=set_places(status_list),
        purpose=status_list.purpose,
        entries=status_list.entries,
        ttl_ms=MAX_AGE_S * 1000,
    )
    return sign_status_list(
        unsigned, signer=signer_of(organization, key), created=at, reservation=str(status_list.pk)
    )


def _published(status_list: StatusList) -> PublishedList:
    if status_list.document is None or status_list.published_at is None:
        raise absent()
    return PublishedList(bytes(status_list.document), status_list.version, status_list.published_at)
