"""Text of an unknown author as it may be shown in a sentence: short, and nothing in it acts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

_LONGEST: Final = 80


def shown(text: str) -> str:
    r"""Return a text for a message: hidden characters written out, and its end cut off if long.

    >>> print(shown("Alva\x1b[31m"), shown("a" * 100)[-3:])
    Alva\x1b[31m aa…
    """
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def character_name(character: str) -> str:
    """Return a character's code point and name, for characters that cannot be shown.

    >>> character_name(chr(0x200B)), character_name(chr(7))
    ('U+200B ZERO WIDTH SPACE', 'U+0007')
    """
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def column_name(place: int) -> str:
    """Return the letters of a column, given from 0, as spreadsheets show them.

    >>> column_name(0), column_name(25), column_name(27)
    ('A', 'Z', 'AB')
    """
    name = ""
    number = place + 1
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def listed_rows(rows: Sequence[int], count: int) -> str:
    """Return the numbers of the first of so many rows, for a message.

    >>> listed_rows([3], 1), listed_rows([3, 7], 9)
    ('row 3', 'rows 3, 7 and 7 more')
    """
    named = ", ".join(f"{row:,}" for row in rows)
    more = f" and {count - len(rows):,} more" if count > len(rows) else ""
    return f"{'row' if count == 1 else 'rows'} {named}{more}"
