"""Template tags: where somebody was going, and whether letters leave this machine."""

from __future__ import annotations

from django import template
from django.template.context import Context

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
