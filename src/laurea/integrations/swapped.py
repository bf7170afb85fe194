"""Files in one another's place: a key file where the achievement goes, a roster where the key goes.

Only a file that was refused is looked at again, so nothing that can be read is ever turned away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.problems import FILE_SWAPPED, Problem
from laurea.credentials.properties import strings_of
from laurea.credentials.wire.detect import detect_format
from laurea.integrations.files import in_file

KEY_FORMAT: Final = "laurea-key"
"""The `format` of a key file."""
_BOM: Final = b"\xef\xbb\xbf"
_CREDENTIALS: Final = frozenset(
    {"ob3-achievement", "ob3-endorsement", "clr2", "vc1", "vc2", "enveloped", "ob2-assertion"}
)
_KINDS_OF_TYPES: Final = (("Achievement", "an achievement"), ("Profile", "an issuer's profile"))
_DELIMITERS: Final = b",;\t"


@contextmanager
def expecting(what: str, content: bytes, path: str | Path | None = None) -> Iterator[None]:
    """Let a refusal say what a file is, where it is one of ours in the place of another.

    Args:
        what: what goes there, as in "the achievement".
        content: all of the file that is read in the block.
        path: the file, if the problem is to name it.

    Raises:
        MalformedDocument: `file-swapped`, instead of any error of the block.
        LaureaError: the error of the block, where the file is nothing that is known here.
    """
    try:
        yield
    except LaureaError as error:
        found = kind_in_words(content)
        if found is None or _noun(found) == _noun(what):
            raise
        problem = Problem(FILE_SWAPPED, f"This is {found}; {what} goes here.")
        raise MalformedDocument(problem if path is None else in_file(problem, path)) from error


def kind_in_words(content: bytes) -> str | None:
    """Return what a file is, as far as the commands of Laurea read and write such files.

    >>> kind_in_words(b'{"type": ["Achievement"], "name": "Welding"}')
    'an achievement'
    """
    start = content[:1024].removeprefix(_BOM).lstrip()
    if not start.startswith(b"{"):
        return "a table" if _is_table(content) else None
    try:
        return _kind_of_object(read_object(content))
    except LaureaError:
        return None


def _kind_of_object(document: Mapping[str, Any]) -> str | None:
    if document.get("format") == KEY_FORMAT:
        return "a key file"
    found = detect_format(document)
    if found in _CREDENTIALS:
        return "a credential"
    if found == "status-list":
        return "a status list"
    types = strings_of(document.get("type"))
    for name, kind in _KINDS_OF_TYPES:
        if name in types:
            return kind
    has_issuers = isinstance(document.get("issuers"), list)
    return "a registry of issuers" if has_issuers or "registry" in document else None


def _is_table(content: bytes) -> bool:
    if b"\0" in content[:4096] or content.lstrip().startswith((b"[", b"<")):
        return False
    lines = [line for line in content[:4096].splitlines() if line.strip()]
    return len(lines) > 1 and any(
        all(delimiter in line for line in lines[:2])
        for delimiter in (bytes([each]) for each in _DELIMITERS)
    )


def _noun(words: str) -> str:
    return words.partition(" ")[2]
