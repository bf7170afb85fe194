"""What pages for an organization's people share: who asks, and the answer to who only looks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from laurea.web.accounts.signed_in import account_of
from laurea.web.design.error_pages import error_page
from laurea.web.design.pages import show
from laurea.web.design.parts import Text
from laurea.web.issuing.roles import ISSUERS
from laurea.web.organizations.access import Organization, organization_for, roles_of

__all__ = ["account_of", "for_issuers", "page_for_those_who_only_look"]

_View = TypeVar("_View", bound=Callable[..., HttpResponse])


def for_issuers(title: Text) -> Callable[[_View], _View]:
    """Return a decorator that lets owners and issuers of the organization act.

    Who sees the organization from inside reads why they may not; nobody else finds anything. It
    stands inside the decorator that asks for a sign-in.

    Args:
        title: what takes an owner or an issuer, in a sentence.
    """

    def decorate(view: _View) -> _View:
        @wraps(view)
        def ask_role(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            account = account_of(request)
            organization = organization_for(account, slug)
            if not roles_of(account, organization) & ISSUERS:
                return page_for_those_who_only_look(request, organization, title)
            return view(request, slug, *args, **kwargs)

        return cast("_View", ask_role)

    return decorate


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
