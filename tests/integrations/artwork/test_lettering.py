"""Lettering on rings: what is shortened, what is covered, and where the letters go."""

from __future__ import annotations

import hashlib
import json
import re
from importlib import resources

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.artwork.lettering import (
    RING_LETTERS,
    RingStyle,
    capitals,
    ring_text,
    shortened,
    year_path,
)

FONTS = resources.files("laurea.integrations.artwork") / "fonts"
STYLE = RingStyle()


def points(path: str) -> list[tuple[float, float]]:
    """Return the points of path data, those that bend curves included."""
    pen = RecordingPen()
    parse_path(path, pen)
    return [point for _, arguments in pen.value for point in arguments]


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("Web Analytics", "Web Analytics"),
        ("  Web \n Analytics ", "Web Analytics"),
        ("Exactly twenty lette", "Exactly twenty lette"),
        ("Welding (MIG/MAG, EN ISO 9606)", "Welding"),
        ("Data Literacy – an introduction for everybody", "Data Literacy"),
        ("Pflege | Grundkurs für Einsteiger", "Pflege"),
        ("The Northfield Institute", "Northfield Institute"),
        ("The College", "The College"),
        ("Hafenbetriebe Nord GmbH", "Hafenbetriebe Nord"),
        ("Straße und Schiene, Bauabteilung", "Straße & Schiene…"),
        ("Health and Safety Basic", "Health & Safety…"),
        ("Introduction to Data Science", "Introduction…"),
        ("Instandhaltungsmanagement", "Instandhaltungsmana…"),
        ("(a remark in brackets alone)", "(a remark…"),
        ("", ""),
    ],
)
def test_long_names_are_cut_where_it_hurts_least(whole: str, short: str) -> None:
    assert shortened(whole) == short


@given(st.text())
def test_nothing_is_longer_than_the_ring_holds(text: str) -> None:
    assert len(capitals(shortened(text))) <= RING_LETTERS


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Straße", "STRASSE"),
        ("Ελλάδα", "ΕΛΛΑΔΑ"),
        ("Μαΐου", "ΜΑΪΟΥ"),
        ("Йоганна Ї", "ЙОГАННА Ї"),
        ("Nguyễn", "NGUYỄN"),
        ("été", "ÉTÉ"),
    ],
)
def test_capitals_follow_the_habits_of_the_script(text: str, written: str) -> None:
    assert capitals(text) == written


@pytest.mark.parametrize(
    "text",
    [
        "Ärztekammer Südost",
        "Zażółć gęślą jaźń",
        "Příliš žluťoučký kůň",
        "Şişli Öğretim",
        "Ανάλυση δεδομένων",
        "Объявление щуки ёж",
        "Київський ґанок є",
        "Đại học Đà Nẵng",
        "Þór Æsir Øre",
        "№ 7 · “A” – B…",
    ],
)
def test_the_scripts_of_the_guide_are_covered(text: str) -> None:
    assert ring_text(text, 98, "top", STYLE) is not None


@pytest.mark.parametrize("text", ["", "数据", "تحليل", "한국어", "🎓", "A\u0332", "\x00", "\ud800"])
def test_what_no_font_covers_is_not_drawn(text: str) -> None:
    assert ring_text(text, 98, "top", STYLE) is None


@pytest.mark.parametrize("text", ["I", "WEB ANALYTICS", "W" * RING_LETTERS])
@pytest.mark.parametrize("half", ["top", "bottom"])
def test_letters_stay_on_their_ring_and_in_their_half(text: str, half: str) -> None:
    drawn = ring_text(text, 98, "top" if half == "top" else "bottom", STYLE)
    assert drawn is not None
    assert drawn.span_deg < 170
    for x, y in points(drawn.path):
        assert 91 < (x * x + y * y) ** 0.5 < 106
        assert (y < 0) == (half == "top")


def test_ring_text_is_centred() -> None:
    drawn = ring_text("OHO", 98, "bottom", STYLE)
    assert drawn is not None
    xs = [x for x, _ in points(drawn.path)]
    assert max(xs) == pytest.approx(-min(xs), abs=0.5)


def test_a_year_is_centred_on_its_place() -> None:
    xs, ys = zip(*points(year_path(2002, 120, 50, 18)), strict=True)
    assert (max(xs) + min(xs)) / 2 == pytest.approx(120, abs=0.5)
    assert (max(ys) + min(ys)) / 2 == pytest.approx(50, abs=0.5)


def test_fonts_are_the_recorded_ones_small_and_under_their_licence() -> None:
    record = json.loads((FONTS / "SOURCES.json").read_text("utf-8"))
    total = 0
    for name, source in record["files"].items():
        content = (FONTS / name).read_bytes()
        total += len(content)
        assert hashlib.sha256(content).hexdigest() == source["sha256"]
        assert re.fullmatch(r"@fontsource/[a-z0-9-]+@\d+\.\d+\.\d+", source["npm_package"])
        assert re.fullmatch(r"[0-9a-f]{64}", source["npm_package_sha256"])
        assert "Adobe" in source["copyright"]
    assert total < 400_000
    assert record["licence"] == "OFL-1.1"
    assert "SIL OPEN FONT LICENSE" in (FONTS / record["licence_file"]).read_text("utf-8")


def test_fonts_are_plain_truetype_and_do_not_bear_the_reserved_name() -> None:
    for entry in FONTS.iterdir():
        if entry.name.endswith(".ttf"):
            with resources.as_file(entry) as path, TTFont(path) as font:
                assert font.flavor is None
                assert "Source" not in font["name"].getDebugName(1)
                assert "Source" in font["name"].getDebugName(0)  # the copyright of the original
