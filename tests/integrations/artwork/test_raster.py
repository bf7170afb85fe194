"""Badge images as PNG: the same pixels as drawn, in a small file that everybody opens."""

from __future__ import annotations

import io
from typing import Any

import pytest
import resvg_py
from PIL import Image

from laurea.credentials.baking import bake, unbake
from laurea.integrations.artwork import INKS, Kind, draw_badge, render_png

KINDS: list[Kind] = ["hexagon", "roundel", "laurel", "shield"]


def a_badge(kind: Kind = "roundel", **changes: Any) -> str:
    usual: dict[str, Any] = {
        "title": "Промышленная химия",
        "issuer": "Halden Works Academy",
        "level": 4,
        "year": 2026,
        "ink": "petrol",
        "seed": "urn:uuid:1",
    }
    return draw_badge(kind=kind, **{**usual, **changes})


def opened(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as image:
        return image.convert("RGBA")


@pytest.mark.parametrize("kind", KINDS)
def test_packing_changes_no_pixel_that_anybody_sees(kind: Kind) -> None:
    svg = a_badge(kind)
    ours = opened(render_png(svg, 150))
    drawn = opened(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=150, height=150)))
    assert ours.size == drawn.size == (150, 150)
    pairs = zip(ours.convert("RGBa").tobytes(), drawn.convert("RGBa").tobytes(), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 16


@pytest.mark.parametrize("kind", KINDS)
def test_a_badge_of_600_pixels_is_small_enough_for_a_mail(kind: Kind) -> None:
    assert len(render_png(a_badge(kind))) <= 60_000


def test_ink_is_exact_and_the_corners_are_transparent() -> None:
    image = opened(render_png(a_badge("hexagon", ink="umber"), 240))
    corner, ring = image.getpixel((0, 0)), image.getpixel((120, 35))
    assert isinstance(corner, tuple)
    assert isinstance(ring, tuple)
    assert corner[3] == 0
    assert "#{:02X}{:02X}{:02X}".format(*ring[:3]) in {INKS["umber"], "#FBFAF6"}
    colours = {colour for _, colour in image.getcolors(100_000) or []}
    assert (0x6A, 0x46, 0x20, 255) in colours
    assert (0xFB, 0xFA, 0xF6, 255) in colours


def test_equal_images_give_equal_bytes() -> None:
    assert render_png(a_badge(), 64) == render_png(a_badge(), 64)


def test_a_rendered_badge_can_be_baked() -> None:
    baked = bake('{"a": 1}', render_png(a_badge(small=True), 64))
    assert unbake(baked).text == '{"a": 1}'
    assert opened(baked).tobytes() == opened(render_png(a_badge(small=True), 64)).tobytes()


def test_an_opaque_picture_has_no_transparencies() -> None:
    rect = '<rect width="240" height="240" fill="#14467A"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{rect}</svg>'
    content = render_png(svg, 16)
    assert b"tRNS" not in content
    assert opened(content).getcolors() == [(256, (0x14, 0x46, 0x7A, 255))]


def test_more_colours_than_a_palette_holds_are_shared() -> None:
    stops = '<stop stop-color="#f00"/><stop offset="1" stop-color="#00f" stop-opacity="0"/>'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<linearGradient id="g">{stops}</linearGradient>'
        '<rect width="9" height="9" fill="url(#g)"/></svg>'
    )
    image = opened(render_png(svg, 600))
    assert 100 < len(image.getcolors(100_000) or []) <= 256


@pytest.mark.parametrize("size_px", [0, 15, 2049, -1])
def test_sizes_out_of_range_are_a_bug_of_the_caller(size_px: int) -> None:
    with pytest.raises(ValueError, match="pixels"):
        render_png(a_badge(), size_px)


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="https://example.org/a.png"/>',
        '<image xlink:href = "/etc/hostname"/>',
        "<use HREF='file:///a.svg#b'/>",
        "<style>@import 'a.css'</style>",
    ],
)
def test_nothing_outside_the_picture_is_drawn_in(inside: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        render_png(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')


def test_a_doctype_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        render_png('<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"/>')


def test_what_is_no_svg_is_refused() -> None:
    with pytest.raises(ValueError, match="root node"):
        render_png("<p>")
