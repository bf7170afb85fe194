"""The design of a badge image: what it refuses, and that it is drawn as it says."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import MalformedDocument
from laurea.integrations.artwork import (
    GLYPHS,
    Design,
    draw_badge,
    draw_design,
    known_parts,
    read_design,
    render_png,
)
from laurea.integrations.artwork.design import ALT_LETTERS, fault_in
from laurea.integrations.artwork.inks import GILT, INKS, PAPER

PLAIN = Design(kind="hexagon", ink="iron")
WORDS: dict[str, Any] = {"title": "Weaving", "issuer": "Guild", "year": 2026, "seed": "urn:1"}
HOSTILE: dict[str, list[Any]] = {
    "kind": ["circle", None, 3, "<svg>"],
    "ink": ["#14467A", "red", None],
    "own_ink": ["red", "#12345", "#1234567", 'red" onload="x', "url(#x)", None, "#14467A\n"],
    "paper": ["transparent", "var(--x)", 0],
    "accent": ["#GGGGGG", "javascript:1"],
    "border": ["dashed", ""],
    "guilloche": ["spiral", None],
    "glyph": ["skull", "M0 0h9", 4, []],
    "level": [0, 5, True, "2", 1.0],
    "shows_year": ["no", None, 1],
    "short_title": ["x" * 21, "a\nb", None, "\ud800"],
    "above": ["y" * 21, "\0"],
    "alt": ["z" * (ALT_LETTERS + 1), "a\u2028b", 7],
}
hex_colours = st.from_regex(r"#[0-9A-Fa-f]{6}", fullmatch=True)
designs = st.builds(
    Design,
    kind=st.sampled_from(["hexagon", "roundel", "laurel", "shield"]),
    ink=st.sampled_from(sorted(INKS)),
    level=st.none() | st.integers(1, 4),
    glyph=st.none() | st.sampled_from(sorted(GLYPHS)),
    own_ink=st.just("") | hex_colours,
    paper=st.just("") | hex_colours,
    accent=st.just("") | hex_colours,
    border=st.sampled_from(["line", "double", "beads", "none"]),
    guilloche=st.sampled_from(["rosette", "star", "rings", "none"]),
    shows_year=st.booleans(),
    above=st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=20),
    alt=st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=40),
)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in HOSTILE.items() for value in values]
)
def test_what_is_not_known_is_refused_with_a_sentence(name: str, value: Any) -> None:
    stored = {**PLAIN.to_json(), name: value}
    with pytest.raises(MalformedDocument) as refused:
        read_design(stored)
    assert refused.value.problem.pointer == f"/{name}"
    assert refused.value.problem.detail.endswith((".", "false."))
    assert name not in known_parts(stored)


def test_unknown_names_and_missing_ones_are_refused() -> None:
    with pytest.raises(MalformedDocument, match="nothing that is called 'script'"):
        read_design({**PLAIN.to_json(), "script": "x"})
    with pytest.raises(MalformedDocument, match="names its kind"):
        read_design({"ink": "iron"})


@given(design=designs)
def test_a_design_comes_back_from_its_json_and_draws_the_same(design: Design) -> None:
    again = read_design(design.to_json())
    assert again == design
    drawn = draw_design(design, **WORDS)
    assert drawn == draw_design(again, **WORDS)
    assert "#INK" not in drawn + draw_design(design, **WORDS, small=True)
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        *("svg", "title", "g", "path", "circle", "rect", "clipPath")
    }


def test_what_is_as_usual_is_not_stored() -> None:
    assert set(PLAIN.to_json()) == {"kind", "ink", "level", "glyph", "short_title"}
    assert replace(PLAIN, accent="#777777").to_json()["accent"] == "#777777"


def test_a_plain_design_is_the_badge_image_as_ever() -> None:
    assert draw_design(PLAIN, **WORDS) == draw_badge(
        kind="hexagon", ink="iron", level=None, **WORDS
    )


def test_own_colours_take_the_place_of_the_usual_ones_everywhere() -> None:
    # Each colour is another's usual one: none may be replaced twice.
    design = replace(PLAIN, own_ink=GILT, paper="#FFFFFF", accent=PAPER, level=2)
    for small in (False, True):
        drawn = draw_design(design, **WORDS, small=small)
        assert {GILT, "#FFFFFF", PAPER} == set(re.findall(r"#[0-9A-F]{6}", drawn))


@pytest.mark.parametrize("part", ["border", "guilloche"])
def test_each_variant_is_drawn_otherwise(part: str) -> None:
    variants = {"border": ["line", "double", "beads", "none"]}.get(
        part, ["rosette", "star", "rings", "none"]
    )
    for kind in ("hexagon", "roundel", "laurel", "shield"):
        stored = {**PLAIN.to_json(), "kind": kind}
        drawn = {draw_design(read_design({**stored, part: each}), **WORDS) for each in variants}
        assert len(drawn) == 4


def test_the_words_of_the_design_come_before_those_of_the_achievement() -> None:
    design = replace(PLAIN, above="Weavers", short_title="Cloth", shows_year=False)
    same = replace(PLAIN, alt="Badge artwork: Weaving, Guild")
    other: dict[str, Any] = {"title": "Cloth", "issuer": "Weavers", "year": None, "seed": "urn:1"}
    drawn = draw_design(replace(design, alt=same.alt), **WORDS)
    assert drawn == draw_design(same, **other)


def test_the_alternative_text_stays_text() -> None:
    design = replace(PLAIN, alt="""A "b" <script>'href='http://x.example'""")
    drawn = draw_design(design, **WORDS)
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    assert root.get("aria-label") == design.alt
    assert render_png(drawn, 16).startswith(b"\x89PNG")


def test_parts_without_fault_have_no_sentence() -> None:
    assert all(fault_in(name, value) is None for name, value in PLAIN.to_json().items())
