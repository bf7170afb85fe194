from __future__ import annotations

import csv
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from laurea.credentials.problems import ROW_EMAIL, ROW_RESULT, Problem
from laurea.integrations.issue_run.outcome import RowOutcome, Tally
from laurea.integrations.issue_run.reports import REFUSED, REPORT, Reports
from laurea.integrations.roster import RefusedRow, open_roster

HEADER = ("email", "Result")
ISSUED = RowOutcome(2, "urn:uuid:1", "0000002-1.json")
REFUSALS = (
    RowOutcome(
        3,
        problems=(Problem(ROW_EMAIL, "=1+1 is no e-mail address."), Problem(ROW_RESULT, "And no.")),
        cells=("=1+1", "90"),
    ),
    RowOutcome(
        5, problems=(Problem(ROW_RESULT, "“Ж”, 101 is too much."),), cells=("a@b.org", "101")
    ),
)


def publish(folder: Path, *outcomes: RowOutcome) -> list[str]:
    with ExitStack() as until:
        reports = Reports(folder, until)
        for outcome in outcomes:
            reports.add([outcome])
        assert list(folder.iterdir()) == []
        reports.publish(HEADER)
    return sorted(path.name for path in folder.iterdir())


def test_the_report_says_what_became_of_every_row(tmp_path: Path) -> None:
    assert publish(tmp_path, ISSUED, *REFUSALS) == [REFUSED, REPORT]
    with (tmp_path / REPORT).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["row", "outcome", "file", "reason", "id"],
        ["2", "issued", "0000002-1.json", "", "urn:uuid:1"],
        ["3", "refused", "", "'=1+1 is no e-mail address. And no.", ""],
        ["5", "refused", "", "“Ж”, 101 is too much.", ""],
    ]


def test_the_refused_rows_can_be_mended_and_read_again(tmp_path: Path) -> None:
    publish(tmp_path, *REFUSALS)
    path = tmp_path / REFUSED
    path.write_text(path.read_text("utf-8-sig").replace("'=1+1", "alva@example.org"), "utf-8")
    with open_roster(path, at=datetime(2026, 11, 20, tzinfo=UTC)) as roster:
        rows = list(roster)
    assert [row.number for row in rows] == [2, 3]
    assert not any(isinstance(row, RefusedRow) for row in rows)


def test_without_refused_rows_there_is_nothing_to_mend(tmp_path: Path) -> None:
    assert publish(tmp_path, ISSUED) == [REPORT]


def test_a_report_of_an_earlier_try_is_replaced(tmp_path: Path) -> None:
    for _ in range(2):
        with ExitStack() as until:
            reports = Reports(tmp_path, until)
            reports.add([ISSUED])
            reports.publish(HEADER)
    assert len((tmp_path / REPORT).read_bytes().splitlines()) == 2


def test_refused_rows_are_counted_by_their_gravest_reason() -> None:
    tally = Tally()
    tally.add([ISSUED, *REFUSALS])
    assert (tally.rows, tally.issued, tally.refused) == (3, 1, 2)
    assert tally.refused_by == {"row-email": 1, "row-result": 1}
