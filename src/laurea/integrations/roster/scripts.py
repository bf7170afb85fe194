"""Which writing systems a word mixes, so that an address cannot pass for another one.

After the "highly restrictive" level of UTS #39: letters of one script, or of those that are
written together in Japanese, Korean and Chinese. Words in Cyrillic, Greek or Armenian that
consist only of letters that look Latin are told from the others too.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_TOGETHER: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
)
_LOOK_LATIN: Final = frozenset(
    "\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u04cf"  # Cyrillic
    "\u043e\u0440\u051b\u0455\u0443\u0475\u051d\u0445"  # Cyrillic
    "\u03b1\u03b3\u03b9\u03bd\u03bf\u03c1\u03c3\u03c5"  # Greek
    "\u0585\u057d\u0578\u0570\u0581\u0566"  # Armenian
)
"""Small letters that UTS #39 lists as confusable with Latin ones."""


@lru_cache(maxsize=4096)
def script_of(character: str) -> str | None:
    r"""Return the script of a letter, or `None` for what belongs to no script.

    >>> script_of("a"), script_of("\u0430"), script_of("1")
    ('LATIN', 'CYRILLIC', None)
    """
    if not unicodedata.category(character).startswith("L"):
        return None
    return unicodedata.name(character, "UNKNOWN").split(maxsplit=1)[0]


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of all letters of a text."""
    return frozenset(script for character in text if (script := script_of(character)))


def mixes_scripts(text: str) -> bool:
    r"""Say whether the letters come from scripts that are not written together.

    >>> mixes_scripts("\u0430lice"), mixes_scripts("alice"), mixes_scripts("алиса")
    (True, False, False)
    """
    scripts = scripts_of(text)
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


def looks_latin(text: str) -> bool:
    r"""Say whether every letter is a foreign one that looks like a Latin letter.

    >>> looks_latin("\u0430\u0440\u0440\u04cf\u0435"), looks_latin("алиса"), looks_latin("apple")
    (True, False, False)
    """
    letters = [character for character in text.casefold() if script_of(character)]
    return bool(letters) and all(letter in _LOOK_LATIN for letter in letters)
