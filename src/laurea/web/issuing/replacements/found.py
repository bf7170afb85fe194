"""The credential that a page is about, for those who may decide about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from laurea.web.accounts.access import Account
from laurea.web.design.dates import day
from laurea.web.design.parts import Crumbs, Fact, Facts, Link
from laurea.web.issuing.access import Credential, credential_for
from laurea.web.issuing.staff import account_of
from laurea.web.organizations.access import Organization, absent, organization_for


@dataclass(frozen=True, slots=True)
class Found:
    """A credential, its organization, who asks, and when."""

    account: Account
    organization: Organization
    credential: Credential
    at: datetime

    @property
    def who(self) -> str:
        """The recipient, by the best name there is."""
        one = self.credential
        return one.recipient_name or one.recipient_email or one.recipient_did

    @property
    def here(self) -> str:
        """The address of the credential's page."""
        return self.address("credential")

    def address(self, name: str) -> str:
        """Return the address of a page about it."""
        return reverse(f"issuing-{name}", args=[self.organization.slug, self.credential.pk])

    def crumbs(self, title: str) -> Crumbs:
        """Return the way to a page about it."""
        credentials = reverse("issuing-credentials", args=[self.organization.slug])
        return Crumbs((Link(_("Credentials"), credentials), Link(self.who, self.here)), title)

    def facts(self) -> Facts:
        """Return what it is, in a few facts."""
        until = self.credential.valid_until
        return Facts(
            (
                Fact(_("Recipient"), self.who),
                Fact(_("Achievement"), self.credential.achievement.name),
                Fact(_("Awarded on"), day(self.credential.valid_from)),
                Fact(_("Valid until"), day(until) if until else _("It does not end")),
            )
        )


def found(request: HttpRequest, slug: str, credential_id: UUID) -> Found:
    """Return the credential that an address names.

    Raises:
        NotFound: there is none, or it is not in this organization of the actor's.
    """
    account = account_of(request)
    organization = organization_for(account, slug)
    credential = credential_for(account, credential_id)
    if credential.organization_id != organization.pk:
        raise absent()
    return Found(account, organization, credential, timezone.now())
