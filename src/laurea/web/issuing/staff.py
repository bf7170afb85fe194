"""What pages for an organization's people share: who asks, and the answer to who only looks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from laurea.web.accounts.signed_in import account_of
from laurea.web.design.error_pages import error_page
from laurea.web.design.pages import show
from laurea.web.design.parts import Text
from laurea.web.organizations.access import Organization

__all__ = ["account_of", "page_for_those_who_only_look"]


def page_for_those_who_only_look(
    request: HttpRequest, organization: Organization, title: Text
) -> HttpResponse:
    """Answer a member who sees the organization from inside and may not do this in it."""
    sentence = _(
        "You see %s from inside, but your role does not act here. Nothing was changed."
        " Ask an owner of the organization for the role."
    )
    page = error_page(403, title=title, sentence=sentence % organization.legal_name)
    return show(request, page, status=403)
