"""The rows of a run that got no credential: one list, from which pages and reports count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from laurea.web.issuing.access import (
    BulkRun,
    CredentialState,
    RunState,
    chunks_of,
    credentials_under,
)
from laurea.web.issuing.rosters.access import RosterDraft
from laurea.web.issuing.rosters.reading import RowKind
from laurea.web.issuing.run_key import row_key

_CANCELLED: Final = "The run was cancelled before this row."
_RETURNED: Final = "The run was sent back before anything was signed."
_LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, slots=True)
class WithoutCredential:
    """A row without a credential: its name, the learner as far as kept, which kind, why."""

    name: str
    learner: str
    kind: RowKind
    reason: str


def rows_without(run: BulkRun, draft: RosterDraft | None) -> list[WithoutCredential]:
    """Return the rows without a credential, in order.

    Those that the roster left, those that the run refused, and those it was cancelled before.

    Args:
        run: the run.
        draft: the roster it was started from, if it was started from one.
    """
    rest = draft.rest if draft else []
    left = {
        str(one["row"]): WithoutCredential(str(one["row"]), one["name"], one["kind"], one["reason"])
        for one in rest
    }
    for name, (kind, reason) in unissued_rows(run).items():
        left.setdefault(name, WithoutCredential(name, "", kind, reason))
    return [left[name] for name in sorted(left, key=in_order)]


def unissued_rows(run: BulkRun) -> dict[str, tuple[RowKind, str]]:
    """Return the rows that a run was asked for and will not issue, by name, each with why."""
    return dict(_unissued(run))


def in_order(key: str) -> tuple[int, str]:
    """Return where a row stands: those of a roster by their numbers, others after them by name.

    >>> sorted(["b", "10", "9", "a"], key=in_order)
    ['9', '10', 'a', 'b']
    """
    is_number = key.isascii() and key.isdigit() and len(key) <= _LONGEST_NUMBER
    return (int(key), key) if is_number else (10**_LONGEST_NUMBER, key)


def _unissued(run: BulkRun) -> Iterator[tuple[str, tuple[RowKind, str]]]:
    why = _RETURNED if run.state == RunState.RETURNED else _CANCELLED
    for chunk in chunks_of(run.pk).exclude(state=RunState.RUNNING):
        for refusal in chunk.refusals:
            yield str(refusal["key"]), ("refused", refusal["problem"]["detail"])
        if chunk.state == RunState.CANCELLED:
            keys = {row_key(run.pk, row["key"]): str(row["key"]) for row in chunk.rows}
            standing = credentials_under(run.organization_id, keys)
            for key, name in keys.items():
                credential = standing.get(key)
                if credential is None or credential.state == CredentialState.RESERVED:
                    yield name, ("cancelled", why)
