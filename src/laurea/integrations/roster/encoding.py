"""Which encoding a text file has: known where the file says so, a stated guess where it does not.

1. A byte order mark decides.
2. A file that is UTF-8 throughout is UTF-8. One in which nearly all is UTF-8 is a damaged one.
3. Many zero bytes at every second place are UTF-16.
4. For the rest the encoding that explains the letters best is taken (`guessing`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import ROSTER_MAPPING, Problem
from laurea.integrations.roster.guessing import guess_codec

_BLOCK_BYTES: Final = 1024 * 1024
_HEAD_BYTES: Final = 4096
_SAMPLE_BYTES: Final = 64 * 1024
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES: Final = {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}
_UTF8_CHARACTER: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH_BYTE: Final = re.compile(rb"[\x80-\xff]")
_WORD: Final = re.compile(r"[^\W\d_]*[^\x00-\x7f][^\s,;|\t\"]*")
_TWICE_ENCODED: Final = re.compile(rb"\xc3\x83\xc2[\x80-\xbf]|\xc3\xa2\xe2\x82\xac")


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding a file is read with.

    Attributes:
        codec: its name for Python.
        name: its name for people, as IANA writes it.
        is_guess: whether the file itself leaves the question open.
        sample: a few words of the file beyond ASCII, as they read in this encoding.
        has_damage: whether some characters cannot be decoded.
        was_encoded_twice: whether the text looks like UTF-8 that was once read as something else.
    """

    codec: str
    name: str
    is_guess: bool = False
    sample: tuple[str, ...] = ()
    has_damage: bool = False
    was_encoded_twice: bool = False


def named_encoding(name: str) -> Encoding:
    """Return the encoding that a person names.

    Raises:
        MalformedDocument: no such text encoding is known.

    >>> named_encoding("latin-1").name
    'iso8859-1'
    """
    try:
        found = codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError):
        problem = Problem(ROSTER_MAPPING, f"No encoding is called {name!r}. A usual one is utf-8.")
        raise MalformedDocument(problem) from None
    codec = "utf-8-sig" if found.name == "utf-8" else found.name
    return Encoding(codec, _NAMES.get(codec, codec))


def detect_encoding(file: BinaryIO) -> Encoding:
    """Return the encoding of a whole file, which is read from its present place to its end."""
    head = file.read(_BLOCK_BYTES)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, _NAMES.get(codec, codec))
    wide = _without_mark(head[:_HEAD_BYTES])
    if wide:
        return Encoding(wide, wide, is_guess=True)
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = _Sample()
    twice = False
    for block in _blocks(head, file):
        sample.add(block)
        twice = twice or _TWICE_ENCODED.search(block) is not None
        if not _decodes(decoder, block, final=False):
            break
    else:
        if _decodes(decoder, b"", final=True):
            return Encoding("utf-8", "utf-8", was_encoded_twice=twice)
    for block in _blocks(file.read(_BLOCK_BYTES), file):
        sample.add(block)
        if sample.is_full():
            break
    return _of_sample(bytes(sample.lines))


class _Sample:
    """The first lines of a file, and the first of those that hold bytes beyond ASCII."""

    def __init__(self) -> None:
        self.lines = bytearray()

    def is_full(self) -> bool:
        return len(self.lines) >= _SAMPLE_BYTES

    def add(self, block: bytes) -> None:
        if not self.lines:
            self.lines += block[: block.rfind(b"\n", 0, _HEAD_BYTES) + 1]
        if self.is_full() or block.isascii():
            return
        for line in block.splitlines():
            if _HIGH_BYTE.search(line):
                self.lines += line[: _SAMPLE_BYTES // 8] + b"\n"
                if self.is_full():
                    return


def _blocks(head: bytes, file: BinaryIO) -> Iterator[bytes]:
    block = head
    while block:
        yield block
        block = file.read(_BLOCK_BYTES)


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(head: bytes) -> str | None:
    """Return the UTF-16 that the zero bytes of a file betray, if they do."""
    zeros_first, zeros_second = head[0::2].count(0), head[1::2].count(0)
    pairs = max(len(head) // 2, 1)
    if zeros_second / pairs > 0.25 and zeros_first / pairs < 0.05:
        return "utf-16-le"
    if zeros_first / pairs > 0.25 and zeros_second / pairs < 0.05:
        return "utf-16-be"
    return None


def _of_sample(sample: bytes) -> Encoding:
    whole = len(_UTF8_CHARACTER.findall(sample))
    stray = len(_HIGH_BYTE.findall(_UTF8_CHARACTER.sub(b"", sample)))
    if whole > 3 * stray:
        return Encoding("utf-8", "utf-8", has_damage=True)
    codec = guess_codec(sample)
    text = sample.decode(codec, "replace")
    words = tuple(dict.fromkeys(_WORD.findall(text)))[:3]
    return Encoding(codec, _NAMES.get(codec, codec), is_guess=True, sample=words)
