"""The token of a request: asked for by each route, with the scopes of which it takes one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.api.caller import Caller, identify
from laurea.web.api.scopes import Scope, in_order
from laurea.web.api.wire import ProblemDetails, Wire

_ERRORS: Final = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 503})
"""The statuses that any request may be answered with."""


class Token(HttpBearer):
    """`Authorization: Bearer laurea_…`: lets in who shows a token with one of some scopes."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes
        self.openapi_security_schema["description"] = (
            "A token that a member of the organization made on the page of its tokens."
        )

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Return who calls."""
        return identify(request, token.strip(), self.scopes, at=timezone.now())


def route(*scopes: Scope, answer: Any, status: int = 200) -> dict[str, Any]:
    """Return what a route says of itself: who may call it, and what it may answer.

    Args:
        scopes: of which the token needs one; with none any token will do.
        answer: what it says where all went well.
        status: with which status.
    """
    needed = [scope.value for scope in in_order(scopes)]
    return {
        "auth": Token(*scopes),
        "by_alias": True,
        "response": {status: answer, _ERRORS: ProblemDetails},
        "openapi_extra": {"x-laurea-scopes": needed},
    }


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls, in a route that demands a token."""
    return cast("Caller", request.auth)  # type: ignore[attr-defined]


def demand_known(request: HttpRequest, filters: type[Wire]) -> None:
    """Do nothing where all parameters of a list are known: one misspelt would list too much.

    Raises:
        MalformedDocument: one is not.
    """
    known = {field.alias for field in filters.model_fields.values()}
    unknown = sorted(set(request.GET) - known)
    if unknown:
        detail = f"There is no parameter {unknown[0][:100]} here."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail))


def now() -> datetime:
    """Return the moment of a request."""
    return timezone.now()
