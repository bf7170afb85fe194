"""Lettering as outlines, so that a badge image looks the same where no font is installed.

The two fonts beside this module hold capitals and figures only; `fonts/SOURCES.json` says where
they come from. Text that they do not cover is not drawn at all: a ring with gaps or boxes would
misspell a name.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, TypeAlias

from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from laurea.integrations.artwork.numbers import number

RING_LETTERS: Final = 20
"""Most letters of the text on one half of a ring, for which it always has room."""

NAME_LETTERS: Final = 26
"""Most letters of a name there; wide ones are set smaller, and the fine lines give way."""

Half: TypeAlias = Literal["top", "bottom"]

_ELLIPSIS: Final = "…"
_ASIDE: Final = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_SUBTITLE: Final = re.compile(r"\s*(?::|\s[-–—|/·])\s.*$")  # noqa: RUF001
_ARTICLE: Final = re.compile(r"^The\s+(?=\S)")
_LEGAL_FORM: Final = re.compile(
    r"[\s,]+(?:g?GmbH|AG|SE|KG|e\.\s?V\.|Ltd\.?|Limited|plc|PLC|LLC|Inc\.?|Corp\.?|S\.A\.|SA|SAS"
    r"|S\.L\.|B\.V\.|BV|N\.V\.|AB|A/S|ApS|AS|ASA|Oy|Oyj|S\.p\.A\.|S\.r\.l\.|s\.r\.o\.|Pty)$"
)
_AND: Final = re.compile(r"\s(?:and|und|et|y|e|i|en|og|och|ja|и|і|και|và)\s")  # noqa: RUF001
_GREEK_ACUTE: Final = "\u0301"


@dataclass(frozen=True, slots=True)
class RingStyle:
    """Sizes of ring text, in the units of the ring: the em, and the space between letters."""

    size: float = 15.0
    spacing: float = 1.5
    smallest: float = 0.74
    span_deg: float = 158.0


@dataclass(frozen=True, slots=True)
class RingText:
    """Ring text as one path around (0, 0), and the angle it covers, in degrees."""

    path: str
    span_deg: float


class _Face:
    """One bundled font, with its outlines recorded as they are asked for."""

    def __init__(self, file: str) -> None:
        folder = resources.files("laurea.integrations.artwork") / "fonts"
        font = TTFont(io.BytesIO((folder / file).read_bytes()))
        self._glyphs = font.getGlyphSet()
        self._widths = font["hmtx"]
        self._kerning = font["kern"].kernTables[0].kernTable if "kern" in font else {}
        self.names: dict[int, str] = font.getBestCmap()
        self.em: int = font["head"].unitsPerEm
        self.cap_height: int = font["OS/2"].sCapHeight
        self._recorded: dict[str, Any] = {}

    def covers(self, text: str) -> bool:
        return all(ord(character) in self.names for character in text)

    def width(self, character: str) -> int:
        return int(self._widths[self.names[ord(character)]][0])

    def kerning(self, left: str, right: str) -> int:
        names = self.names.get(_letter(left)), self.names.get(_letter(right))
        return int(self._kerning.get(names, 0))

    def draw(self, character: str, at: Transform, pen: SVGPathPen) -> None:
        name = self.names[ord(character)]
        if name not in self._recorded:
            recording = DecomposingRecordingPen(self._glyphs)
            self._glyphs[name].draw(recording)
            self._recorded[name] = recording
        self._recorded[name].replay(TransformPen(pen, at))


@cache
def _capitals() -> _Face:
    return _Face("laurea-ring-600.ttf")


@cache
def _figures() -> _Face:
    return _Face("laurea-figures-600.ttf")


@cache
def _letter(character: str) -> int:
    """Return the code of the letter under the accents of `character`."""
    return ord(unicodedata.normalize("NFD", character)[0])


def capitals(text: str) -> str:
    """Return `text` in capitals, as lettering writes them.

    >>> capitals("straße"), capitals("Αθήνα"), capitals("Đà Nẵng")
    ('STRASSE', 'ΑΘΗΝΑ', 'ĐÀ NẴNG')
    """
    decomposed = unicodedata.normalize("NFD", " ".join(text.split()).upper())
    # Greek capitals carry no accent; a diaeresis stays.
    letters = [
        character
        for before, character in zip(" " + decomposed, decomposed, strict=False)
        if character != _GREEK_ACUTE or not _is_greek(before)
    ]
    return unicodedata.normalize("NFC", "".join(letters))


def _is_greek(character: str) -> bool:
    return "\u0370" <= character <= "\u03ff" or character == "\u0308"


def shortened(text: str, letters: int = RING_LETTERS) -> str:
    """Return `text` with at most `letters` letters, cut where it hurts least.

    First goes what stands in brackets, then a subtitle, an article and the legal form of a
    company; then "and" becomes "&"; only then are words cut from the end, with an ellipsis.

    >>> shortened("Web Analytics: from clicks to decisions")
    'Web Analytics'
    >>> shortened("The Halden Works Academy Ltd")
    'Halden Works Academy'
    >>> shortened("Measurement and Evaluation of Public Policy")
    'Measurement…'
    """
    text = " ".join(text.split())
    for shorter in (_ASIDE, _SUBTITLE, _ARTICLE, _LEGAL_FORM):
        if len(capitals(text)) > letters:
            text = shorter.sub("", text) or text
    if len(capitals(text)) > letters:
        text = _AND.sub(" & ", text)
    return text if len(capitals(text)) <= letters else _cut(text, letters)


def _cut(text: str, letters: int) -> str:
    words = text.split(" ")
    while len(words) > 1 and len(capitals(" ".join(words))) >= letters:
        words.pop()
    # A small word at the end would promise something that does not come.
    while len(words) > 1 and len(words[-1]) <= (4 if words[-1].islower() else 2):
        words.pop()
    kept = " ".join(words).rstrip(",;:.-–—&/ ")  # noqa: RUF001
    while len(capitals(kept)) >= letters:
        kept = kept[:-1]
    return kept + _ELLIPSIS


def ring_text(text: str, radius: float, half: Half, style: RingStyle) -> RingText | None:
    """Return `text` in capitals along a circle around (0, 0), or None where no font covers it.

    Args:
        text: what is written, already short enough.
        radius: the middle of the ring, halfway up the letters.
        half: whether it is centred at the top, or at the bottom and readable from below.
        style: the sizes; a long text is set smaller until it fits.
    """
    face, letters = _capitals(), capitals(text)
    if not letters or not face.covers(letters):
        return None
    advances = _advances(face, letters)
    share = _share_that_fits(advances, radius, style)
    size, spacing = style.size * share, style.spacing * share
    steps = [advance * size / face.em + spacing for advance in advances]
    length = sum(steps) - spacing
    pen = SVGPathPen(None, ntos=number)
    start = 0.0
    for letter, step in zip(letters, steps, strict=True):
        middle = start + face.width(letter) * size / face.em / 2 - length / 2
        face.draw(letter, _on_ring(middle / radius, radius, half, size, face, letter), pen)
        start += step
    return RingText(str(pen.getCommands()), math.degrees(length / radius))


def ring_cap_height(text: str, radius: float, style: RingStyle) -> float | None:
    """Return how high `ring_text` draws the letters of `text`; None where no font covers it."""
    face, letters = _capitals(), capitals(text)
    if not letters or not face.covers(letters):
        return None
    share = _share_that_fits(_advances(face, letters), radius, style)
    return style.size * share * face.cap_height / face.em


def _advances(face: _Face, letters: str) -> list[int]:
    """Return how far each letter moves the next, kerning included, in font units."""
    follows = [*letters[1:], ""]
    return [
        face.width(letter) + (face.kerning(letter, following) if following else 0)
        for letter, following in zip(letters, follows, strict=True)
    ]


def _share_that_fits(advances: list[int], radius: float, style: RingStyle) -> float:
    length = sum(advances) * style.size / _capitals().em + style.spacing * (len(advances) - 1)
    room = math.radians(style.span_deg) * radius
    return max(min(1.0, room / length), style.smallest) if length else 1.0


def _on_ring(
    angle: float, radius: float, half: Half, size: float, face: _Face, letter: str
) -> Transform:
    """Return the transform that puts a letter upright on the ring, `angle` from its middle."""
    scale, up = size / face.em, face.cap_height * size / face.em / 2
    # Letters of the lower half stand with their feet outwards.
    turn, foot = (angle, up - radius) if half == "top" else (-angle, up + radius)
    moved = Transform().rotate(turn).translate(0, foot).scale(scale, -scale)
    return moved.translate(-face.width(letter) / 2, 0)


def year_path(year: int, x: float, y: float, size: float, spacing: float = 1.0) -> str:
    """Return the figures of `year` as one path, centred on (x, y)."""
    face, figures = _figures(), str(year)
    scale, pen = size / face.em, SVGPathPen(None, ntos=number)
    widths = [face.width(figure) * scale for figure in figures]
    left = x - (sum(widths) + spacing * (len(widths) - 1)) / 2
    foot = y + face.cap_height * scale / 2
    for figure, width in zip(figures, widths, strict=True):
        face.draw(figure, Transform(scale, 0, 0, -scale, left, foot), pen)
        left += width + spacing
    return str(pen.getCommands())
