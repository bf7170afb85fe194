from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from laurea.web.design.parts import (
    OUTCOME_WORDS,
    STRENGTH_ICONS,
    STRENGTH_WORDS,
    VERDICT_MARKS,
    VERDICT_WORDS,
    VOUCH_ICONS,
    VOUCH_WORDS,
    Artwork,
    Fact,
    Facts,
    LevelCells,
    SkillLine,
    SkillList,
)


def test_every_kind_has_a_word_and_a_shape() -> None:
    assert VERDICT_WORDS.keys() == VERDICT_MARKS.keys()
    assert set(VERDICT_MARKS.values()) == set(OUTCOME_WORDS)
    assert VOUCH_WORDS.keys() == VOUCH_ICONS.keys()
    assert STRENGTH_WORDS.keys() == STRENGTH_ICONS.keys()


def test_stronger_evidence_covers_weaker() -> None:
    level = LevelCells(sentence="", certified=1, shown=3, claimed=4, needed=3)
    assert level.cells == ("x", "s", "s need", "c", "")


def test_a_level_that_nobody_reached_is_underlined_all_the_same() -> None:
    assert LevelCells(sentence="", needed=2, of=3).cells == ("", "need", "")


@pytest.mark.parametrize(("size", "shown"), [("l", "big"), ("m", "big"), ("s", "tiny")])
def test_artwork_below_100_pixels_is_the_small_variant(size: str, shown: str) -> None:
    artwork = Artwork(src="big", small_src="tiny", alt="", size=size)  # type: ignore[arg-type]
    assert artwork.shown_src == shown
    assert (artwork.pixels < 100) == (shown == "tiny")


def test_artwork_without_a_small_variant_is_shown_all_the_same() -> None:
    assert Artwork(src="big", alt="", size="xs").shown_src == "big"


def test_long_addresses_break_at_their_joints_and_have_a_line_of_their_own() -> None:
    did = Facts((Fact("Identifier", "did:web:school.example:i:<b>"), Fact("Since", "at 17:02")))
    html = render_to_string(did.template, {"part": did})
    assert "did:<wbr>web:<wbr>school.<wbr>example:<wbr>i:<wbr>&lt;b&gt;" in html
    assert html.count('class="long"') == 1
    assert "at 17:02" in html


def test_a_skill_that_nothing_shows_any_more_wears_no_chip() -> None:
    lines = (SkillLine(name="Weaving", strength=None),)
    assert "strength" not in render_to_string(SkillList(lines).template, {"part": SkillList(lines)})
