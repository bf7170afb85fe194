"""What took the place of what, as the people of the organization see it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.web.design.dates import day
from laurea.web.design.parts import Fact
from laurea.web.issuing.access import Credential
from laurea.web.issuing.models import Replacement
from laurea.web.issuing.successors.access import predecessor_of, successor_of


def places_taken(credential: Credential) -> Iterator[Fact]:
    """Yield which credential this one took the place of, and which one took its place."""
    before, after = predecessor_of(credential), successor_of(credential)
    if before is not None:
        is_renewed = credential.replacement == Replacement.RENEWED
        term = _("Renews") if is_renewed else _("Corrects")
        yield Fact(term, _("the one of %s") % day(before.valid_from), href=_address(before))
        if credential.replacement_reason:
            yield Fact(_("What was wrong"), credential.replacement_reason)
    if after is not None:
        is_renewed = after.replacement == Replacement.RENEWED
        term = _("Renewed by") if is_renewed else _("Corrected by")
        yield Fact(term, _("the one of %s") % day(after.valid_from), href=_address(after))


def _address(credential: Credential) -> str:
    return reverse("issuing-credential", args=[credential.organization.slug, credential.pk])
