"""Making a token for a program; it is shown once.

The token is derived from the form it is asked for by and the secret key of the installation: a
form that is sent twice makes one token, and shows it both times. The database holds its digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict, LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, MISSING_VALUE, RANGE, Problem
from laurea.web.accounts.access import Account
from laurea.web.api.access import Token, store_token, token_under, tokens_in
from laurea.web.api.scopes import Scope, in_order, scopes_of
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, absent, lock_organization, roles_of

PREFIX: Final = "laurea_"
LONGEST_LIFE: Final = timedelta(days=366)
LONGEST_NAME: Final = 100
MOST_TOKENS: Final = 50
"""So many tokens of one member in one organization count at a time."""
_SHOWN_AGAIN_FOR: Final = timedelta(minutes=10)
_ENDING: Final = 4


@dataclass(frozen=True, slots=True)
class DrawnToken:
    """A token that was just made; `secret` is known here only.

    The secret is left out of what is printed, so that it gets into no log.
    """

    token: Token
    secret: str

    def __repr__(self) -> str:
        return f"DrawnToken({self.token})"


def make_token(
    *,
    actor: Account,
    organization: Organization,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime,
    key: str,
    at: datetime,
) -> DrawnToken:
    """Make a token with which a program acts for somebody in one organization.

    Args:
        actor: a member; the token never may more than they may.
        organization: where it counts, and nowhere else.
        name: what people call it.
        scopes: what it may do.
        expires_at: until when, timezone-aware; `LONGEST_LIFE` from now at most.
        key: the form it is asked for by: one form makes one token.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the actor is no member.
        MalformedDocument: there is no name, or no scope; a scope takes another role; or the end
            is past or too far away.
        LimitExceeded: the actor has too many tokens.
        Conflict: the form was sent before, and what it made is not shown any more.
    """
    roles = roles_of(actor, organization)
    if not actor.is_active or not roles:
        raise absent()
    name = " ".join(name.split())
    _demand_usable(name, scopes, expires_at - at)
    if not set(scopes) <= scopes_of(roles):
        detail = _("Your roles do not allow all of this. Choose less, or ask an owner.")
        raise MalformedDocument(Problem(RANGE, detail, "/scopes"))
    secret = _derived(actor, organization, key)
    with transaction.atomic():
        lock_organization(organization.pk)
        standing = token_under(digest_of(secret))
        if standing is not None:
            return _shown_again(standing, secret, at)
        _demand_room(actor, organization, at)
        token = Token(
            organization=organization,
            account=actor,
            name=name,
            digest=digest_of(secret),
            ending=secret[-_ENDING:],
            scopes=[scope.value for scope in in_order(scopes)],
            made_at=at,
            expires_at=expires_at,
        )
        store_token(token)
        body = {"name": name, "scopes": token.scopes, "until": expires_at.isoformat()}
        _audit(token, actor, body, at)
    return DrawnToken(token, secret)


def digest_of(secret: str) -> bytes:
    """Return the SHA-256 under which a token is kept; of 256 random bits, so without a salt.

    >>> digest_of("laurea_0").hex()[:8]
    '9e7eae99'
    """
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _derived(actor: Account, organization: Organization, key: str) -> str:
    made_of = f"{organization.pk}|{actor.pk}|{key}"
    return PREFIX + salted_hmac("laurea.token", made_of, algorithm="sha256").hexdigest()


def _shown_again(token: Token, secret: str, at: datetime) -> DrawnToken:
    if token.ended_at is not None or at - token.made_at > _SHOWN_AGAIN_FOR:
        detail = _("This form has made its token, and a token is shown once. Make another one.")
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    return DrawnToken(token, secret)


def _demand_usable(name: str, scopes: Collection[Scope], life: timedelta) -> None:
    if not name or len(name) > LONGEST_NAME:
        detail = _("A name has 1 to %s characters.") % LONGEST_NAME
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/name"))
    if not scopes:
        detail = _("Choose what the token may do.")
        raise MalformedDocument(Problem(MISSING_VALUE, detail, "/scopes"))
    if not timedelta(0) < life <= LONGEST_LIFE:
        detail = _("A token ends in the future, within a year.")
        raise MalformedDocument(Problem(RANGE, detail, "/expires"))


def _demand_room(actor: Account, organization: Organization, at: datetime) -> None:
    count = tokens_in(organization, of=actor).filter(ended_at=None, expires_at__gt=at).count()
    if count >= MOST_TOKENS:
        detail = _("You have %s tokens here. End those that nobody uses.") % MOST_TOKENS
        raise LimitExceeded(Problem(LIMIT, detail))


def _audit(token: Token, actor: Account, body: dict[str, object], at: datetime) -> None:
    audit(
        "token.make",
        str(token.pk),
        actor=str(actor.pk),
        at=at,
        organization=token.organization_id,
        body=body,
    )
