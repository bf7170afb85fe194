"""Is everything sound? The checks of the house that concern one organization.

They wear the four marks: a check that could not be made is never shown as passed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from laurea.credentials.errors import LaureaError
from laurea.web.design.dates import day, day_and_time
from laurea.web.design.parts import CheckLine, CheckList, Link, Outcome
from laurea.web.issuing.access import lists_of, waits_since
from laurea.web.issuing.letters.access import LetterState, count_letters
from laurea.web.operations.audit import last_chain_check
from laurea.web.operations.health import examine_health
from laurea.web.operations.mail import MailRoute, mail_route
from laurea.web.organizations.access import Organization, key_in_force
from laurea.web.organizations.keys import signer_of

PUBLISHED_WITHIN: Final = timedelta(seconds=60)
CHAIN_READ_WITHIN: Final = timedelta(hours=3)
_RANK: Final[tuple[Outcome, ...]] = ("failed", "unknown", "passed", "silent")


def look_over_house(organization: Organization, *, at: datetime) -> CheckList:
    """Return the checks, failed ones first."""
    lines = [
        _key(organization, at),
        _status_lists(organization, at),
        _work(at),
        _audit_chain(at),
        _mail(organization),
    ]
    return CheckList(tuple(sorted(lines, key=lambda line: _RANK.index(line.outcome))))


def _key(organization: Organization, at: datetime) -> CheckLine:
    name = _("Signing key")
    keys = Link(_("Keys"), reverse("organization-keys", args=[organization.slug]))
    try:
        key = key_in_force(organization.pk, at=at)
    except LaureaError as error:
        return CheckLine("failed", name, error.problem.detail, keys)
    try:
        signer_of(organization, key)
    except LaureaError as error:
        return CheckLine("failed", name, error.problem.detail, keys)
    if key.valid_until is None:
        return CheckLine("passed", name, _("It signs since %s.") % day(key.valid_from))
    days = {"since": day(key.valid_from), "until": day(key.valid_until)}
    return CheckLine("passed", name, _("It signs from %(since)s until %(until)s.") % days)


def _status_lists(organization: Organization, at: datetime) -> CheckLine:
    name = _("Status lists")
    lists = lists_of(organization.pk)
    if not lists:
        return CheckLine("silent", name, _("The first award opens one."), answer=_("None yet"))
    waiting = [since for since in map(waits_since, lists) if since is not None]
    if waiting and at - min(waiting) > PUBLISHED_WITHIN:
        said = _("A change waits to be published since %s. Ask the people who run this server.")
        return CheckLine("failed", name, said % day_and_time(min(waiting)))
    published = [one.published_at for one in lists if one.published_at is not None]
    if not published:
        return CheckLine("unknown", name, _("None has been published yet."))
    said = _("Changes are public within 60 seconds. Last published %s.")
    return CheckLine("passed", name, said % day_and_time(max(published)))


def _work(at: datetime) -> CheckLine:
    name = _("Work in the background")
    health = examine_health(at=at)
    if not health.is_sound:
        said = _("The oldest job waits for %d minutes. Ask the people who run this server.")
        return CheckLine("failed", name, said % (health.oldest_wait_s // 60))
    waiting = health.jobs_waiting
    said = ngettext("%d job waits.", "%d jobs wait.", waiting) % waiting
    return CheckLine("passed", name, said if waiting else _("Nothing waits."))


def _audit_chain(at: datetime) -> CheckLine:
    name = _("Audit trail")
    check = last_chain_check()
    if check is None:
        said = _("It has not been read yet. The worker reads it every hour.")
        return CheckLine("unknown", name, said)
    if check.bad_position is not None:
        said = _("Row %(row)d does not fit, read %(time)s. Tell the people who run this server.")
        found = {"row": check.bad_position, "time": day_and_time(check.at)}
        return CheckLine("failed", name, said % found)
    said = _("Whole: %(rows)s rows, read %(time)s.") % {
        "rows": f"{check.rows:,}",
        "time": day_and_time(check.at),
    }
    return CheckLine("passed" if at - check.at <= CHAIN_READ_WITHIN else "unknown", name, said)


def _mail(organization: Organization) -> CheckLine:
    name = _("Mail")
    if mail_route() is MailRoute.PRINTED:
        said = _("Letters are printed where the server runs, and reach nobody.")
        return CheckLine("silent", name, said, answer=_("Not sent"))
    if mail_route() is MailRoute.NONE:
        said = _("This server sends no letters. Hand the claim links out yourself.")
        return CheckLine("silent", name, said, answer=_("Not set"))
    counted = count_letters(organization)
    failed, waiting = counted.get(LetterState.FAILED, 0), counted.get(LetterState.WAITING, 0)
    if failed:
        said = ngettext("%d letter was not delivered.", "%d letters were not delivered.", failed)
        return CheckLine("failed", name, said % failed)
    if waiting:
        said = ngettext("%d letter waits to be sent.", "%d letters wait to be sent.", waiting)
        return CheckLine("passed", name, said % waiting)
    if not counted.get(LetterState.SENT):
        return CheckLine("silent", name, _("No letter was written yet."), answer=_("None yet"))
    return CheckLine("passed", name, _("Every letter was handed to the mail server."))
