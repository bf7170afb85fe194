r"""Texts that stand in N-Quads as they are, told from many at once.

Texts come joined by line ends, because one look at all of them costs little more than a look at
one. What is not plain here may still be sound; whoever asks then looks at it the long way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_ESCAPED: Final = bytes(range(0x20)) + b'\x7f"\\'
_IN_NO_IRI: Final = bytes(range(0x21)).replace(b"\n", b"") + b'\x7f<>"{}|\\^`'
_IRIS: Final = re.compile(rb"(?:(?:https?://[^/?#\n]|(?:urn|did|mailto):[^\n]).*+(?:\n(?!\Z))?+)++")


def is_literal(lines: bytes, count: int) -> bool:
    r"""Say whether `count` texts, joined by line ends, hold nothing that a literal escapes.

    >>> is_literal(b"Ada\nEve", 2), is_literal(b"Ada\nEve", 1), is_literal(b'"Ada"', 1)
    (True, False, False)
    """
    return len(lines.translate(None, _ESCAPED)) == len(lines) - count + 1


def are_iris(iris: Sequence[bytes]) -> bool:
    r"""Say whether texts without line ends are ASCII IRIs of the common schemes.

    >>> are_iris([b"https://school.example/1", b"urn:uuid:1"]), are_iris([b"https:///1"])
    (True, False)
    >>> are_iris([b"urn:a", b""]), are_iris([b""]), are_iris([])
    (False, False, True)
    """
    return not iris or are_iri_lines(b"\n".join(iris))


def are_iri_lines(lines: bytes) -> bool:
    r"""Say whether every line of a text is an ASCII IRI of the common schemes.

    No bundled context uses one of these schemes as a prefix for something else. What is an IRI
    here is one for every reader: of RFC 3987, of JSON-LD and of N-Quads.

    >>> are_iri_lines(b"urn:a\nurn:b"), are_iri_lines(b"urn:a urn:b"), are_iri_lines(b"urn:a\n")
    (True, False, False)
    """
    return (
        len(lines.translate(None, _IN_NO_IRI)) == len(lines)
        and _IRIS.fullmatch(lines) is not None
        and lines.isascii()
    )
