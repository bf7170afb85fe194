"""What the subjects of the audit trail are called, and where they are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.web.accounts.access import Account, names_of
from laurea.web.catalog.access import achievements_of
from laurea.web.issuing.access import credentials_in
from laurea.web.operations.audit import AuditRow
from laurea.web.organizations.access import Organization


@dataclass(frozen=True, slots=True)
class Thing:
    """What something was done to: its name, and its page if it has one."""

    name: str
    href: str = ""


def things_of(
    rows: Iterable[AuditRow], *, actor: Account, organization: Organization
) -> dict[str, Thing]:
    """Return what the rows of an organization's trail are about, by subject.

    Args:
        rows: of this organization.
        actor: who looks.
        organization: whose trail it is.
    """
    rows, slug = list(rows), organization.slug
    subjects = {row.subject for row in rows}
    ids = {subject for subject in subjects if _is_identifier(subject)}
    found = {str(organization.pk): Thing(organization.legal_name)}
    for row in rows:
        if row.action.startswith("key."):
            public = row.subject.rpartition("#")[2]
            href = reverse("organization-keys", args=[slug])
            found[row.subject] = Thing(f"{public[:10]}…{public[-6:]}", href)
    for pk, name in names_of(ids).items():
        found[pk] = Thing(name)
    theirs = achievements_of(actor).filter(organization=organization, pk__in=ids)
    for achievement in theirs:
        href = reverse("catalog-achievement", args=[slug, achievement.pk])
        found[str(achievement.pk)] = Thing(achievement.name, href)
    for credential in credentials_in(organization.pk).filter(pk__in=ids):
        name = credential.recipient_name or credential.recipient_email or credential.recipient_did
        href = reverse("issuing-credential", args=[slug, credential.pk])
        found[str(credential.pk)] = Thing(name, href)
    return found


def kind_of(row: AuditRow) -> str:
    """Return what the subject of a row is, where it has no name or is gone."""
    kinds = {
        "achievement": _("an achievement"),
        "credential": _("a credential"),
        "claim": _("a credential"),
        "draft": _("a draft"),
        "import": _("an import"),
        "invitation": _("an invitation"),
        "member": _("an invitation"),
        "picture": _("a picture"),
        "roster": _("a roster"),
        "run": _("a run"),
        "status-list": _("a status list"),
        "token": _("a token"),
        "webhook": _("a webhook"),
    }
    return kinds.get(row.action.partition(".")[0], row.subject)


def _is_identifier(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
