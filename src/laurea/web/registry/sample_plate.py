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
from laurea.web.design.dates import day
from laurea.web.design.parts import Artwork, Link, Plate
from laurea.web.issuing.access import Credential, latest_shown
from laurea.web.verification.checking import as_it_stands, check, new_resolver
from laurea.web.verification.kept import Kept

_verdicts: Final[Kept[Verdict]] = Kept(timedelta(seconds=30), most=10)


def sample_plate(*, at: datetime) -> Plate | None:
    """Return the plate of a credential that is valid now; None where there is none to show.

    Args:
        at: the moment, timezone-aware.
    """
    credential = latest_shown(at=at)
    if credential is None:
        return None
    key = (credential.pk, credential.state)
    if _verdicts.get(key, lambda: _verdict(credential, at), at=at) is not Verdict.VALID:
        return None
    return _plate(credential)


def _verdict(credential: Credential, at: datetime) -> Verdict:
    document = read_object(bytes(credential.document or b""))
    report = check(document, at=at, resolver=new_resolver())
    return as_it_stands(report, credential).verdict


def _plate(credential: Credential) -> Plate:
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
        outcome_text=_("Valid"),
        more=Link(_("See how it was checked"), address),
        is_small=True,
        title_level=2,
    )
