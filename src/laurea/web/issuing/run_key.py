"""The keys under which a run reserves its credentials: they say of which run a credential is."""

from __future__ import annotations

from typing import Final
from uuid import UUID

_RUN_KEYS: Final = "run:"


def row_key(run_id: UUID, name: str) -> str:
    """Return the key of the credential that a run issues for one of its rows."""
    return f"{row_keys(run_id)}{name}"


def row_keys(run_id: UUID) -> str:
    """Return what all keys of a run begin with."""
    return f"{_RUN_KEYS}{run_id}:"


def is_row_key(key: str) -> bool:
    """Say whether a key is of the kind that only runs reserve under."""
    return key.startswith(_RUN_KEYS)
