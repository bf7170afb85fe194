"""The drawn badge image: what it says, what it never contains, and that it is always the same."""

from __future__ import annotations

import re
import time
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.artwork import GLYPHS, INKS, alt_text, draw_badge
from laurea.integrations.artwork.inks import GILT, PAPER
from laurea.integrations.artwork.silhouettes import SILHOUETTES

SVG = "{http://www.w3.org/2000/svg}"


def a_badge(**changes: Any) -> str:
    usual: dict[str, Any] = {
        "title": "Web Analytics",
        "issuer": "Northfield College",
        "level": 3,
        "year": 2026,
        "kind": "hexagon",
        "ink": "prussian",
        "seed": "urn:uuid:6d2b0f43-3c3c-4b6e-9b7e-2f8f6a5d1c11",
    }
    return draw_badge(**{**usual, **changes})


@given(
    title=st.text(),
    issuer=st.text(),
    level=st.none() | st.integers(1, 4),
    year=st.none() | st.integers(1000, 9999),
    kind=st.sampled_from(sorted(SILHOUETTES)),
    ink=st.sampled_from(sorted(INKS)),
    seed=st.text(),
    small=st.booleans(),
)
def test_any_words_give_a_sound_picture_without_text_or_references(**words: Any) -> None:
    drawn = draw_badge(**words)
    root = ET.fromstring(drawn)  # noqa: S314 - drawn a line above
    assert (root.tag, root.get("viewBox"), root.get("role")) == (SVG + "svg", "0 0 240 240", "img")
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "g", "path", "circle", "rect", "clipPath"}
    assert "href" not in drawn
    assert "font" not in drawn
    assert draw_badge(**words) == drawn


@given(st.sampled_from(sorted(INKS)), st.sampled_from(sorted(SILHOUETTES)), st.booleans())
def test_only_one_ink_paper_and_gilt_are_used(ink: Any, kind: Any, small: bool) -> None:
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}\b", a_badge(ink=ink, kind=kind, small=small)))
    assert colours == {INKS[ink], PAPER, GILT}


def test_what_it_says_stands_in_title_and_label() -> None:
    root = ET.fromstring(a_badge(title='R&D "Basics" <1>', level=None))  # noqa: S314
    said = 'Badge artwork: R&D "Basics" <1>, Northfield College, 2026'
    assert root.get("aria-label") == said
    assert root.findtext(SVG + "title") == said


def test_nothing_missing_is_said() -> None:
    assert alt_text(title="Welding", issuer="", level=None, year=None) == "Badge artwork: Welding"


@pytest.mark.parametrize(
    "text", ["数据分析", "تحليل البيانات", "ניתוח", "データ", "🎓 Badge", "a\u0301\u0323\u035f"]
)
def test_a_script_without_font_leaves_the_ring_and_stays_in_the_alternative_text(text: str) -> None:
    drawn = a_badge(title=text, issuer=text)
    assert f"Badge artwork: {text}, level 3" in drawn
    # What is drawn is what would be drawn without any words.
    bare = a_badge(title="", issuer="")
    assert drawn[drawn.index("</title>") :] == bare[bare.index("</title>") :]


def test_one_text_without_font_does_not_take_the_other_with_it() -> None:
    both, one, none = a_badge(), a_badge(title="数据分析"), a_badge(title="数据分析", issuer="大学")
    assert len(both) > len(one) > len(none)
    assert a_badge(issuer="大学") != one


def test_guilloche_and_glyph_follow_the_seed_alone() -> None:
    drawings = {a_badge(seed=f"urn:uuid:{number}") for number in range(40)}
    assert len(drawings) > 30
    assert a_badge(seed="a", glyph="star") != a_badge(seed="a", glyph="book")


def test_each_level_adds_a_leaf() -> None:
    sizes = [len(a_badge(level=level)) for level in (1, 2, 3, 4)]
    assert sizes == sorted(set(sizes))
    assert len(a_badge(level=1, small=True)) > len(a_badge(level=None, small=True))


def test_the_small_variant_has_neither_ring_text_nor_year() -> None:
    for kind in SILHOUETTES:
        drawn = a_badge(kind=kind, small=True)
        other = a_badge(kind=kind, small=True, year=None)
        assert drawn.replace(", 2026", "") == other
        assert len(drawn) < len(a_badge(kind=kind)) / 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 0},
        {"level": 5},
        {"year": 26},
        {"year": 12026},
        {"kind": "star"},
        {"ink": "green"},
        {"glyph": "unicorn"},
    ],
)
def test_values_outside_the_guide_are_a_bug_of_the_caller(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=re.escape(str(next(iter(wrong.values()))))):
        a_badge(**wrong)


def test_identifiers_differ_between_images_that_differ_in_pattern() -> None:
    ids = {re.search(r'clipPath id="([^"]+)"', a_badge(seed=str(n)))[1] for n in range(30)}  # type: ignore[index]
    assert len(ids) > 10


def test_every_glyph_is_drawn_with_one_stroke_inside_its_field() -> None:
    for name, path in GLYPHS.items():
        starts = re.findall(r"M(-?[\d.]+)[ ,]?(-?[\d.]+)", path)
        assert all(max(abs(float(x)), abs(float(y))) <= 24 for x, y in starts), name
        assert f'd="{path}"' in a_badge(glyph=name)


def test_drawing_takes_milliseconds_once_warm() -> None:
    a_badge()
    times = []
    for number in range(5):
        start = time.process_time()
        a_badge(title=f"Module {number}", kind="laurel")
        times.append(time.process_time() - start)
    assert min(times) < 0.05
