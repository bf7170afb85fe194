"""Saying when recipients are reminded that a credential ends."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.reminders.access import ReminderRule, forget_rule, rule_of, store_rule
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, demand_role

MOST_DAYS: Final = 365


def set_reminders(
    *, actor: Account, organization: Organization, days_before: int | None, at: datetime
) -> None:
    """Say how many days before the end recipients are reminded; once for each credential.

    Args:
        actor: an owner or issuer.
        organization: whose credentials.
        days_before: from 1 to 365; None reminds nobody.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor may not do so there.
        MalformedDocument: the number of days is none of these.
    """
    demand_role(actor, organization.pk, *ISSUERS)
    if days_before is not None and not 1 <= days_before <= MOST_DAYS:
        detail = _("Choose from 1 to %d days.") % MOST_DAYS
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/days_before"))
    with transaction.atomic():
        standing = rule_of(organization)
        if (standing.days_before if standing else None) == days_before:
            return
        if days_before is None:
            forget_rule(organization)
        else:
            store_rule(
                ReminderRule(
                    organization=organization, days_before=days_before, set_by=actor, set_at=at
                )
            )
        audit(
            "reminders.set",
            str(organization.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body={"days_before": days_before},
        )
