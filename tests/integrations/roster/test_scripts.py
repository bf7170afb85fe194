from __future__ import annotations

import pytest

from laurea.integrations.roster.scripts import looks_latin, mixes_scripts


@pytest.mark.parametrize(
    "text", ["alva", "алва", "alva1-2", "日本ごカナ", "日本abc", "한글漢字", ""]
)
def test_letters_of_one_way_of_writing_are_no_mixture(text: str) -> None:
    assert not mixes_scripts(text)


@pytest.mark.parametrize("text", ["\u0430lva", "alv\u03b1", "\u03b1\u0431", "한글かな"])
def test_alphabets_that_are_not_written_together_are_a_mixture(text: str) -> None:
    assert mixes_scripts(text)


def test_only_a_word_of_nothing_but_look_alikes_looks_latin() -> None:
    assert looks_latin("\u0440\u0430\u0443")
    assert not looks_latin("\u0440\u0430\u0443\u0449")
    assert not looks_latin("pay")
    assert not looks_latin("123")
