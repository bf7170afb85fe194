"""The keys under which a run reserves its credentials: they say of which run a credential is."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem

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


def read_row_key(key: str) -> tuple[UUID, str] | None:
    """Return the run and the name of the row that a key is of; None where it is of no run."""
    if not is_row_key(key):
        return None
    run, _, name = key.removeprefix(_RUN_KEYS).partition(":")
    return UUID(run), name


def demand_no_row_key(key: str) -> None:
    """Do nothing where a key is not of the kind that only runs reserve under.

    Raises:
        MalformedDocument: it is.
    """
    if is_row_key(key):
        detail = "Keys that begin like this one are kept for runs. Choose another key."
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail, "/key"))
