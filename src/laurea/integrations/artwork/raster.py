"""Badge images as PNG: drawn by resvg, then packed into a palette, which halves the file.

Nothing is fetched and no font of the machine is used, so equal input gives equal pixels
everywhere.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

import resvg_py

from laurea.credentials.baking import png
from laurea.credentials.limits import DEFAULT_LIMITS

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
    return _packed(_pixels(drawn, size_px), size_px)


def _pixels(drawn: bytes, size_px: int) -> bytes:
    """Return the RGBA pixels of a PNG that resvg wrote: eight bits, not interlaced."""
    content = b"".join(
        chunk.data for chunk in png.walk(drawn, DEFAULT_LIMITS) if chunk.type == b"IDAT"
    )
    filtered = zlib.decompress(content)
    width = size_px * _CHANNELS
    before = bytes(width)
    rows = []
    for start in range(0, len(filtered), width + 1):
        before = _unfilter(filtered[start], filtered[start + 1 : start + 1 + width], before)
        rows.append(before)
    return b"".join(rows)


def _unfilter(kind: int, row: bytes, above: bytes) -> bytes:
    """Undo the filter of one row (PNG section 9.2)."""
    if kind == 0:
        return row
    if kind == 1:
        return _unfilter_sub(row)
    if kind == 2:
        return _unfilter_up(row, above)
    return _unfilter_average(row, above) if kind == 3 else _unfilter_paeth(row, above)


def _unfilter_sub(row: bytes) -> bytes:
    plain = bytearray(len(row))
    for channel in range(_CHANNELS):
        plain[channel::_CHANNELS] = bytes(
            [value & 255 for value in accumulate(row[channel::_CHANNELS])]
        )
    return bytes(plain)


def _unfilter_up(row: bytes, above: bytes) -> bytes:
    # All bytes at once: the sum of the lower seven bits of each, then the eighth without carry.
    a, b = int.from_bytes(row, "big"), int.from_bytes(above, "big")
    low = int.from_bytes(b"\x7f" * len(row), "big")
    return ((a & low) + (b & low) ^ (a ^ b) & ~low).to_bytes(len(row), "big")


def _unfilter_average(row: bytes, above: bytes) -> bytes:
    plain = bytearray(_CHANNELS)
    for value, up, left in zip(row, above, plain, strict=False):
        plain.append((value + (left + up) // 2) & 255)
    return bytes(plain[_CHANNELS:])


def _unfilter_paeth(row: bytes, above: bytes) -> bytes:
    plain = bytearray(_CHANNELS)
    for value, up, corner, left in zip(row, above, bytes(_CHANNELS) + above, plain, strict=False):
        # The two short answers follow from the rule, and hold in most of a drawing.
        if up == corner:
            plain.append((value + left) & 255)
        elif left == corner:
            plain.append((value + up) & 255)
        else:
            plain.append((value + _paeth(left, up, corner)) & 255)
    return bytes(plain[_CHANNELS:])


def _paeth(left: int, up: int, corner: int) -> int:
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


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
