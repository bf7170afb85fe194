"""Who counts as an owner where one alone must not decide: whoever owned it within seven days.

Otherwise an owner, or a thief of one account, would remove the others first, or bring in somebody
of their own, and then decide alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from laurea.web.accounts.access import Account
from laurea.web.operations.audit import audit_trail
from laurea.web.organizations.access import Organization, Role, owned_since

COUNTS_FOR: Final = timedelta(days=7)
"""How long somebody counts who owns it no more, and how long somebody new does not count."""
_ENDING: Final = ("member.change-roles", "member.remove")


def counts_until(actor: Account, organization: Organization, *, at: datetime) -> datetime | None:
    """Return until when somebody counts who was an owner beside the actor, if anybody does.

    Args:
        actor: an owner.
        organization: what they own.
        at: the moment, timezone-aware.
    """
    ended = [end for one, end in _ended(organization, at).items() if one != str(actor.pk)]
    return max(ended) + COUNTS_FOR if ended else None


def counts_from(
    actor: Account, organization: Organization, *, besides: UUID, at: datetime
) -> datetime | None:
    """Return from when an owner may confirm what another asks; `None` where they may now.

    Who owns an organization for less than seven days confirms nothing while somebody counts who
    owned it before them. Where nobody does, there is nobody else to ask.

    Args:
        actor: an owner.
        organization: what they own.
        besides: the account that asks.
        at: the moment, timezone-aware.
    """
    owners = owned_since(organization.pk)
    since = owners[actor.pk]
    if since + COUNTS_FOR <= at:
        return None
    is_preceded = any(
        theirs < since for one, theirs in owners.items() if one not in (actor.pk, besides)
    )
    is_after_others = not _ended(organization, at).keys() <= {str(actor.pk), str(besides)}
    return since + COUNTS_FOR if is_preceded or is_after_others else None


def _ended(organization: Organization, at: datetime) -> dict[str, datetime]:
    """Return who ceased to own an organization within seven days and does not now, and when."""
    rows = audit_trail(organization.pk).filter(action__in=_ENDING, at__gt=at - COUNTS_FOR)
    owners = {str(one) for one in owned_since(organization.pk)}
    ended: dict[str, datetime] = {}
    for row in rows:  # the last first
        is_end = Role.OWNER in row.body["before"] and Role.OWNER not in row.body["after"]
        if is_end and row.subject not in owners:
            ended.setdefault(row.subject, row.at)
    return ended
