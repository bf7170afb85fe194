"""Whose duty a second factor is: who can sign, revoke or invite in somebody's name.

Auditors, designers and reviewers look and write without one. Administrators need one for what is
theirs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from laurea.web.accounts.access import Account
from laurea.web.accounts.second_factor import lacks_second_factor, lead_to_second_factor
from laurea.web.organizations.access import Role, organizations_of
from laurea.web.security.headers import GetResponse

ACTING_ROLES: Final = (Role.OWNER, Role.ISSUER)
_PLACE: Final = "/o/"


class SecondFactorDuty:
    """Middleware that leads those who lack their second factor to where it is set up."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the address is known only in `process_view`."""
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],  # noqa: ARG002 - Django's order
        args: tuple[Any, ...],  # noqa: ARG002
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        """Answer in place of a page of an organization where the second factor is missing."""
        account = request.user
        if not request.path.startswith(_PLACE) or not isinstance(account, Account):
            return None
        slug = kwargs.get("slug")
        acts = (
            organizations_of(account, roles=ACTING_ROLES).filter(slug=slug).exists()
            if slug
            else account.is_staff
        )
        return lead_to_second_factor(request) if acts and lacks_second_factor(account) else None
