"""The words by which a roster says who has passed and who has not, in many languages.

They decide nothing: every row of a roster is awarded. They let a person be warned of rows that
may have been meant otherwise. `outcomes.toml` holds the words.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from laurea.integrations.roster.vocabulary import header_key, words_of

_MARKS: Final = frozenset({"-", "\u2013", "\u2014", "\u2212", "\u2717", "\u2718", "\u274c"})
"""Marks that stand alone in a cell and are no words."""


def tells_who_passed(header: str) -> bool:
    """Say whether the header of a column promises to say who has passed or completed.

    >>> tells_who_passed("Passed?"), tells_who_passed("Bestanden"), tells_who_passed("Room")
    (True, True, False)
    """
    return header_key(header) in _words("passed")


@lru_cache(maxsize=4096)
def looks_failed(cell: str) -> bool:
    """Say whether a value looks like that of somebody who has not passed.

    >>> looks_failed("nicht bestanden"), looks_failed("F"), looks_failed("-"), looks_failed("B")
    (True, True, True, False)
    """
    text = cell.strip()
    return text.lower() in _MARKS or (bool(text) and header_key(text) in _words("failed"))


@cache
def _words(kind: str) -> frozenset[str]:
    table: dict[str, dict[str, str]] = tomllib.loads(
        files(__package__).joinpath("outcomes.toml").read_text("utf-8")
    )
    entries = table[kind].values()
    return frozenset(header_key(word) for entry in entries for word, _ in words_of(entry))
