"""A roster written to a file and read back, in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from laurea.credentials.errors import LaureaError
from laurea.integrations.roster import RefusedRow, RosterRow, open_roster

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a roster."""

    columns: dict[str, str]
    ignored: tuple[str, ...]
    header: tuple[str, ...]
    header_row: int
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    row_count: int
    warnings: tuple[str, ...]
    learners: tuple[RosterRow, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def learner(self) -> RosterRow:
        """The only learner."""
        assert not self.refused, self.refused
        (learner,) = self.learners
        return learner

    @property
    def emails(self) -> list[str | None]:
        return [learner.email for learner in self.learners]

    @property
    def names(self) -> list[str | None]:
        return [learner.name for learner in self.learners]

    @property
    def reasons(self) -> dict[int, str]:
        """The types of the first problems, by row."""
        return {row.number: row.problem.type.slug for row in self.refused}


def read_roster(content: str | bytes | Any, encoding: str = "utf-8", **options: Any) -> Reading:
    """Read a roster given as text, as bytes, as a path or as a stream."""
    if isinstance(content, str):
        content = content.encode(encoding)
    source = BytesIO(content) if isinstance(content, bytes) else content
    with open_roster(source, **{"at": NOON, **options}) as roster:
        rows = list(roster)
        assert len(rows) == roster.row_count
        return Reading(
            dict(roster.columns),
            roster.ignored_columns,
            roster.header,
            roster.header_row,
            roster.encoding,
            roster.delimiter,
            roster.sheet,
            roster.row_count,
            tuple(warning.detail for warning in roster.warnings),
            tuple(row for row in rows if isinstance(row, RosterRow)),
            tuple(row for row in rows if isinstance(row, RefusedRow)),
        )


@pytest.fixture
def read() -> Callable[..., Reading]:
    """`read(content, encoding="utf-8", **options_of_open_roster)`."""
    return read_roster


@pytest.fixture
def refusal() -> Callable[..., LaureaError]:
    """`refusal(content, …)`: the error with which a whole roster is refused."""

    def refused(content: str | bytes | Any, encoding: str = "utf-8", **options: Any) -> LaureaError:
        with pytest.raises(LaureaError) as caught:
            read_roster(content, encoding, **options)
        return caught.value

    return refused


@pytest.fixture
def lines() -> Callable[..., str]:
    """`lines("email,name", "a@example.org,Alva")`: lines as a file has them."""

    def joined(*rows: str, end: str = "\r\n") -> str:
        return "".join(row + end for row in rows)

    return joined
