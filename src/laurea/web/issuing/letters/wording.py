"""What letters say: plain text, and the same in HTML beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from email.utils import formataddr, parseaddr
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.design.dates import day
from laurea.web.issuing.access import Publicity
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.claims.links import DrawnLink
from laurea.web.issuing.letters.access import Letter, LetterKind, Replacement
from laurea.web.organizations.contact import contact_of, privacy_notice_of

_NO_LETTER: Final = {"Cc", "Cs", "Zl", "Zp", "Zs"}
_TURNING: Final = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_LONGEST_SUBJECT: Final = 150
_LONGEST_NAME: Final = 80


def message_of(letter: Letter, link: DrawnLink | None) -> EmailMultiAlternatives:
    """Return a letter as it is sent.

    Args:
        letter: which letter.
        link: where it takes what waits, in a letter that says so.

    Raises:
        MalformedDocument: no letter can be sent to the recipient's address.
    """
    if letter.kind == LetterKind.REPLACEMENT:
        return _replacement_message(letter, link)
    if link is not None:
        return _claim_message(letter, link)
    return _MESSAGES[letter.kind](letter)


def _claim_message(letter: Letter, link: DrawnLink) -> EmailMultiAlternatives:
    """Return the letter that says what waits, with the link to take it."""
    subject = _("%(issuer)s has awarded you %(achievement)s") % _names(letter)
    said = {"link": link.address, "until": day(link.expires_at)}
    return _message(letter, subject, "claim", said)


def _revocation_message(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter that says that a credential counts no longer, and why."""
    subject = _("%(issuer)s has revoked %(achievement)s") % _names(letter)
    credential = letter.credential
    revoked_on = day(credential.revoked_at) if credential.revoked_at else ""
    said = {"reason": credential.revocation_reason, "revoked_on": revoked_on}
    return _message(letter, subject, "revocation", {"page": _page_of(letter), **said})


def _replacement_message(letter: Letter, link: DrawnLink | None) -> EmailMultiAlternatives:
    """Return the letter that says what took the place of what, with a link if it waits."""
    credential = letter.credential
    is_renewed = credential.replacement == Replacement.RENEWED
    said = _("%(issuer)s has corrected %(achievement)s")
    if is_renewed:
        said = _("%(issuer)s has renewed %(achievement)s")
    until = credential.valid_until
    about = {
        "is_renewed": is_renewed,
        "reason": credential.replacement_reason,
        "valid_until": day(until) if until else "",
        "page": _page_of(letter),
        "link": link.address if link else "",
        "until": day(link.expires_at) if link else "",
    }
    return _message(letter, said % _names(letter), "replacement", about)


def _suspension_message(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter that says that a credential counts for nothing for now, and why."""
    subject = _("%(issuer)s has suspended %(achievement)s") % _names(letter)
    credential = letter.credential
    suspended_on = day(credential.suspended_at) if credential.suspended_at else ""
    said = {"reason": credential.suspension_reason, "suspended_on": suspended_on}
    return _message(letter, subject, "suspension", {"page": _page_of(letter), **said})


def _reinstatement_message(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter that says that a credential counts again."""
    subject = _("%(issuer)s has reinstated %(achievement)s") % _names(letter)
    return _message(letter, subject, "reinstatement", {"page": _page_of(letter)})


def _ending_message(letter: Letter) -> EmailMultiAlternatives:
    """Return the letter that says until when a credential counts."""
    until = letter.credential.valid_until
    ends_on = day(until) if until else ""
    subject = _("%(achievement)s from %(issuer)s ends on %(day)s")
    said = {"page": _page_of(letter), "ends_on": ends_on}
    return _message(letter, subject % {**_names(letter), "day": ends_on}, "ending", said)


_MESSAGES: Final[dict[str, Callable[[Letter], EmailMultiAlternatives]]] = {
    LetterKind.REVOCATION: _revocation_message,
    LetterKind.SUSPENSION: _suspension_message,
    LetterKind.REINSTATEMENT: _reinstatement_message,
    LetterKind.ENDING: _ending_message,
}


def _page_of(letter: Letter) -> str:
    """Return the address of a credential's page, if it has one that others may open."""
    is_shown = letter.credential.publicity == Publicity.OPEN
    return credential_address(letter.credential) if is_shown else ""


def one_line(text: str, longest: int) -> str:
    r"""Return a text as one line without anything that is not a letter, sign or space.

    >>> one_line("Weaving\r\nBcc: everybody@example.org", 60)
    'Weaving Bcc: everybody@example.org'
    >>> one_line("A" * 10, 5)
    'AAAA…'
    """
    letters = (" " if unicodedata.category(c) in _NO_LETTER or c in _TURNING else c for c in text)
    line = " ".join("".join(letters).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def _message(
    letter: Letter, subject: str, template: str, said: dict[str, Any]
) -> EmailMultiAlternatives:
    credential = letter.credential
    context = {
        "subject": one_line(subject, _LONGEST_SUBJECT),
        "issuer": one_line(letter.organization.legal_name, _LONGEST_NAME),
        "achievement": one_line(credential.achievement.name, 200),
        "recipient": one_line(credential.recipient_name, _LONGEST_NAME),
        "host": urlsplit(settings.LAUREA_PUBLIC_URL).netloc,
        "verify": settings.LAUREA_PUBLIC_URL + reverse("verify"),
        "privacy": settings.LAUREA_PUBLIC_URL + reverse("privacy"),
        "contact": contact_of(letter.organization),
        "notice": privacy_notice_of(letter.organization),
        **said,
    }
    message = EmailMultiAlternatives(
        subject=context["subject"],
        body=render_to_string(f"issuing/letters/{template}.txt", context),
        from_email=_sender(context["issuer"]),
        to=[_address(credential.recipient_email)],
        headers={
            # A letter that was sent twice because the server was stopped shows as one.
            "Message-ID": f"<{letter.pk}.{letter.round}@{_host()}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(
        render_to_string(f"issuing/letters/{template}.html", context), "text/html"
    )
    return message


def _names(letter: Letter) -> dict[str, str]:
    return {
        "issuer": one_line(letter.organization.legal_name, _LONGEST_NAME),
        "achievement": one_line(letter.credential.achievement.name, _LONGEST_NAME),
    }


def _sender(issuer: str) -> str:
    _own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((issuer, address))


def _address(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        detail = "No letter can be sent to this address. Check how it is written."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail)) from None
    return address


def _host() -> str:
    return urlsplit(settings.LAUREA_PUBLIC_URL).hostname or "localhost"
