"""The doors to rules of reminding, and to what ends."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet

from laurea.web.issuing.models import Credential, CredentialState, Letter, LetterKind, Publicity
from laurea.web.issuing.reminder_models import ReminderRule
from laurea.web.organizations.access import Organization

__all__ = ["ReminderRule"]


def rule_of(organization: Organization) -> ReminderRule | None:
    """Return when an organization reminds, if it does; for somebody who was let into it."""
    return ReminderRule.objects.select_related("set_by").filter(organization=organization).first()


def all_rules() -> list[ReminderRule]:
    """Return the rules of all organizations, for the worker."""
    return list(ReminderRule.objects.order_by("pk"))


def store_rule(rule: ReminderRule) -> None:
    """Store the rule of an organization, in the place of the one before."""
    changes = {
        "days_before": rule.days_before,
        "set_by": rule.set_by,
        "set_at": rule.set_at,
    }
    ReminderRule.objects.update_or_create(organization=rule.organization, defaults=changes)


def forget_rule(organization: Organization) -> bool:
    """Let an organization remind nobody; say whether it did before."""
    count, _ = ReminderRule.objects.filter(organization=organization).delete()
    return count > 0


def ending(organization_id: UUID, days: int, *, at: datetime) -> QuerySet[Credential]:
    """Return whose recipients are to be reminded so many days before the end, reminded or not.

    What counts no longer, was declined, or has another in its place is left out; and so is what
    was awarded for no longer than these days, whose recipients read its end just now.
    """
    span = ExpressionWrapper(F("valid_until") - F("valid_from"), DurationField())
    replaced = Credential.objects.filter(replaces=OuterRef("pk")).exclude(
        state=CredentialState.RESERVED
    )
    return (
        Credential.objects.filter(
            organization=organization_id,
            state=CredentialState.ISSUED,
            suspended_at=None,
            valid_until__gt=at,
            valid_until__lte=at + timedelta(days=days),
        )
        .exclude(publicity=Publicity.DECLINED)
        .exclude(recipient_email="")
        .alias(span=span)
        .filter(~Exists(replaced), span__gt=timedelta(days=days))
    )


def not_reminded(credentials: QuerySet[Credential]) -> QuerySet[Credential]:
    """Return those of some credentials about whose end no letter was written."""
    written = Letter.objects.filter(credential=OuterRef("pk"), kind=LetterKind.ENDING)
    return credentials.filter(~Exists(written))
