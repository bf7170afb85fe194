"""The template tag that knows where somebody was going when a second factor was asked of them."""

from __future__ import annotations

from django import template
from django.template.context import Context

from laurea.web.accounts.second_factor import destination

register = template.Library()


@register.simple_tag(takes_context=True)
def second_factor_destination(context: Context) -> str:
    """Return the address that somebody was going to, or nothing."""
    return destination(context["request"])
