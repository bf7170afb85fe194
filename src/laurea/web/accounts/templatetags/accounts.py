"""Template tags: where somebody was going, what becomes of letters, and codes to keep."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.translation import gettext as _

from laurea.web.accounts.second_factor import destination
from laurea.web.operations.mail import mail_route as route_of_mail

register = template.Library()


@register.simple_tag(takes_context=True)
def second_factor_destination(context: Context) -> str:
    """Return the address that somebody was going to, or nothing."""
    return destination(context["request"])


@register.simple_tag
def mail_route() -> str:
    """Return what becomes of letters: `sent`, `printed` or `none`."""
    return route_of_mail().value


@register.filter
def in_fours(code: str) -> str:
    """Return a code in groups of four, as one reads it.

    >>> in_fours("12345678")
    '1234 5678'
    """
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


@register.filter
def as_text_file(codes: Iterable[str]) -> str:
    """Return the address of a text file with recovery codes, which a browser makes by itself."""
    host = urlsplit(settings.LAUREA_PUBLIC_URL).netloc
    said = _("Recovery codes of your account at %s. Each signs you in once.") % host
    text = "\n".join([said, "", *map(in_fours, codes), ""])
    return f"data:text/plain;charset=utf-8,{quote(text)}"
