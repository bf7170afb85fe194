"""Whom a token acts for, and whether the server is sound, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from laurea import __version__
from laurea.web.api.bearer import caller_of, now, route
from laurea.web.api.scopes import Scope, in_order
from laurea.web.api.wire import ProblemDetails, Wire, answered
from laurea.web.operations.health import examine_health
from laurea.web.organizations.identifier import issuer_did

router: Final = Router()


class TokenShown(Wire):
    """The token that was sent, without its secret."""

    id: UUID
    name: str
    scopes: list[Scope] = Field(description="What it may do now.")
    account: str = Field(description="The member it acts for.")
    expires_at: datetime


class OrganizationShown(Wire):
    """The organization in which the token counts."""

    id: UUID
    slug: str = Field(description="Its word in addresses.")
    did: str = Field(description="Who it is in credentials.")
    legal_name: str
    url: str = Field(description="Its home page; empty where it named none.")
    token: TokenShown


class HealthShown(Wire):
    """Whether the server can do its work."""

    status: str = Field(description="`ok` or `failing`.")
    version: str


@router.get(
    "/organizations/me",
    operation_id="get_organization",
    summary="Get the organization",
    tags=["Organization"],
    **route(answer=OrganizationShown),
)
def get_organization(request: HttpRequest) -> OrganizationShown:
    """Return where the token counts, and what it may do there. Any token may ask."""
    caller = caller_of(request)
    organization = caller.organization
    return OrganizationShown(
        id=organization.pk,
        slug=organization.slug,
        did=issuer_did(organization),
        legal_name=organization.legal_name,
        url=organization.url,
        token=TokenShown(
            id=caller.token.pk,
            name=caller.token.name,
            scopes=in_order(caller.scopes),
            account=str(caller.account),
            expires_at=caller.token.expires_at,
        ),
    )


@router.get(
    "/health",
    operation_id="get_health",
    summary="Get the state of the server",
    tags=["Server"],
    by_alias=True,
    response={200: HealthShown, 503: HealthShown, frozenset({400}): ProblemDetails},
)
def get_health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say whether the server is sound; it takes no token."""
    is_sound = examine_health(at=now()).is_sound
    shown = HealthShown(status="ok" if is_sound else "failing", version=__version__)
    return answered(shown, 200 if is_sound else 503)
