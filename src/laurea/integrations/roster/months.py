"""The names of months and weekdays in the languages of `months.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from laurea.integrations.roster.vocabulary import header_key

ENGLISH: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NO_LETTERS: Final = re.compile(r"[\W\d_]+")


def month_named(words: str) -> int | None:
    """Return the number of the month that the words of a date name, 1 to 12.

    Weekdays and words such as "of" beside it change nothing; any other word does.

    >>> month_named("Sunday, June"), month_named("de junio de"), month_named("Batch of June")
    (6, 6, None)
    """
    names = _NO_LETTERS.sub(" ", header_key(words)).split()
    kept = [name for name in names if name not in _words_without_weight()]
    return _months().get(" ".join(kept))


def month_words() -> Mapping[str, Mapping[str, str]]:
    """Return the tables of `months.toml`: `months`, `weekdays`, `connectors`, by language."""
    words: dict[str, dict[str, str]] = tomllib.loads(
        files(__package__).joinpath("months.toml").read_text("utf-8")
    )
    return words


@cache
def _months() -> dict[str, int]:
    return {
        header_key(form): number
        for names in month_words()["months"].values()
        for number, forms in enumerate(names.split(","), start=1)
        for form in forms.split("/")
    }


@cache
def _words_without_weight() -> frozenset[str]:
    words = month_words()
    return frozenset(
        part
        for table in ("weekdays", "connectors")
        for names in words[table].values()
        for name in names.split(",")
        for part in header_key(name).split()
    )
