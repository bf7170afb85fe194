from __future__ import annotations

import pytest

from laurea.integrations.roster.outcomes import looks_failed, tells_who_passed
from laurea.integrations.roster.vocabulary import meaning_of


@pytest.mark.parametrize(
    "header", ["Passed", "PASSED?", "Bestanden", "Geslaagd", "Зачтено", "合格"]
)
def test_headers_that_say_who_passed_are_known_and_name_no_field(header: str) -> None:
    assert tells_who_passed(header)
    assert meaning_of(header) is None


@pytest.mark.parametrize("cell", ["F", " fail ", "Nicht bestanden", "-", "\u2013", "no", "Нет"])
def test_values_of_those_who_did_not_pass_are_known(cell: str) -> None:
    assert looks_failed(cell)


@pytest.mark.parametrize("cell", ["", "x", "A", "1", "0", "bestanden", "yes", "\u2713", "85"])
def test_other_values_are_not_taken_for_a_fail(cell: str) -> None:
    assert not looks_failed(cell)
