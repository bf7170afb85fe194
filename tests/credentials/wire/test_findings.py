"""Findings keep their place, and stay few however much is wrong."""

from __future__ import annotations

import pytest

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.limits import Limits
from laurea.credentials.problems import RANGE, Severity
from laurea.credentials.wire.findings import Findings, pointer_to


def test_a_path_becomes_a_pointer() -> None:
    assert pointer_to(None) == ""
    assert pointer_to((((None, "a/b"), 0), "c")) == "/a~1b/0/c"


def test_many_warnings_do_not_hide_an_error() -> None:
    findings = Findings(Limits())
    for _ in range(1000):
        findings.add(RANGE, "Far.", None, Severity.WARNING)
    findings.add(RANGE, "Too far.", None)
    assert len(findings.problems) == 101
    assert findings.problems[-1].severity is Severity.ERROR


def test_long_values_are_shown_in_part() -> None:
    findings = Findings(Limits())
    findings.add_malformed("a" * 1000, "a number", None)
    assert findings.problems[0].detail == f'This must be a number, not "{"a" * 60}…".'


def test_credentials_inside_are_counted_and_measured() -> None:
    findings = Findings(Limits(nested_credentials=2, nested_depth=1))
    findings.enter_credential(None)
    with pytest.raises(LimitExceeded, match="deeper than 1"):
        findings.enter_credential(None)
    wide = Findings(Limits(nested_credentials=2, nested_depth=1))
    for _ in range(2):
        wide.enter_credential(None)
        wide.leave_credential()
    with pytest.raises(LimitExceeded, match="more than 2"):
        wide.enter_credential(None)
