"""Text of an unknown author as it may be shown in a sentence: short, and nothing in it acts."""

from __future__ import annotations

import unicodedata
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
