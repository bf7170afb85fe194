"""The words by which the columns of a roster are known, in any of some forty languages.

`columns.toml` holds the words. They are compared by `header_key`, so that case, accents,
punctuation, what stands in brackets, and a trailing `*` or `:` make no difference.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final


class Field(StrEnum):
    """What a column of a roster may mean. The values are the names used in mappings."""

    EMAIL = "e-mail"
    DID = "did"
    NAME = "name"
    LAST_FIRST = "last-name-first"
    GIVEN_NAME = "given-name"
    FAMILY_NAME = "family-name"
    AWARDED = "awarded"
    VALID_UNTIL = "valid-until"
    RESULT = "result"
    EVIDENCE = "evidence"
    EVIDENCE_NAME = "evidence-name"
    EVIDENCE_NARRATIVE = "evidence-narrative"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one word means: its field, how weak it is (0 is strongest), and in which languages.

    A weak word counts only where no stronger word for the same field stands in the header.
    """

    field: Field
    weakness: int
    languages: frozenset[str]


CONTEXTUAL: Final = frozenset({"ad", "body", "data", "mention", "not", "nota", "note", "prova"})
"""Words that mean something else in a language not meant. They count only beside a word of
their own language that is not English too."""

_SPELLINGS: Final = {
    **dict.fromkeys("'\"`-./\\&", " "),
    **dict.fromkeys(
        "\u2019\u02bc\u00b4\u05f3\u05f4\u2010\u2011\u2013", " "
    ),  # more quotes and dashes
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "\u0131": "i",  # dotless i
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
}
_LETTERS: Final = str.maketrans(_SPELLINGS)
_BRACKETED: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])[\s*:.]*$")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_INNER_UNDERSCORE: Final = re.compile(r"(?<=[^\W_])_+(?=[^\W_])")
_WEAKER: Final = re.compile(r"(?:^|\s)/(?=\s)")
_LONGEST_HEADER: Final = 200


def header_key(text: str) -> str:
    """Return the form in which two headers are compared.

    Underscores at the ends stay: a column called `mail_` was renamed on purpose.

    >>> [header_key(t) for t in ("E-Mail *", "Prénom :", "issuedOn", "Ergebnis (in %)", "mail_")]
    ['e mail', 'prenom', 'issued on', 'ergebnis', 'mail_']
    """
    text = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text[:_LONGEST_HEADER]).strip())
    text = _BRACKETED.sub("", text) or text
    text = _INNER_UNDERSCORE.sub(" ", text.casefold().strip("*:. \t"))
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"})
    return " ".join(bare.translate(_LETTERS).split())


def meaning_of(header: str) -> Meaning | None:
    """Return what a header means, or `None` where it is no known word.

    >>> meaning_of("Gültig bis (Datum)").field.value
    'valid-until'
    """
    return _meanings().get(header_key(header))


def field_named(name: str) -> Field | None:
    """Return the field that a mapping names, by its own name or by any word for it.

    >>> field_named("E-Mail"), field_named("expires")
    (<Field.EMAIL: 'e-mail'>, <Field.VALID_UNTIL: 'valid-until'>)
    """
    key = header_key(name)
    own = next((field for field in Field if header_key(field) == key), None)
    meaning = _meanings().get(key)
    return own or (meaning.field if meaning else None)


def column_words() -> Mapping[str, Mapping[str, str]]:
    """Return the table of `columns.toml`: field, language, words."""
    words: dict[str, dict[str, str]] = tomllib.loads(
        files(__package__).joinpath("columns.toml").read_text("utf-8")
    )
    return words


def words_of(entry: str) -> list[tuple[str, int]]:
    """Return the words of one entry of the table with their weakness.

    >>> words_of("issued on; award date / date")
    [('issued on', 0), ('award date', 0), ('date', 1)]
    """
    return [
        (word.strip(), weakness)
        for weakness, part in enumerate(_WEAKER.split(entry))
        for word in part.split(";")
        if word.strip()
    ]


@cache
def _meanings() -> dict[str, Meaning]:
    """Every word's key with its meaning; of two entries for one field the stronger counts."""
    meanings: dict[str, Meaning] = {}
    for field, languages in column_words().items():
        for language, entry in languages.items():
            for word, weakness in words_of(entry):
                key = header_key(word)
                known = meanings.get(key)
                meanings[key] = Meaning(
                    Field(field),
                    min(weakness, known.weakness) if known else weakness,
                    (known.languages if known else frozenset()) | {language},
                )
    return meanings
