from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.cli import console
from laurea.cli.progress import progress
from laurea.credentials.problems import EXPIRED, HASH_WEAK, Problem, Severity


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_a_terminal_obeys_gets_through(text: str) -> None:
    shown = console.printable(text)
    shown.encode()
    assert not set(shown) & {chr(c) for c in (*range(9), *range(11, 32), *range(127, 160))}
    assert not set(shown) & set("\u202a\u202e\u2066\u2069\u200f\u061c")
    if text.isprintable():
        assert shown == text


def test_letters_of_every_script_stay_as_they_are() -> None:
    for name in ("Søren Kierkegård", "李小龍", "محمد", "नमस्ते", "👩‍🎓"):
        assert console.printable(name) == name


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("Guild\u200b", "Guild\\u200b"),
        ("\ufeffGuild", "\\ufeffGuild"),
        ("Gu\u00adild", "Gu\\xadild"),
        ("Gu\u2060ild", "Gu\\u2060ild"),
        ("Gu\u200dild", "Gu\\u200dild"),
        ("Guild\u200c", "Guild\\u200c"),
        ("\u2028Guild", "\\u2028Guild"),
        ("Guild\U000e0041", "Guild\\U000e0041"),
        ("\u2067Guild", "\\u2067Guild"),
    ],
)
def test_what_takes_no_room_is_shown_as_an_escape(hidden: str, shown: str) -> None:
    assert console.printable(hidden) == shown


def test_joiners_stay_where_a_language_needs_them() -> None:
    for name in ("می‌خواهم", "श्र‍ी", "👩‍🎓"):
        assert console.printable(name) == name


def test_a_file_name_that_is_not_unicode_can_be_printed_and_put_into_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = console.printable_path(b"report-\xff\x1b.json")
    console.write_json({"file": name})
    assert json.loads(capsys.readouterr().out) == {"file": "report-\\xff\\x1b.json"}
    assert console.printable_path(Path("a/b")) == "a/b"
    assert console.printable_path(7) == "file 7"


def test_answers_go_to_standard_output_in_order_and_the_rest_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    console.write("first")
    console.write_json({"second": 2})
    console.write("third")
    console.note("a note")
    out, err = capsys.readouterr()
    assert out == 'first\n{"second":2}\nthird\n'
    assert err == "a note\n"


def test_a_problem_names_its_subject_and_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    console.print_problem(Problem(EXPIRED, "It ended on 1 May.", "/validUntil"), "row 7")
    console.print_problem(Problem(HASH_WEAK, "No salt.", severity=Severity.WARNING))
    assert capsys.readouterr().err.splitlines() == [
        "error: The credential has expired",
        "  row 7: It ended on 1 May. (at /validUntil)",
        "warning: The recipient's hash is weak",
        "  No salt.",
    ]


@pytest.mark.parametrize(
    ("environment", "styled"),
    [
        ({"TERM": "xterm"}, True),
        ({"NO_COLOR": "1", "TERM": "xterm"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_whose_owner_wants_it(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    styled: bool,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert not console.is_styled()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    console.error("Title", "Detail")
    assert ("\x1b[" in capsys.readouterr().err) == styled


@pytest.mark.parametrize("total", [3, None])
def test_progress_prints_nothing_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str], total: int | None
) -> None:
    with progress("Issuing", total) as advance:
        advance(1)
    assert capsys.readouterr() == ("", "")
