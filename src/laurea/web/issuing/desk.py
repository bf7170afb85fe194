"""What stands on an organization's desk: what waits, what is under way, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from laurea.web.issuing.access import (
    BulkRun,
    Credential,
    StatusPurpose,
    credentials_in,
    latest_runs,
    lists_of,
)
from laurea.web.issuing.claims.access import (
    asking_claims,
    claims_with_name_wanted,
    declined_claims,
)
from laurea.web.issuing.letters.access import LetterState, count_letters
from laurea.web.issuing.run_progress import RunProgress, progress_of
from laurea.web.issuing.two_persons.access import runs_to_approve
from laurea.web.organizations.access import Organization

_LATEST: Final = 5


@dataclass(frozen=True, slots=True)
class Desk:
    """How an organization stands at a moment. Days are days in UTC, weeks begin on Monday.

    Attributes:
        issued: how many credentials were ever issued, revoked ones included.
        issued_today: how many of them today.
        issued_this_week: how many of them this week.
        revoked: how many of them are revoked.
        runs: the latest runs, those under way first, each with where it stands.
        to_approve: the runs that wait for a second person, the oldest first.
        letters_failed: how many letters were not delivered.
        latest: the latest credentials.
        links_wanted: how many recipients wait for a claim link that a person must make.
        declined: how many recipients declined what is not revoked since.
        names_wanted: how many recipients say that their name is written otherwise.
    """

    issued: int
    issued_today: int
    issued_this_week: int
    revoked: int
    runs: tuple[tuple[BulkRun, RunProgress], ...]
    to_approve: tuple[BulkRun, ...]
    letters_failed: int
    latest: tuple[Credential, ...]
    links_wanted: int
    declined: int
    names_wanted: int


def look_at_desk(organization: Organization, *, at: datetime) -> Desk:
    """Say how an organization stands, to somebody who was let into it."""
    today = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = today - timedelta(days=today.weekday())
    runs = latest_runs(organization.pk, _LATEST)
    # Whatever was issued has its moment, revoked or not; so an index alone can count.
    issued = credentials_in(organization.pk).filter(issued_at__isnull=False)
    return Desk(
        issued=issued.count(),
        issued_today=issued.filter(issued_at__gte=today).count(),
        issued_this_week=issued.filter(issued_at__gte=monday).count(),
        revoked=sum(
            one.changes
            for one in lists_of(organization.pk)
            if one.purpose == StatusPurpose.REVOCATION
        ),
        runs=tuple((run, progress_of(run, at=at)) for run in runs),
        to_approve=tuple(runs_to_approve(organization.pk)),
        letters_failed=count_letters(organization).get(LetterState.FAILED, 0),
        latest=tuple(
            issued.select_related("achievement").order_by("-reserved_at", "-pk")[:_LATEST]
        ),
        links_wanted=asking_claims(organization.pk).count(),
        declined=declined_claims(organization.pk).count(),
        names_wanted=claims_with_name_wanted(organization.pk).count(),
    )
