from __future__ import annotations

import pytest

from laurea.web.issuing.letters.wording import one_line


@pytest.mark.parametrize(
    "text", ["a\nb", "a\r\nb", "a\x00b", "a\u2028b", "a\u2029b", "a\x85b", "a\x0bb", " a \t b "]
)
def test_what_breaks_lines_becomes_a_space(text: str) -> None:
    assert one_line(text, 50) == "a b"


def test_letters_of_all_scripts_stay_and_turning_marks_go() -> None:
    assert one_line("می\u200cخواهم Ω ł 𝔘", 50) == "می\u200cخواهم Ω ł 𝔘"
    assert one_line("a\u202eb", 50) == "a b"
