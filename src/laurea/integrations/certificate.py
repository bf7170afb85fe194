"""Certificates as PDF: one page to print, and inside it the signed credential to check.

The page is A4 across, in the ink of the badge, with the address and its QR code. Its fonts are
embedded and cover Latin, Greek and Cyrillic; a text in another script is not written with gaps
but refused. The credential is attached as an associated file, as PDF/A-3 has it, byte for byte.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Final

import segno
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.integrations.artwork.legibility import THIN_CONTRAST, contrast

WIDTH_MM: Final = 297.0
HEIGHT_MM: Final = 210.0
ATTACHED_AS: Final = "credential.json"

_TEXT: Final = "laurea-text-400.ttf"
_TITLE: Final = "laurea-title-600.ttf"
_FONTS: Final = {"text": _TEXT, "title": _TITLE}
_DARK: Final = (31, 38, 46)
_SOFT: Final = (84, 94, 105)
_LEFT_MM: Final = 112.0
_COLUMN_MM: Final = 158.0
_SIZES: Final = (34, 30, 26, 22, 18, 15, 13)
_LINE: Final = 1.18
_MM_PER_POINT: Final = 25.4 / 72


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate says, in the language it is to be read in.

    Attributes:
        heading: what kind of thing it is, above the name: Micro-credential.
        awarded_to: what stands above the recipient's name.
        recipient: the name; or a sentence that says that it is not shown.
        achievement: what was achieved.
        about: what that is, in a sentence or two; up to three lines of it are written.
        facts: further lines: who awarded it and when, until when it is valid.
        check: the sentence beside the QR code.
        address: where it can be checked.
        badge_png: the badge image.
        badge_alt: what the badge image shows, in words.
        ink: the colour of its frame and of its titles, as `#RRGGBB`.
        accent: the colour of the inner line of its frame, likewise.
        language: the language of the texts, as a tag of BCP 47.
        made_at: the moment that the file names as its making, timezone-aware.
        document: the signed credential.
        media_type: what kind of file that is.
    """

    heading: str
    awarded_to: str
    recipient: str
    achievement: str
    about: str
    facts: tuple[str, ...]
    check: str
    address: str
    badge_png: bytes
    badge_alt: str
    ink: str
    accent: str
    language: str
    made_at: datetime
    document: bytes
    media_type: str

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is written on it."""
        return (
            *(self.heading, self.awarded_to, self.recipient, self.achievement),
            *(self.about, *self.facts, self.check, self.address),
        )


def write_certificate(certificate: Certificate) -> bytes:
    """Return a certificate as PDF; equal certificates give equal bytes.

    Raises:
        MalformedDocument: a text has letters that the fonts do not have.
    """
    for text in certificate.texts:
        _demand_writable(text)
    page = _page(certificate)
    _frame(page, certificate)
    page.image(
        io.BytesIO(certificate.badge_png), x=30, y=42, w=66, h=66, alt_text=certificate.badge_alt
    )
    _words(page, certificate)
    _way_to_check(page, certificate)
    page.embed_file(
        bytes=certificate.document,
        basename=ATTACHED_AS,
        modification_date=certificate.made_at,
        creation_date=certificate.made_at,
        mime_type=certificate.media_type,
        associated_file_relationship="SOURCE",
    )
    return bytes(page.output())


def missing_letters(text: str) -> str:
    """Return the letters of a text that the fonts of certificates do not have, each once.

    >>> missing_letters("Ελένη Đặng"), missing_letters("織a物")
    ('', '織物')
    """
    known = _letters()
    return "".join(dict.fromkeys(letter for letter in text if ord(letter) not in known))


@cache
def _letters() -> frozenset[int]:
    covered = [set(TTFont(io.BytesIO(_font(file))).getBestCmap()) for file in _FONTS.values()]
    return frozenset(set.intersection(*covered) | {ord(" ")})


def _font(file: str) -> bytes:
    return (resources.files("laurea.integrations.artwork") / "fonts" / file).read_bytes()


def _demand_writable(text: str) -> None:
    missing = missing_letters(text)
    if missing:
        detail = (
            f"A certificate cannot be written with the letters {missing[:12]}: its fonts have "
            "Latin, Greek and Cyrillic ones. The PNG and the JSON of the credential hold the same."
        )
        raise MalformedDocument(Problem(MALFORMED_VALUE, detail))


def _page(certificate: Certificate) -> FPDF:
    page = FPDF(orientation="landscape", unit="mm", format="A4")
    page.set_auto_page_break(False)
    page.set_margin(0)
    page.set_creation_date(certificate.made_at)
    page.set_lang(certificate.language)
    page.set_title(f"{certificate.achievement}, {certificate.recipient}")
    page.set_subject(certificate.address)
    page.set_creator("Laurea")
    for family, file in _FONTS.items():
        with resources.as_file(resources.files("laurea.integrations.artwork") / "fonts") as folder:
            page.add_font(family, fname=folder / file)
    page.add_page()
    return page


def _frame(page: FPDF, certificate: Certificate) -> None:
    page.set_draw_color(*_channels(certificate.ink))
    page.set_line_width(1.1)
    page.rect(9, 9, WIDTH_MM - 18, HEIGHT_MM - 18)
    page.set_draw_color(*_channels(certificate.accent))
    page.set_line_width(0.35)
    page.rect(11.2, 11.2, WIDTH_MM - 22.4, HEIGHT_MM - 22.4)


def _words(page: FPDF, certificate: Certificate) -> None:
    is_readable = contrast(certificate.ink, "#FFFFFF") >= THIN_CONTRAST
    ink = _channels(certificate.ink) if is_readable else _DARK
    below = _written(page, certificate.heading, 34, "text", (13,), _SOFT, 1)
    below = _written(page, certificate.achievement, below + 2, "title", _SIZES, ink, 2)
    below = _written(page, certificate.awarded_to, below + 8, "text", (13,), _SOFT, 1)
    below = _written(page, certificate.recipient, below + 1, "title", _SIZES[2:], _DARK, 2)
    below = _written(page, certificate.about, below + 6, "text", (13, 11), _DARK, 3)
    for fact in certificate.facts:
        below = _written(page, fact, below + 2, "text", (13, 11, 9, 8), _DARK, 1)


def _written(
    page: FPDF,
    text: str,
    y: float,
    family: str,
    sizes: tuple[int, ...],
    colour: tuple[int, int, int],
    most_lines: int,
) -> float:
    """Write a text in the largest size that keeps to `most_lines`; return where it ends."""
    if not text:
        return y
    page.set_text_color(*colour)
    for size in sizes:
        page.set_font(family, size=size)
        height = size * _MM_PER_POINT * _LINE
        lines = _lines(page, text, height)
        if len(lines) <= most_lines:
            break
    shown = lines[:most_lines]
    if len(lines) > most_lines:
        shown[-1] = shown[-1].rstrip()[:-1].rstrip() + "…"
    for place, line in enumerate(shown):
        page.set_xy(_LEFT_MM, y + place * height)
        page.cell(_COLUMN_MM, height, line.strip(), align=Align.L)
    return y + len(shown) * height


def _lines(page: FPDF, text: str, height: float) -> list[str]:
    """Return the lines that a text takes in the font that is set."""
    found = page.multi_cell(
        _COLUMN_MM, height, text, align=Align.L, dry_run=True, output=MethodReturnValue.LINES
    )
    return [str(line) for line in found] if isinstance(found, list) else []


def _way_to_check(page: FPDF, certificate: Certificate) -> None:
    rows = [bytes(row) for row in segno.make(certificate.address, micro=False, error="m").matrix]
    left, top, size = 47.0, 146.0, 32.0
    module = size / len(rows)
    page.set_fill_color(0, 0, 0)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                # A hair wider, so that no light shines between two modules.
                page.rect(
                    left + x * module, top + y * module, module * 1.02, module * 1.02, style="F"
                )
    page.link(left, top, size, size, certificate.address)
    below = _written(page, certificate.check, 157, "text", (12, 10), _DARK, 3)
    _written(page, certificate.address, below + 1.5, "text", (11, 9, 7), _SOFT, 2)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
