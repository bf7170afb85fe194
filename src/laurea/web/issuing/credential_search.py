"""Finding credentials of an organization: by recipient, achievement, state and day."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement, achievements_of, newest_of
from laurea.web.issuing.access import Credential, CredentialState, credentials_in
from laurea.web.issuing.claims.access import asking_claims, claims_with_name_wanted
from laurea.web.issuing.span import Search, day_field
from laurea.web.organizations.access import Organization

_LINK_WANTED: Final = "link-wanted"
_NAME_WANTED: Final = "name-wanted"
_EXPIRED: Final = "expired"
_SUSPENDED: Final = "suspended"
_NOT_YET: Final = "not-yet"
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_STATES: Final = (
    ("", gettext_lazy("Any")),
    (CredentialState.ISSUED.value, gettext_lazy("In force")),
    (_SUSPENDED, gettext_lazy("Suspended")),
    (_NOT_YET, gettext_lazy("Not in force yet")),
    (_EXPIRED, gettext_lazy("Ended")),
    (CredentialState.REVOKED.value, gettext_lazy("Revoked")),
    (CredentialState.RESERVED.value, gettext_lazy("Begun, not signed")),
    (_LINK_WANTED, gettext_lazy("Asks for a new claim link")),
    (_NAME_WANTED, gettext_lazy("Says that the name is wrong")),
)


class CredentialSearch(Search):
    """What to look for. Whatever is left empty restricts nothing."""

    q = forms.CharField(
        label=gettext_lazy("Recipient"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Name, e-mail address or DID; or the address of a credential."),
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    achievement = forms.ChoiceField(label=gettext_lazy("Achievement"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=_STATES)
    since = day_field(gettext_lazy("Issued from"))
    until = day_field(gettext_lazy("Issued until"))

    def __init__(self, sent: Any, *, achievements: QuerySet[Achievement]) -> None:
        super().__init__(sent)
        named = newest_of(achievements).order_by("name", "pk").values_list("series", "name")
        field = self.fields["achievement"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", _("Any")), *((str(series), name) for series, name in named)]


def search_for(account: Account, organization: Organization, sent: Any) -> CredentialSearch:
    """Return the form of a search, with what was sent in it."""
    theirs = achievements_of(account).filter(organization=organization)
    return CredentialSearch(sent, achievements=theirs)


def found_by(
    search: CredentialSearch, organization: Organization, *, at: datetime
) -> QuerySet[Credential]:
    """Return what a search finds, the latest first; nothing where it is not understood.

    The caller has let the person who asks into the organization.
    """
    theirs = credentials_in(organization.pk)
    if not search.is_valid():
        return theirs.none()
    asked = search.cleaned_data
    found = _in_state(theirs, asked["state"], organization, at)
    if asked["q"]:
        found = _named(found, asked["q"].strip())
    if asked["achievement"]:
        found = found.filter(achievement__series=asked["achievement"])
    found = found.filter(**search.within("issued_at"))
    return found.select_related("achievement").order_by("-reserved_at", "-pk")


def _in_state(
    credentials: QuerySet[Credential], state: str, organization: Organization, at: datetime
) -> QuerySet[Credential]:
    if state == _LINK_WANTED:
        return credentials.filter(pk__in=asking_claims(organization.pk).values("pk"))
    if state == _NAME_WANTED:
        wanting = claims_with_name_wanted(organization.pk)
        return credentials.filter(pk__in=wanting.values("pk"))
    has_ended = Q(valid_until__lt=at)
    if state == _EXPIRED:
        return credentials.filter(has_ended, state=CredentialState.ISSUED)
    issued = credentials.filter(state=CredentialState.ISSUED)
    if state == _SUSPENDED:
        # The last condition is that of the index.
        return issued.filter(suspended_at__isnull=False, suspension_changed_at__isnull=False)
    if state == CredentialState.ISSUED:
        begun = issued.filter(suspended_at=None, valid_from__lte=at)
        return begun.exclude(has_ended)
    if state == _NOT_YET:
        return issued.filter(valid_from__gt=at)
    return credentials.filter(state=state) if state else credentials


def _named(credentials: QuerySet[Credential], text: str) -> QuerySet[Credential]:
    identifier = _IDENTIFIER.search(text)
    if identifier is not None:
        return credentials.filter(pk=UUID(identifier[0]))
    # A whole address is found by an index; only parts of words need every row to be read.
    exactly = credentials.alias(address=Lower("recipient_email")).filter(address=text.lower())
    if "@" in text and exactly.exists():
        return exactly
    parts = Q(recipient_email__icontains=text) | Q(recipient_name__icontains=text)
    return credentials.filter(parts | Q(recipient_did__icontains=text))
