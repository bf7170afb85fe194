"""The guard of continuous integration notices what pytest passes over in silence."""

from __future__ import annotations

import runpy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "nothing_skipped.py"))

EVERY_KIND = "".join(
    f'<testcase classname="tests.{kind}.test_a" name="test_b"/>'
    for kind in ("architecture", "credentials", "interop", "web")
)


def complaints(cases: str) -> list[str]:
    root = ET.fromstring(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")  # noqa: S314
    found: list[str] = SCRIPT["complaints"]("test", root)
    return found


def test_a_full_run_draws_no_complaint() -> None:
    assert complaints(EVERY_KIND) == []


def test_skipped_test_is_named_with_its_reason() -> None:
    skipped = '<testcase classname="c" name="n"><skipped message="no vectors"/></testcase>'
    assert complaints(EVERY_KIND + skipped) == ["skipped in test: c::n: no vectors"]


def test_expected_failure_is_no_skip() -> None:
    expected = '<testcase classname="c" name="n"><skipped type="pytest.xfail"/></testcase>'
    assert complaints(EVERY_KIND + expected) == []


def test_kind_that_did_not_run_is_named() -> None:
    kept = EVERY_KIND.replace("tests.interop.", "tests.elsewhere.")
    assert complaints(kept) == ["no test of tests.interop.* ran in test"]


def test_run_that_left_no_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test.xml").write_text(f"<testsuites>{EVERY_KIND}</testsuites>")
    assert SCRIPT["main"](str(tmp_path)) == 1
    assert capsys.readouterr().err.splitlines() == ["no run postgresql", "no run browser"]
