"""Badge images as PNG: drawn by resvg, then packed into a palette, which halves the file.

Nothing is fetched and no font of the machine is used, so equal input gives equal pixels
everywhere.
"""

from __future__ import annotations

import io
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

import resvg_py
from PIL import Image

from laurea.credentials.baking import png

SIZES_PX: Final = range(16, 2049)
"""The widths in pixels that are drawn."""

_OUTSIDE: Final = re.compile(r"<!DOCTYPE|<!ENTITY|<style|href\s*=\s*[\"'](?!#)", re.IGNORECASE)
_CHANNELS: Final = 4
_PALETTE: Final = 256


def render_png(svg: str, size_px: int = 600) -> bytes:
    """Return a badge image as a square PNG of `size_px` by `size_px`, transparent around it.

    Args:
        svg: an image that `draw_badge` drew, or another trusted one without text.
        size_px: the width and height in pixels.

    Raises:
        ValueError: `size_px` is out of range, or `svg` is none or refers to something outside it.
    """
    if size_px not in SIZES_PX:
        raise ValueError(f"{size_px} pixels are not between {SIZES_PX[0]} and {SIZES_PX[-1]}")
    if _OUTSIDE.search(svg):
        raise ValueError("the SVG refers to something outside itself")
    drawn = bytes(
        resvg_py.svg_to_bytes(svg_string=svg, width=size_px, height=size_px, skip_system_fonts=True)
    )
    return _packed(_pixels(drawn), size_px)


def _pixels(drawn: bytes) -> bytes:
    """Return the RGBA pixels of a PNG that resvg wrote."""
    with Image.open(io.BytesIO(drawn)) as image:
        return image.convert("RGBA").tobytes()


def _packed(pixels: bytes, size_px: int) -> bytes:
    """Return the pixels as a PNG with a palette."""
    words = memoryview(pixels).cast("I")
    kept = _palette(Counter(words))
    # Transparent entries first, so that the list of transparencies ends early.
    entries = sorted(set(kept.values()), key=lambda word: (_channels(word)[3] == 255, word))
    places = {word: place for place, word in enumerate(entries)}
    rows = bytes(map({word: places[entry] for word, entry in kept.items()}.__getitem__, words))
    return b"".join((png.SIGNATURE, *_chunks(rows, entries, size_px)))


def _palette(counts: Counter[int]) -> dict[int, int]:
    """Return for each colour the one that stands for it, at most 256 different ones.

    Colours that differ in their last bits only, as the blends along an edge do, share the most
    frequent of them, so the inks themselves stay exact.
    """
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    attempts = (_shared(ranked, bits) for bits in range(8))
    return next(shared for shared in attempts if len(set(shared.values())) <= _PALETTE)


def _shared(ranked: list[int], bits: int) -> dict[int, int]:
    """Return for each colour the first one that equals it but for its last `bits` bits."""
    first: dict[tuple[int, ...], int] = {}
    return {word: first.setdefault(_bucket(word, bits), word) for word in ranked}


def _bucket(word: int, bits: int) -> tuple[int, ...]:
    *colour, alpha = _channels(word)
    return (*(value * alpha // 255 >> bits for value in colour), alpha >> bits)


def _chunks(rows: bytes, palette: list[int], size_px: int) -> Iterator[bytes]:
    size = size_px.to_bytes(4, "big")
    colours = [_channels(word) for word in palette]
    alphas = bytes(colour[3] for colour in colours if colour[3] < 255)
    scanlines = b"".join(
        b"\0" + rows[start : start + size_px] for start in range(0, len(rows), size_px)
    )
    yield png.frame(b"IHDR", size + size + b"\x08\x03\0\0\0")
    yield png.frame(b"sRGB", b"\0")
    yield png.frame(b"PLTE", b"".join(bytes(colour[:3]) for colour in colours))
    if alphas:
        yield png.frame(b"tRNS", alphas)
    yield png.frame(b"IDAT", zlib.compress(scanlines, 9))
    yield png.frame(b"IEND", b"")


def _channels(word: int) -> tuple[int, int, int, int]:
    red, green, blue, alpha = word.to_bytes(_CHANNELS, sys.byteorder)
    return red, green, blue, alpha
