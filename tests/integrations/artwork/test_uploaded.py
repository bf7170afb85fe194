from __future__ import annotations

import io

import pytest
from PIL import Image

from laurea.credentials.baking import png
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.integrations.artwork import draw_badge, uploaded
from laurea.integrations.artwork.uploaded import REDRAWN_PX, redraw_picture

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}">{2}</svg>'


def an_svg(inside: str, width: int = 10, height: int = 10) -> bytes:
    return SVG.format(width, height, inside).encode()


def a_png(width: int, height: int, colour: str = "#14467A") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, "png")
    return written.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGBA")


RED = '<rect width="100%" height="100%" fill="#FF0000"/>'


@pytest.mark.parametrize(
    ("content", "corner"),
    [
        (an_svg(RED, 20, 10), 0),
        (an_svg(RED, 10, 20), 0),
        (an_svg(RED), 255),
        (a_png(40, 20), 0),
        (a_png(900, 900), 255),
    ],
)
def test_a_picture_stands_in_the_middle_of_a_square(content: bytes, corner: int) -> None:
    drawn = opened(redraw_picture(content))
    middle = REDRAWN_PX // 2
    assert drawn.size == (REDRAWN_PX, REDRAWN_PX)
    assert drawn.getpixel((middle, middle))[3] == 255  # type: ignore[index]
    assert drawn.getpixel((2, 2))[3] == corner  # type: ignore[index]


def test_nothing_of_the_file_itself_is_handed_on() -> None:
    hidden = png.bake("{}", a_png(20, 20))
    assert b"openbadgecredential" in hidden
    kinds = {chunk.type for chunk in png.walk(redraw_picture(hidden), DEFAULT_LIMITS)}
    assert kinds <= {b"IHDR", b"IDAT", b"IEND", b"sRGB", b"gAMA"}
    scripted = an_svg("<script>alert(1)</script>" + RED)
    assert b"alert" not in redraw_picture(scripted)


def test_our_own_artwork_can_be_brought_again() -> None:
    svg = draw_badge(
        title="Weaving", issuer="Guild", level=2, year=2026, kind="hexagon", ink="iron", seed="1"
    )
    assert opened(redraw_picture(svg.encode())).getpixel((300, 20)) == (57, 67, 77, 255)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"<svg", "not well-formed"),
        (an_svg('<image href="/etc/hostname" width="9" height="9"/>'), "outside itself"),
        (an_svg('<image href="https://picture.example/" width="9" height="9"/>'), "outside itself"),
        (an_svg('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="a.svg#b"/>'), "outside"),
        (an_svg("<text>Weaving</text>"), "outlines"),
        (an_svg("<g/>"), "Nothing of the picture"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + an_svg(RED), "entities"),
    ],
)
def test_what_cannot_be_drawn_as_it_was_meant_is_refused_in_words(
    content: bytes, said: str
) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        redraw_picture(content)
    assert said in refusal.value.problem.detail


def doubling() -> bytes:
    """A small file that asks for ten thousand million rectangles."""
    groups = "".join(f'<g id="a{n + 1}">' + f'<use href="#a{n}"/>' * 10 + "</g>" for n in range(10))
    first = '<g id="a0"><rect width="1" height="1"/></g>'
    return an_svg(f"<defs>{first}{groups}</defs><use href='#a10'/>")


def clouds() -> bytes:
    """A small file that asks for much reckoning."""
    filters = '<feTurbulence baseFrequency="0.9" numOctaves="50"/>' * 200
    return an_svg(f"<filter id='c'>{filters}</filter><g filter='url(#c)'>{RED}</g>")


@pytest.mark.parametrize(
    "content", [b" " * (2 * 1024 * 1024 + 1), clouds(), doubling(), a_png(5000, 5000)]
)
def test_what_would_take_too_much_is_stopped(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploaded, "_CPU_S", 1)
    with pytest.raises((LimitExceeded, MalformedDocument)):
        redraw_picture(content)
