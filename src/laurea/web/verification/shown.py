"""What the page of a credential shows: all of it from the signed bytes and from what checking said.

The recipient's name stands beside the credential and not in it: it is shown where its holder said
so, and else the page keeps it to itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from laurea.credentials import VerificationReport
from laurea.credentials.model import AchievementCredential
from laurea.credentials.report import Verdict as CoreVerdict
from laurea.integrations.linkedin import add_to_profile
from laurea.web.catalog.alignments import aligned_of, skills_of
from laurea.web.design import verdicts
from laurea.web.design.contexts import SKILLS, Alternate, CredentialPage, Head
from laurea.web.design.drawings.codes import qr_code
from laurea.web.design.parts import (
    Artwork,
    Button,
    CheckLine,
    CheckList,
    Crumbs,
    Fact,
    Facts,
    Link,
    Notice,
    Plate,
    QrSlot,
    Strength,
    Text,
    Verdict,
)
from laurea.web.design.prose import prose
from laurea.web.issuing.successors.public import PublicLinks
from laurea.web.verification import shown_details as details
from laurea.web.verification.vouching import ended_since, vouching_sentence

FORMS: Final = (
    ("credential-json", "application/vc+ld+json"),
    ("credential-png", "image/png"),
    ("credential-svg", "image/svg+xml"),
    ("credential-pdf", "application/pdf"),
)
"""The other forms of a credential: the name of the address, and the media type."""

_WORD_BORDER: Final = re.compile("(?<=[a-z])(?=[A-Z])")
_KIND_WORDS: Final = {"MicroCredential": "Micro-credential", "CoCurricular": "Co-curricular"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A credential of this server and what was found of it.

    Attributes:
        credential: what the signed bytes say.
        document: the same as parsed JSON.
        report: what checking said.
        checked_at: when it was checked.
        revoked_at: when it was revoked, if it was.
        suspended_at: since when it is suspended, if it is.
        reason: why it is revoked or suspended, in the issuer's words.
        replaced: what it took the place of, and what took its place.
        recipient: whose it is, where its holder lets this page say so.
        issuer_page: the path of the issuer's page.
        artwork_alt: what the badge image shows, in words.
    """

    credential: AchievementCredential
    document: dict[str, Any]
    report: VerificationReport
    checked_at: datetime
    revoked_at: datetime | None
    suspended_at: datetime | None
    reason: str
    replaced: PublicLinks
    recipient: str | None
    issuer_page: str
    artwork_alt: str

    @property
    def name(self) -> str:
        """What was achieved."""
        return self.credential.credential_subject.achievement.name

    @property
    def issuer(self) -> str:
        """Who says so."""
        return self.report.issuer.name or self.report.issuer.id


def page_about(standing: Standing, address: str) -> CredentialPage:
    """Return the page of a credential.

    Args:
        standing: the credential and what was found of it.
        address: its public address.
    """
    credential, achievement = (
        standing.credential,
        standing.credential.credential_subject.achievement,
    )
    is_sound = standing.report.verdict is not CoreVerdict.INVALID
    is_certified = is_sound and not details.is_short(credential)
    return CredentialPage(
        head=_head(standing, address),
        crumbs=Crumbs((Link(standing.issuer, standing.issuer_page),), standing.name),
        plate=_plate(standing, address),
        verdict=_verdict(standing, address),
        notice=_notice(standing),
        about_title=_("What was achieved"),
        about=prose(achievement.description),
        facts=details.facts(credential),
        criteria=prose(achievement.criteria.narrative),
        criteria_link=details.outside(achievement.criteria.id, _("The criteria in full")),
        asked=details.asked(credential, is_own=True),
        evidence=details.evidence(credential),
        skills=skills_of(achievement, strength=Strength("certified") if is_certified else None),
        skills_title=SKILLS if is_certified else _("Skills it was awarded for"),
        aligned=aligned_of(achievement),
        checks=_checks(standing, address),
        technical=_technical(standing),
        document=Link(_("Read it as JSON"), _form(address, "credential-json")),
        endorsements=tuple(details.endorsements(standing.document, standing.report)),
        actions=tuple(_downloads(address)),
        share=tuple(_share(standing, address)) if is_sound else (),
        qr=_qr(address),
    )


def day(moment: datetime) -> str:
    """Return a day as the pages write it: 14 June 2026."""
    return date_format(moment.astimezone(UTC), "j F Y")


def spoken(moment: datetime) -> str:
    """Return a moment as the pages write it: 14 June 2026, 17:02 UTC."""
    return f"{date_format(moment.astimezone(UTC), 'j F Y, H:i')} UTC"


def kind_in_words(achievement_type: str | None) -> str:
    """Return an `achievementType` as words.

    >>> kind_in_words("CertificateOfCompletion"), kind_in_words("ext:Residency")
    ('Certificate of completion', 'Residency')
    """
    name = (achievement_type or "").removeprefix("ext:")
    words = _KIND_WORDS.get(name) or _WORD_BORDER.sub(" ", name).lower()
    return words[:1].upper() + words[1:]


def _path(address: str) -> str:
    return address.removeprefix(settings.LAUREA_PUBLIC_URL)


def _form(address: str, name: str) -> str:
    """Return the path of another form of the credential."""
    return f"{_path(address)}.{name.rpartition('-')[2]}"


def _head(standing: Standing, address: str) -> Head:
    sentence = _("Awarded by %(issuer)s on %(day)s. Anybody can check it on this page.")
    if standing.revoked_at:
        sentence = _("Awarded by %(issuer)s on %(day)s, and revoked since.")
    elif standing.suspended_at:
        sentence = _("Awarded by %(issuer)s on %(day)s, and suspended for now.")
    about = {"issuer": standing.issuer, "day": day(_awarded(standing.credential))}
    return Head(
        title=f"{standing.name}, {standing.recipient or standing.issuer}",
        description=sentence % about,
        canonical=address,
        image=f"{address}/image.png",
        image_alt=standing.artwork_alt,
        alternates=tuple(
            Alternate(media_type, settings.LAUREA_PUBLIC_URL + _form(address, name))
            for name, media_type in FORMS
        ),
    )


def _awarded(credential: AchievementCredential) -> datetime:
    return credential.awarded_date or credential.valid_from


def _plate(standing: Standing, address: str) -> Plate:
    credential = standing.credential
    achievement = credential.credential_subject.achievement
    return Plate(
        artwork=Artwork(src=_form(address, "credential-svg"), alt=standing.artwork_alt),
        title=standing.name,
        recipient=standing.recipient,
        unnamed=_("awarded to a person whose name this page does not show"),
        issuer=Link(standing.issuer, standing.issuer_page),
        awarded_on=day(_awarded(credential)),
        eyebrow=kind_in_words(achievement.achievement_type),
        validity=_validity(standing),
    )


def _validity(standing: Standing) -> str:
    until = standing.credential.valid_until
    if standing.revoked_at:
        return _("Revoked on %(day)s") % {"day": day(standing.revoked_at)}
    if standing.suspended_at:
        return _("Suspended on %(day)s") % {"day": day(standing.suspended_at)}
    if until is None:
        return _("Valid without an end date")
    if until < standing.checked_at:
        return _("Expired on %(day)s") % {"day": day(until)}
    return _("Valid until %(day)s") % {"day": day(until)}


def _verdict(standing: Standing, address: str) -> Verdict:
    report = standing.report
    kind = verdicts.vouch_kind(report)
    sentence = vouching_sentence(report)
    if kind == "known":
        sentence = _(
            "%(issuer)s publishes its keys on its page. No register on this site lists it."
        )
        sentence = " ".join([sentence % {"issuer": standing.issuer}, *ended_since(report)])
    link = Link(_("See the issuer"), standing.issuer_page)
    again = Button(text=_("Check again"), href=_path(address), kind="quiet", icon="refresh")
    found = verdicts.verdict(
        report,
        checked=_("Checked on %(time)s.") % {"time": spoken(standing.checked_at)},
        vouch_sentence=sentence,
        vouch_link=link if kind in ("trusted", "known") else None,
        actions=(again,) if report.verdict is CoreVerdict.INDETERMINATE else (),
    )
    if not details.is_short(standing.credential):
        return found
    return replace(found, sentence=f"{found.sentence} {details.short_sentence(is_own=True)}")


def _notice(standing: Standing) -> Notice | None:
    moment = standing.revoked_at or standing.suspended_at
    link = _successor_link(standing)
    if moment is None:
        return _renewed(standing, link)
    title = _("Revoked") if standing.revoked_at else _("Suspended")
    said = (
        _("%(issuer)s revoked this credential on %(time)s.")
        if standing.revoked_at
        else _(
            "%(issuer)s suspended this credential on %(time)s. It counts for nothing until it is"
            " reinstated."
        )
    )
    sentence = said % {"issuer": standing.issuer, "time": spoken(moment)}
    reason = standing.reason.strip()
    given = _("The reason given: %(reason)s") if reason else _("No reason was given.")
    return Notice(
        kind="failed",
        title=title,
        sentence=f"{sentence} {given % {'reason': reason}}",
        link=link,
    )


def _successor_link(standing: Standing) -> Link | None:
    after = standing.replaced.after
    return Link(_("See the one that took its place"), after.path) if after else None


def _renewed(standing: Standing, link: Link | None) -> Notice | None:
    """Return that it was renewed, or that it renews or corrects another; most do neither."""
    before, after = standing.replaced.before, standing.replaced.after
    if after is not None:
        said = _("It was renewed on %s. It ends when it says.") % day(after.since)
        return Notice(title=_("Renewed"), sentence=said, link=link)
    if before is None:
        return None
    about = {"issuer": standing.issuer, "day": day(before.since)}
    said = _("With it %(issuer)s corrected the one of %(day)s.")
    if before.is_renewal:
        said = _("With it %(issuer)s renewed the one of %(day)s.")
    return Notice(
        kind="plain",
        sentence=said % about,
        link=Link(_("See the one before"), before.path),
    )


def _checks(standing: Standing, address: str) -> CheckList:
    """Return the checks; a public page cannot know who shows it, and says so openly."""
    query = urlencode({"text": address})
    shown = verdicts.check_list(
        standing.report.checks,
        is_paired=True,
        links={"recipient": Link(_("Name the person to compare"), f"{reverse('verify')}?{query}")},
    )
    return replace(shown, lines=tuple(_line(line) for line in shown.lines))


def _line(line: CheckLine) -> CheckLine:
    if line.name != verdicts.CHECK_NAMES["recipient"]:
        return line
    sentence = _("A public page cannot know who shows it to you. It does not change the verdict.")
    return replace(line, name=_("Who shows it to you"), sentence=sentence)


def _technical(standing: Standing) -> Facts:
    proof = next(iter(standing.credential.proof), {})
    status = next(iter(standing.credential.credential_status), None)
    values: tuple[tuple[Text, Any], ...] = (
        (_("Format"), "Open Badges 3.0"),
        (_("Proof"), proof.get("cryptosuite") or proof.get("type")),
        (_("Key"), proof.get("verificationMethod")),
        (_("Status list"), status.status_list_credential if status else None),
        (_("Place in it"), status.status_list_index if status else None),
        (_("Identifier"), standing.credential.id),
    )
    return Facts(
        tuple(Fact(term, value if isinstance(value, str) else None) for term, value in values)
    )


def _downloads(address: str) -> Iterator[Button]:
    words = {
        "credential-png": _("Download as PNG"),
        "credential-svg": _("Download as SVG"),
        "credential-pdf": _("Download as PDF"),
        "credential-json": _("Download as JSON"),
    }
    for place, (name, text) in enumerate(words.items()):
        kind = "quiet" if place else "filled"
        yield Button(
            text=text,
            href=_form(address, name),
            icon="download",
            kind=kind,  # type: ignore[arg-type]
            downloads=True,
        )


def _share(standing: Standing, address: str) -> Iterator[Button]:
    letter = urlencode(
        {
            "subject": f"{standing.name}, {standing.issuer}",
            "body": _("This credential can be checked by anybody: %(address)s")
            % {"address": address},
        }
    ).replace("+", "%20")
    yield Button(text=_("Send by mail"), href=f"mailto:?{letter}", icon="mail", kind="quiet")
    yield Button(
        text=_("Add to LinkedIn (leads to linkedin.com)"),
        href=_linkedin(standing, address),
        icon="plus",
        kind="quiet",
    )


def _linkedin(standing: Standing, address: str) -> str:
    return add_to_profile(
        name=standing.name,
        issuer=standing.issuer,
        address=address,
        issued=_awarded(standing.credential),
        until=standing.credential.valid_until,
    )


def _qr(address: str) -> QrSlot:
    return QrSlot(
        qr_code(address, label=_("QR code that opens this page")),
        address.partition("://")[2],
        _("Checkable with any Open Badges 3.0 verifier, also if this site is gone."),
    )
