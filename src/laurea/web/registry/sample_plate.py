"""A credential for the front page to show: in force, of somebody who chose to be named."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.credentials.document import read_object
from laurea.credentials.report import Verdict
from laurea.web.catalog.artwork import alt_of
from laurea.web.catalog.words import achievement_type_word
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.parts import Artwork, Link, Plate
from laurea.web.issuing.access import Credential, latest_shown
from laurea.web.verification.checking import as_it_stands, check, new_resolver
from laurea.web.verification.kept import Kept

_verdicts: Final[Kept[tuple[Verdict, datetime]]] = Kept(timedelta(seconds=30), most=10)


def sample_plate(*, at: datetime) -> Plate | None:
    """Return the plate of a credential that is valid now; None where there is none to show.

    Args:
        at: the moment, timezone-aware.
    """
    credential = latest_shown(at=at)
    if credential is None:
        return None
    key = (credential.pk, credential.state)
    verdict, checked_at = _verdicts.get(key, lambda: _checked(credential, at), at=at)
    return _plate(credential, checked_at) if verdict is Verdict.VALID else None


def _checked(credential: Credential, at: datetime) -> tuple[Verdict, datetime]:
    document = read_object(bytes(credential.document or b""))
    report = check(document, at=at, resolver=new_resolver())
    return as_it_stands(report, credential).verdict, at


def _plate(credential: Credential, checked_at: datetime) -> Plate:
    achievement, organization = credential.achievement, credential.organization
    address = reverse("credential", args=[credential.pk])
    return Plate(
        artwork=Artwork(src=f"{address}.svg", alt=alt_of(achievement)),
        title=achievement.name,
        recipient=credential.recipient_name,
        issuer=Link(organization.legal_name, reverse("issuer", args=[organization.slug])),
        awarded_on=day(credential.valid_from),
        eyebrow=achievement_type_word(achievement.achievement_type) or "",
        outcome="passed",
        outcome_text=_("Valid, checked on %(time)s") % {"time": day_and_time(checked_at)},
        more=Link(_("See how it was checked"), address),
        is_small=True,
        title_level=2,
    )
