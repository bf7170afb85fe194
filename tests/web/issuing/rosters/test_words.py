from __future__ import annotations

import re
from pathlib import Path

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import (
    ROSTER_HEADER,
    ROSTER_MAPPING,
    ROSTER_READING,
    ROW_DATE_AMBIGUOUS,
    ROW_DUPLICATE,
    Problem,
)
from laurea.integrations.roster import Field
from laurea.integrations.roster.header import bind_columns
from laurea.web.issuing.rosters.reading import ROSTER_LIMITS
from laurea.web.issuing.rosters.words import field_word, on_the_page

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize("field", [*Field, "result:Essay"])
def test_every_field_has_a_word(field: str) -> None:
    assert field_word(field)


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (
            ROW_DUPLICATE,
            (
                "Rows 2 and 5 have the same e-mail address. If a learner may stand in several rows,"
                " say so with --allow-duplicates."
            ),
            (
                "Rows 2 and 5 have the same e-mail address. Each learner gets one credential,"
                " unless you say otherwise."
            ),
        ),
        (
            ROW_DATE_AMBIGUOUS,
            (
                "06/07/2026 is 6 July or 7 June 2026. Say which with --date-order: dmy has the day"
                " first, mdy the month."
            ),
            (
                "06/07/2026 is 6 July or 7 June 2026. Write it as 2026-06-14, or say under Columns"
                " which is first."
            ),
        ),
        (
            ROSTER_MAPPING,
            (
                "The achievement describes several results: “A”, “B”. Say which one the column"
                " holds, as in --map 'result:NAME=Column', or leave it out with --map result=."
            ),
            (
                "The achievement describes several results: “A”, “B”. Choose below what each column"
                " becomes."
            ),
        ),
        (
            ROSTER_READING,
            (
                "The column “Name” was read as the family name, because another column holds the"
                " given name. If it is the whole name, say so with --map name=#3."
            ),
            (
                "The column “Name” was read as the family name, because another column holds the"
                " given name."
            ),
        ),
        (ROSTER_HEADER, "The first row is empty.", "The first row is empty."),
    ],
)
def test_what_only_the_command_can_do_is_not_said(kind: object, detail: str, said: str) -> None:
    assert on_the_page(Problem(kind, detail)) == said  # type: ignore[arg-type]


def test_two_columns_that_fit_are_named_without_options() -> None:
    with pytest.raises(MalformedDocument) as refusal:
        bind_columns(["E-mail", "Mail"], {})
    said = on_the_page(refusal.value.problem)
    assert "“E-mail” (#1) and “Mail” (#2)" in said
    assert "--" not in said


def test_the_limits_are_documented() -> None:
    page = (ROOT / "docs/reference/limits.md").read_text("utf-8")
    section = page.partition("## Rosters on the web")[2]
    said = {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d", section)}
    limits = (
        ROSTER_LIMITS.file_bytes,
        ROSTER_LIMITS.rows,
        ROSTER_LIMITS.columns,
        ROSTER_LIMITS.spreadsheet_bytes,
        ROSTER_LIMITS.spreadsheet_members,
        ROSTER_LIMITS.spreadsheet_cells,
        ROSTER_LIMITS.spreadsheet_memory_bytes,
        ROSTER_LIMITS.spreadsheet_cpu_s,
    )
    assert set(limits) <= said
