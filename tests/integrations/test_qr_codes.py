from __future__ import annotations

import contextlib
import random
import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument, Unavailable
from laurea.integrations import qr_codes
from laurea.integrations.qr_codes import DEFAULT_PHOTO_LIMITS, is_photograph, read_qr_codes

TEXT = "https://school.example/c/1"
KINDS = ("PNG", "JPEG", "WEBP")


def picture(kind: str = "PNG", *, size: int = 400) -> bytes:
    drawn, out = BytesIO(), BytesIO()
    segno.make(TEXT, micro=False).save(drawn, kind="png", scale=5)
    Image.open(drawn).convert("RGB").resize((size, size)).save(out, kind)
    return out.getvalue()


def a_png(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(10_000))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", body), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_code_is_read(kind: str) -> None:
    assert read_qr_codes(picture(kind)) == [TEXT]


def test_a_picture_without_a_code_has_none() -> None:
    out = BytesIO()
    Image.new("RGB", (50, 50), "white").save(out, "PNG")
    assert read_qr_codes(out.getvalue()) == []


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (8_000, 4_001), (2**31 - 1, 1000)])
def test_a_picture_that_would_expand_too_far_is_not_expanded(width: int, height: int) -> None:
    with pytest.raises(LimitExceeded):
        read_qr_codes(a_png(width, height))


def test_a_large_file_is_refused() -> None:
    with pytest.raises(LimitExceeded):
        read_qr_codes(picture() + bytes(9 * 1024 * 1024))


def test_a_large_picture_is_made_smaller_first() -> None:
    limits = replace(DEFAULT_PHOTO_LIMITS, photo_side_pixels=300)
    assert read_qr_codes(picture("JPEG", size=2_000), limits=limits) == [TEXT]


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"II*\0", b"BM", b"%!PS-Adobe", a_png(0, 0)])
def test_other_kinds_of_pictures_are_refused(content: bytes) -> None:
    with pytest.raises(MalformedDocument):
        read_qr_codes(content)


def test_who_waits_too_long_is_told_to_come_back() -> None:
    limits = replace(DEFAULT_PHOTO_LIMITS, photo_wait_s=0)
    with qr_codes._one_at_a_time, pytest.raises(Unavailable):
        read_qr_codes(picture(), limits=limits)
    assert read_qr_codes(picture(), limits=limits) == [TEXT]


@given(st.sampled_from(KINDS), st.integers(0, 2**32))
def test_damaged_pictures_are_read_or_refused_and_nothing_else(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(picture(kind, size=120))
    for _ in range(chance.randint(1, 30)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    damaged = bytes(content[: chance.randint(1, len(content))])
    if is_photograph(damaged):
        with contextlib.suppress(LaureaError):
            read_qr_codes(damaged)
