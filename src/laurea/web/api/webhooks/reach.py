"""Whom webhooks may reach: public hosts, and those of the own network that the operator named."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from laurea.integrations.http.dialling import Dialling
from laurea.integrations.http.poster import HttpsPoster


def reach() -> Dialling:
    """Return whom one may connect to."""
    return _dialling(settings.LAUREA_WEBHOOK_HOSTS)


def poster() -> HttpsPoster:
    """Return what posts messages."""
    return HttpsPoster(dialling=reach())


@lru_cache(maxsize=8)
def _dialling(allowed: frozenset[tuple[str, int]]) -> Dialling:
    return Dialling(allowed)
