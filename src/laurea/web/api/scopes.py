"""What a token may be good for, and what of that a member may give it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from laurea.web.organizations.access import Role


class Scope(models.TextChoices):
    """One kind of thing that a token may do."""

    READ = "read", _("Read: achievements, credentials, runs")
    ACHIEVEMENTS = "achievements", _("Achievements: write drafts and publish them")
    AWARD = "award", _("Award: one or many, and cancel runs")
    REVOKE = "revoke", _("Revoke: also suspend and reinstate")
    WEBHOOKS = "webhooks", _("Webhooks: who is told what happens")


_ALLOWED: Final[dict[Scope, frozenset[Role]]] = {
    Scope.READ: frozenset(Role),
    Scope.ACHIEVEMENTS: frozenset({Role.OWNER, Role.DESIGNER}),
    Scope.AWARD: frozenset({Role.OWNER, Role.ISSUER}),
    Scope.REVOKE: frozenset({Role.OWNER, Role.ISSUER}),
    Scope.WEBHOOKS: frozenset({Role.OWNER}),
}


def scopes_of(roles: Collection[Role]) -> frozenset[Scope]:
    """Return what somebody with these roles may let a token do.

    >>> sorted(scopes_of({Role.ISSUER}))
    [Scope.AWARD, Scope.READ, Scope.REVOKE]
    """
    return frozenset(scope for scope, allowed in _ALLOWED.items() if allowed & set(roles))


def in_order(scopes: Iterable[str]) -> list[Scope]:
    """Return scopes in the order in which they are shown; what is none is passed over."""
    held = set(scopes)
    return [scope for scope in Scope if scope.value in held]
