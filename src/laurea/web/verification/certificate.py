"""The certificate of a credential: a page to print, with the signed credential attached."""

from __future__ import annotations

import re
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from laurea.credentials.document import read_object
from laurea.credentials.model import AchievementCredential
from laurea.credentials.wire.ob3 import read_credential
from laurea.integrations.certificate import Certificate, missing_letters, write_certificate
from laurea.web.catalog.access import public_achievement
from laurea.web.catalog.artwork import alt_of, drawing_of
from laurea.web.catalog.words import achievement_type_word
from laurea.web.issuing.access import Credential
from laurea.web.issuing.addresses import credential_address
from laurea.web.organizations.access import organization_by_id
from laurea.web.verification.artwork import plain_png

_LINKED: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKED: Final = re.compile(r"[*_`#>]+")


def certificate_pdf(credential: Credential, recipient: str | None) -> bytes:
    """Return the certificate of a credential as PDF, in the language that is active.

    Args:
        credential: one that was handed out.
        recipient: whose it is, where it may be said.

    Raises:
        MalformedDocument: a name on it has letters that the fonts of certificates do not have.
    """
    document = bytes(credential.document or b"")
    value = read_credential(read_object(document))
    achievement = public_achievement(credential.achievement_id)
    drawing = drawing_of(achievement)
    said = value.credential_subject.achievement
    about = _plain(said.description)
    return write_certificate(
        Certificate(
            heading=str(achievement_type_word(said.achievement_type) or _("Certificate")),
            awarded_to=_("Awarded to"),
            recipient=_one_line(recipient or _("A person whose name is not shown here")),
            achievement=_one_line(said.name),
            about="" if missing_letters(about) else about,
            facts=_facts(credential, value),
            check=_(
                "Scan the code, or open the address, to see whether it is in force. The signed "
                "credential is attached to this file."
            ),
            address=credential_address(credential),
            badge_png=plain_png(credential),
            badge_alt=alt_of(achievement),
            ink=drawing.ink_colour,
            accent=drawing.accent_colour,
            language=get_language() or "en",
            made_at=value.awarded_date or value.valid_from,
            document=document,
            media_type="application/vc+ld+json",
        )
    )


def _facts(credential: Credential, value: AchievementCredential) -> tuple[str, ...]:
    issuer = organization_by_id(credential.organization_id).legal_name
    awarded = _("Awarded by %(issuer)s on %(day)s") % {
        "issuer": _one_line(issuer),
        "day": date_format(value.awarded_date or value.valid_from, "j F Y"),
    }
    facts = [awarded]
    if value.valid_until:
        day = date_format(value.valid_until, "j F Y")
        facts.append(_("Valid until %(day)s") % {"day": day})
    if credential.revoked_at:
        day = date_format(credential.revoked_at, "j F Y")
        facts.append(_("Revoked on %(day)s") % {"day": day})
    elif credential.suspended_at:
        day = date_format(credential.suspended_at, "j F Y")
        facts.append(_("Suspended since %(day)s") % {"day": day})
    return tuple(facts)


def _plain(text: str) -> str:
    """Return what a text of Markdown says, in one line."""
    return _one_line(_MARKED.sub("", _LINKED.sub(r"\1", text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
