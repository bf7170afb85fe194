"""Who calls: the member for whom a token acts, in which organization, and what it may do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from laurea.credentials.errors import LaureaError, LimitExceeded
from laurea.credentials.problems import LIMIT, SCOPE_LACKING, TOKEN_INVALID, Problem
from laurea.web.accounts.access import Account
from laurea.web.accounts.second_factor import lacks_second_factor
from laurea.web.api.access import Token, mark_used, token_under
from laurea.web.api.make_token import PREFIX, digest_of
from laurea.web.api.scopes import Scope, in_order, scopes_of
from laurea.web.organizations.access import Organization, roles_of
from laurea.web.organizations.second_factor_duty import ACTING_ROLES
from laurea.web.security.client import client_network
from laurea.web.security.rate import Rate
from laurea.web.security.refusals import Forbidden

_REFUSED: Final = Rate("api-refused", 60, 60)
_WINDOW_S: Final = 60
_NOTED_EVERY: Final = timedelta(minutes=5)
"""How often the last use of a token is written down; each time costs a commit."""


class Unauthorized(LaureaError):
    """There is no token, or it does not count."""


class TooOften(LimitExceeded):
    """The token, or the network, has asked more often than is allowed."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(Problem(LIMIT, f"Try again in {retry_after_s} seconds."))
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever a token acts for.

    Attributes:
        account: the member.
        organization: where the token counts; nothing else is there.
        scopes: what the token may do now: what it was given, and the member still may.
        token: the token.
    """

    account: Account
    organization: Organization
    scopes: frozenset[Scope]
    token: Token


def identify(
    request: HttpRequest, secret: str, scopes: Collection[Scope], *, at: datetime
) -> Caller:
    """Return who calls.

    Args:
        request: what is asked.
        secret: the token that came with it.
        scopes: of which the token needs one; with none any token will do.
        at: the moment, timezone-aware.

    Raises:
        Unauthorized: no such token counts.
        TooOften: the token was used more often than is allowed; or its network has sent many
            that do not count.
        Forbidden: the token may not do this.
    """
    token = token_under(digest_of(secret)) if secret.startswith(PREFIX) else None
    held = None if token is None else _scopes_now(token, at)
    if token is None or held is None:
        _count(_REFUSED, client_network(request), at)
        detail = "No token of this kind counts here. It may have ended; make another one."
        raise Unauthorized(Problem(TOKEN_INVALID, detail))
    rate = Rate("api", settings.LAUREA_API_PER_MINUTE, _WINDOW_S)
    _count(rate, str(token.pk), at)
    if scopes and not held & set(scopes):
        raise _lacking(token, scopes)
    if token.last_used_at is None or at - token.last_used_at >= _NOTED_EVERY:
        mark_used(token, at=at)
    return Caller(token.account, token.organization, held, token)


def _scopes_now(token: Token, at: datetime) -> frozenset[Scope] | None:
    """Return what a token may do; None where it does not count at all."""
    account = token.account
    roles = roles_of(account, token.organization)
    if token.ended_at is not None or token.expires_at <= at or not account.is_active or not roles:
        return None
    if roles & set(ACTING_ROLES) and lacks_second_factor(account):
        return None
    return scopes_of(roles) & set(in_order(token.scopes))


def _lacking(token: Token, scopes: Collection[Scope]) -> Forbidden:
    needed = " or ".join(scope.value for scope in in_order(scopes))
    was_given = set(in_order(token.scopes)) & set(scopes)
    why = (
        "the roles of the member it acts for do not allow that any more."
        if was_given
        else "it was not given that. Make one that may."
    )
    return Forbidden(Problem(SCOPE_LACKING, f"This takes a token with the scope {needed}; {why}"))


def _count(rate: Rate, key: str, at: datetime) -> None:
    retry_after_s = rate.retry_after_s(key, at=at)
    if retry_after_s:
        raise TooOften(retry_after_s)
