"""Whom this server trusts to issue: the registry that its owner chose."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from laurea.credentials.errors import LaureaError
from laurea.credentials.policy import VerificationPolicy
from laurea.integrations.trust_registry import read_trust_registry
from laurea.web.issuing.own_documents import own_origins

_log: Final = logging.getLogger("laurea.verification")


def trusted_issuers() -> Mapping[str, str | None]:
    """Return the issuers of the registry that LAUREA_TRUST_REGISTRY names, by their ids.

    The file is read anew when it has changed. One that cannot be read trusts nobody: that is
    logged, and `laurea doctor` says it.
    """
    path: Path | None = settings.LAUREA_TRUST_REGISTRY
    if path is None:
        return {}
    try:
        found = path.stat()
    except OSError:
        return _read(path, 0, 0)
    return _read(path, found.st_mtime_ns, found.st_size)


def policy() -> VerificationPolicy:
    """Return what this server demands of credentials."""
    return _policy(frozenset(trusted_issuers()), own_origins())


@lru_cache(maxsize=2)
def _policy(issuers: frozenset[str], origins: frozenset[str]) -> VerificationPolicy:
    return VerificationPolicy(trusted_issuers=issuers, own_origins=origins)


@lru_cache(maxsize=2)
def _read(path: Path, _changed_ns: int, _size_bytes: int) -> Mapping[str, str | None]:
    try:
        return read_trust_registry(path)
    except LaureaError as error:
        _log.error("The registry of trusted issuers is not used: %s", error.problem.detail)
        return {}
