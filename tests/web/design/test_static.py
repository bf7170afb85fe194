from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from laurea.web.design.drawings.ornaments import app_icon

COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\(|\bhsla?\(")
TOKEN = re.compile(r"--([\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\)")
# Pairs of text and ground, with the contrast they need: WCAG 2.2, 1.4.3 and 1.4.11.
PAIRS = {
    7.0: "ink/paper ink/sheet ink-2/paper ink-2/sheet ink/passed-tint ink/failed-tint"
    " ink/unknown-tint",
    4.5: "ink-2/sunk ink-3/paper ink-3/sheet ink-3/sunk press/paper press/sheet press/press-tint"
    " on-press/press on-press/press-deep gilt/sheet gilt/paper gilt/gilt-tint passed/sheet"
    " passed/paper passed/passed-tint failed/sheet failed/paper failed/failed-tint unknown/sheet"
    " unknown/paper unknown/unknown-tint silent/sheet silent/paper silent/silent-tint",
    3.0: "edge/sheet edge/paper edge/sunk",
}


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_text_and_ground_can_be_read(sheets: dict[str, str], theme: str) -> None:
    place = 1 if theme == "light" else 2
    colours = {found[1]: found[1 + place] for found in TOKEN.finditer(sheets["tokens.css"])}
    poor = [
        (pair, needed)
        for needed, pairs in PAIRS.items()
        for pair in pairs.split()
        if contrast(*(colours[name] for name in pair.split("/"))) < needed
    ]
    assert poor == []


def test_colours_stand_in_the_tokens_and_nowhere_else(sheets: dict[str, str]) -> None:
    # Two exceptions: codes and logos are dark on white in either theme, and masks are no colours.
    allowed = {"#fff", "#14202b", "#0000", "#000", "#999"}
    used = {
        hit.group().lower()
        for name in ("parts.css", "pages.css", "print.css")
        for hit in COLOUR.finditer(re.sub(r"url\([^)]*\)", "", sheets[name]))
    }
    assert used <= allowed


def test_every_token_that_is_used_is_defined(sheets: dict[str, str]) -> None:
    together = "".join(sheets.values())
    defined = set(re.findall(r"(--[\w-]+)\s*:", together))
    assert set(re.findall(r"var\((--[\w-]+)", together)) - defined == set()


def test_sides_are_logical_so_that_pages_turn_with_the_script(sheets: dict[str, str]) -> None:
    physical = re.compile(r"(?:margin|padding|border|inset)-(?:left|right)|[;{ ](?:left|right):")
    found = [hit for name in sheets for hit in physical.findall(sheets[name])]
    assert found == []
    assert "text-align: left" not in "".join(sheets.values())


def test_braces_are_closed(sheets: dict[str, str]) -> None:
    assert [n for n, text in sheets.items() if text.count("{") != text.count("}")] == []


def test_style_sheets_are_light(folder: Path) -> None:
    together = b"".join(path.read_bytes() for path in (folder / "static/design").glob("*.css"))
    assert len(gzip.compress(together)) <= 15 * 1024


def test_fonts_are_those_that_were_recorded(folder: Path) -> None:
    fonts = folder / "static/design/fonts"
    record = json.loads((fonts / "SOURCES.json").read_text())
    listed = {
        name: digest
        for family in record["families"].values()
        for name, digest in family["files"].items()
    }
    found = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in fonts.glob("*.woff2")}
    assert found == listed
    for family in record["families"].values():
        assert "SIL Open Font License" in (fonts / family["licence_file"]).read_text()


def test_every_font_is_named_with_its_characters(folder: Path, sheets: dict[str, str]) -> None:
    named = re.findall(r'url\("fonts/([^"]+)"\)[^}]*unicode-range: U', sheets["fonts.css"])
    there = [path.name for path in (folder / "static/design/fonts").glob("*.woff2")]
    assert sorted(named) == sorted(there)


def test_fonts_stay_of_a_reasonable_size(folder: Path) -> None:
    sizes = [path.stat().st_size for path in (folder / "static/design/fonts").glob("*.woff2")]
    assert sum(sizes) < 500_000


def test_the_icon_is_the_mark_as_it_is_drawn(folder: Path) -> None:
    assert (folder / "static/design/icon.svg").read_text() == app_icon()
