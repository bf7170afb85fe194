"""Baking into PNG: one text chunk carries the credential, the picture stays as it was.

- Open Badges 3: one `iTXt` chunk, keyword `openbadgecredential`, not compressed.
- Open Badges 2: one `iTXt` chunk, keyword `openbadges`. Version 1: `tEXt` with that keyword.
- Nothing is inflated and no pixel is decoded: the walk reads lengths, checksums and keywords.
- Two credentials in one picture are refused. Choosing one would let a forger hide behind the other.
- What follows `IEND` is no part of the picture: it is not read, and baking drops it.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#png and https://www.w3.org/TR/png-3/
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from laurea.credentials.baking.baked import (
    BakedCredential,
    Standard,
    beyond_limit,
    credential_text,
    media_invalid,
    no_credential,
    require_image_size,
    require_text_size,
)
from laurea.credentials.limits import DEFAULT_LIMITS, Limits

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_OB3_KEYWORD: Final = b"openbadgecredential"
_LEGACY_KEYWORD: Final = b"openbadges"
_TEXT_TYPES: Final = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_PLACES: Final[dict[tuple[bytes, bytes], Standard]] = {
    (b"iTXt", _OB3_KEYWORD): "ob3",
    (b"iTXt", _LEGACY_KEYWORD): "ob2",
    (b"tEXt", _LEGACY_KEYWORD): "ob1",
}
_FRAME_BYTES: Final = 12  # length, type and checksum around the content of a chunk
_LENGTH_MAX: Final = 2**31 - 1  # PNG section 5.3
_IHDR_LENGTH: Final = 13


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: `start` and `end` are its offsets in the file, `data` is its content."""

    type: bytes
    data: memoryview
    start: int
    end: int

    @property
    def keyword(self) -> bytes | None:
        """The keyword of a text chunk, or None for any other chunk."""
        if self.type not in _TEXT_TYPES:
            return None
        return bytes(self.data[:80]).partition(b"\0")[0]

    @property
    def is_credential(self) -> bool:
        """Whether the chunk claims to carry a credential, in whatever form."""
        return self.keyword in (_OB3_KEYWORD, _LEGACY_KEYWORD)


def bake(credential: str | bytes, image: bytes, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return `image` with `credential` in it, as Open Badges 3 asks.

    The chunk stands directly after `IHDR`. Credentials that the picture carried before, of any
    version, are taken out. Every other chunk stays byte for byte and in order.

    Args:
        credential: the signed credential, as JSON or as a compact JWS. It is not looked into.
        image: a whole PNG file.
        limits: the limits in force.

    Raises:
        MalformedDocument: `image` is no sound PNG, or `credential` is empty or not UTF-8.
        LimitExceeded: one of them is larger than `limits` allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#baking
    """
    text = credential_text(credential, limits).encode()
    chunks = list(walk(image, limits))
    _require_drawable_size(chunks[0], limits)
    baked = frame(b"iTXt", _OB3_KEYWORD + b"\0\0\0\0\0" + text)
    header, *others = chunks
    kept = (image[chunk.start : chunk.end] for chunk in others if not chunk.is_credential)
    return b"".join((SIGNATURE, image[header.start : header.end], baked, *kept))


def unbake(image: bytes, *, limits: Limits = DEFAULT_LIMITS) -> BakedCredential:
    """Return the credential that `image` carries.

    Args:
        image: a whole PNG file, from anybody.
        limits: the limits in force.

    Raises:
        MalformedDocument: `media-invalid` if the PNG is damaged, carries two credentials, or one
            in a form the standard rules out; `no-credential` if it carries none.
        LimitExceeded: the file, its number of chunks or the text is larger than `limits` allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#baking
    """
    found = [chunk for chunk in walk(image, limits) if chunk.is_credential]
    if not found:
        raise no_credential("No credential was baked into this PNG.")
    if len(found) > 1:
        raise media_invalid(
            f"The PNG carries {len(found)} credentials, and only one is allowed. "
            "Ask the issuer for a picture with one."
        )
    return _read_credential(found[0], limits)


def walk(image: bytes, limits: Limits) -> Iterator[Chunk]:
    """Yield the chunks of a PNG from `IHDR` to `IEND`, each with its checksum verified.

    Raises:
        MalformedDocument: the file is damaged, or no PNG. The chunks before the damage are yielded.
        LimitExceeded: the file or the number of its chunks is larger than `limits` allow.

    Spec: https://www.w3.org/TR/png-3/#5DataRep
    """
    require_image_size(image, limits)
    if not image.startswith(SIGNATURE):
        raise media_invalid("The file does not begin like a PNG. It may be another kind of file.")
    view, offset, has_pixels = memoryview(image), len(SIGNATURE), False
    for count in range(limits.image_chunks):
        chunk = _chunk_at(view, offset)
        if (chunk.type == b"IHDR") != (count == 0):
            raise media_invalid("The PNG must begin with its one header (IHDR), and does not.")
        if count == 0:
            _dimensions(chunk)
        has_pixels = has_pixels or chunk.type == b"IDAT"
        yield chunk
        if chunk.type == b"IEND":
            if not has_pixels or len(chunk.data):
                raise media_invalid("The PNG holds no picture (IDAT), or its end is damaged.")
            return
        offset = chunk.end
    raise beyond_limit(
        f"The PNG has more than {limits.image_chunks:,} parts, the most that is read."
    )


def _chunk_at(view: memoryview, offset: int) -> Chunk:
    length = int.from_bytes(view[offset : offset + 4], "big")
    end = offset + _FRAME_BYTES + length
    # The bounds come first: a length is never believed before the file is known to be that long.
    if len(view) - offset < _FRAME_BYTES or length > _LENGTH_MAX or end > len(view):
        raise media_invalid("The PNG breaks off before its end. Fetch the file again.")
    type_ = bytes(view[offset + 4 : offset + 8])
    if not (type_.isalpha() and type_.isascii()):
        raise media_invalid(f"The PNG is damaged at byte {offset:,}: no part begins there.")
    if zlib.crc32(view[offset + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
        raise media_invalid(f"The PNG is damaged: a checksum does not fit at byte {offset:,}.")
    return Chunk(type_, view[offset + 8 : end - 4], offset, end)


def _dimensions(header: Chunk) -> tuple[int, int]:
    """Return the width and height in pixels that an `IHDR` chunk gives."""
    width, height = (int.from_bytes(header.data[at : at + 4], "big") for at in (0, 4))
    if len(header.data) != _IHDR_LENGTH or not (width and height):
        raise media_invalid("The header of the PNG gives no size of the picture.")
    return width, height


def _require_drawable_size(header: Chunk, limits: Limits) -> None:
    # Reading needs no pixels, so only pictures we hand on have to be drawable by everybody.
    width, height = _dimensions(header)
    if width * height > limits.image_pixels:
        raise beyond_limit(
            f"The picture has {width:,} by {height:,} pixels, and at most {limits.image_pixels:,} "
            "in all are accepted. Choose a smaller one."
        )


def _read_credential(chunk: Chunk, limits: Limits) -> BakedCredential:
    keyword = chunk.keyword or b""
    standard = _PLACES.get((chunk.type, keyword))
    if standard is None:
        _refuse_place(chunk.type, keyword)
    _, separator, content = bytes(chunk.data).partition(b"\0")
    if not separator:
        raise media_invalid("The credential's part of the PNG is damaged: its text is missing.")
    raw = content if standard == "ob1" else _international_text(content)
    require_text_size(len(raw), limits)
    return BakedCredential(_decode(raw, "latin-1" if standard == "ob1" else "utf-8"), standard)


def _refuse_place(type_: bytes, keyword: bytes) -> NoReturn:
    raise media_invalid(
        f"The credential stands in a {type_.decode()} part named {keyword.decode()}, which no "
        "Open Badges standard allows. Ask the issuer to bake it again."
    )


def _international_text(content: bytes) -> bytes:
    """Return the text of an `iTXt` chunk from what follows its keyword (PNG section 11.3.3.4)."""
    flag, fields = content[:1], content[2:].split(b"\0", 2)
    if flag == b"\1":
        raise media_invalid(
            "The credential in the PNG is compressed, which Open Badges does not allow. "
            "Ask the issuer to bake it again."
        )
    if flag != b"\0" or len(fields) != 3:  # language tag, translated keyword, text
        raise media_invalid("The credential's part of the PNG is damaged.")
    return fields[2]


def _decode(raw: bytes, encoding: str) -> str:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise media_invalid("The credential in the PNG is not UTF-8 text.") from error
    if not text or "\0" in text:
        raise media_invalid("The credential in the PNG is empty or holds a zero byte.")
    return text


def frame(type_: bytes, data: bytes) -> bytes:
    """Return a chunk of the given type and content, with its length and checksum."""
    body = type_ + data
    return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
