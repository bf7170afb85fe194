"""QR codes in photographs: Pillow opens the picture within limits, zxing-cpp finds the codes.

The size of a picture is read from its first bytes, and judged before anything of it is expanded.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import Final

import zxingcpp
from PIL import Image

from laurea.credentials.errors import LimitExceeded, MalformedDocument, Unavailable
from laurea.credentials.problems import FETCH_FAILED, LIMIT, MEDIA_INVALID, Problem

_KINDS: Final = ("PNG", "JPEG", "WEBP")
_BEGINNINGS: Final = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_MOST_CODES: Final = 20
_CODES: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
# What the codecs of Pillow say of files that they cannot read.
_UNREADABLE: Final = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    ArithmeticError,
    LookupError,
    TypeError,
    RuntimeError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """Limits on photographs in which a QR code is looked for."""

    photo_bytes: int = 8 * 1024 * 1024
    """Largest file."""
    photo_pixels: int = 32_000_000
    """Largest width times height, as the picture itself says before it is expanded."""
    photo_side_pixels: int = 3_000
    """Longest side at which codes are looked for; a larger picture is made smaller first."""
    photo_wait_s: int = 10
    """How long a photograph waits until the one before it is done; one is looked at at a time."""


DEFAULT_PHOTO_LIMITS: Final = PhotoLimits()
_one_at_a_time: Final = BoundedSemaphore(1)


def is_photograph(content: bytes) -> bool:
    """Say whether a file begins like a picture in which codes are looked for: PNG, JPEG, WebP.

    >>> is_photograph(b"RIFF....WEBPVP8 "), is_photograph(b"GIF89a")
    (True, False)
    """
    return content.startswith(_BEGINNINGS) or (
        content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    )


def read_qr_codes(content: bytes, *, limits: PhotoLimits = DEFAULT_PHOTO_LIMITS) -> list[str]:
    """Return the texts of the QR codes in a photograph, each once, in the order of finding.

    Args:
        content: the whole file, from anybody: PNG, JPEG or WebP.
        limits: the limits in force.

    Raises:
        LimitExceeded: it is larger than the limits allow.
        MalformedDocument: it is damaged, or of another kind.
        Unavailable: too many others wait to have theirs looked at.
    """
    if len(content) > limits.photo_bytes:
        raise _too_large(f"The picture has more than {limits.photo_bytes:,} bytes.")
    if not _one_at_a_time.acquire(timeout=limits.photo_wait_s):
        detail = "Many pictures are being looked at just now. Try again in a minute."
        raise Unavailable(Problem(FETCH_FAILED, detail))
    try:
        found = zxingcpp.read_barcodes(_opened(content, limits), formats=_CODES)
    finally:
        _one_at_a_time.release()
    return list(dict.fromkeys(code.text for code in found if code.valid))[:_MOST_CODES]


def _opened(content: bytes, limits: PhotoLimits) -> Image.Image:
    """Return the picture in shades of grey, no larger than it needs to be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes: they are judged below
            picture = Image.open(BytesIO(content), formats=_KINDS)
        if picture.width * picture.height > limits.photo_pixels:
            detail = f"The picture has more than {limits.photo_pixels:,} pixels."
            raise _too_large(detail)
        side = limits.photo_side_pixels
        picture.draft("L", (side, side))  # a JPEG is expanded no further than is needed
        grey = picture.convert("L")
        grey.thumbnail((side, side))
    except Image.DecompressionBombError as error:
        raise _too_large(f"The picture has more than {limits.photo_pixels:,} pixels.") from error
    except _UNREADABLE as error:
        detail = "The picture is damaged, or is no PNG, JPEG or WebP."
        raise MalformedDocument(Problem(MEDIA_INVALID, detail)) from error
    return grey


def _too_large(detail: str) -> LimitExceeded:
    return LimitExceeded(Problem(LIMIT, f"{detail} Send a smaller one."))
