"""Which encoding explains a sample of text best, where it is none of Unicode's.

Each pair of a codec and a language in `alphabets.toml` is tried, and the encodings of East Asia.
A letter beyond ASCII costs little where it belongs to the language's alphabet and stands where
such letters stand, and much elsewhere; a header that is known in this decoding saves. What fits
no candidate is left to charset-normalizer.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from charset_normalizer import from_bytes

from laurea.integrations.roster.scripts import script_of
from laurea.integrations.roster.vocabulary import meaning_of

_FITS: Final = 2.5
"""The dearest average at which a candidate still explains a sample."""
_EAST_ASIAN: Final = (
    # codec, the older standard whose first rows hold the usual characters, the last such row
    ("gb18030", "gb2312", 0xD7),
    ("cp932", "euc_jp", 0xCF),
    ("cp949", "euc_kr", 0xC8),
    ("big5", "big5", 0xC6),
    ("euc_jp", "euc_jp", 0xCF),
)
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_CELLS: Final = re.compile(r"[,;\t|\n]")
_HEADER_CHARACTERS: Final = 4_096
_TYPOGRAPHY: Final = frozenset(
    "\u2019\u2018\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u2026€°ºª§©®™·£¡¿\u00a0"
)
_APOSTROPHES: Final = frozenset("\u2019·")
_OPENING: Final = _APOSTROPHES | frozenset("\u2018\u201c\u201d\u201e«»¿¡\u00a0")
_COST_OF_FOREIGN: Final = 5.0
_COST_OF_SYMBOL: Final = 6.0
_COST_OF_PLACE: Final = 4.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    codec: str
    reluctance: float
    costs: dict[str, float]
    is_latin: bool


def guess_codec(sample: bytes) -> str:
    r"""Return the codec that explains a sample best.

    Args:
        sample: some lines of the file, those of the header first; not all of it ASCII.

    >>> guess_codec("Jméno;Příjmení\nJiří;Dvořák\n".encode("cp1250"))
    'cp1250'
    """
    guesses = [*_one_byte_guesses(sample), *_east_asian_guesses(sample)]
    cost, _, codec = min((cost, place, codec) for place, (cost, codec) in enumerate(guesses))
    if cost <= _FITS:
        return codec
    best = from_bytes(sample).best()
    return best.encoding if best is not None else codec


def _one_byte_guesses(sample: bytes) -> Iterator[tuple[float, str]]:
    for candidate in _candidates():
        text = _decoded(sample, candidate.codec)
        if text is not None:
            yield _cost(candidate, text), candidate.codec


def _east_asian_guesses(sample: bytes) -> Iterator[tuple[float, str]]:
    for codec, standard, last_row in _EAST_ASIAN:
        text = _decoded(sample, codec)
        if text is not None:
            costs = [
                _east_asian_cost(text[place - 1 : place], text[place], standard, last_row)
                for place in (found.start() for found in _BEYOND_ASCII.finditer(text))
            ]
            yield sum(costs) / max(len(costs), 1) - min(_known_headers(text), 2), codec


def _east_asian_cost(before: str, character: str, standard: str, last_row: int) -> float:
    if before.isascii() and before.isalpha():
        return _COST_OF_PLACE
    script = script_of(character)
    if script in {"HIRAGANA", "KATAKANA"}:
        return 0.8
    try:
        encoded = character.encode(standard)
    except UnicodeEncodeError:
        return _COST_OF_FOREIGN
    if len(encoded) != 2 or not 0xA4 <= encoded[0] <= last_row:
        return _COST_OF_PLACE
    return 0.8 if script == "HANGUL" else 1.5


def _decoded(sample: bytes, codec: str) -> str | None:
    try:
        return sample.decode(codec)
    except UnicodeDecodeError:
        return None


def _cost(candidate: _Candidate, text: str) -> float:
    """Return what one character beyond ASCII costs on average."""
    costs = [_cost_at(candidate, text, found.start()) for found in _BEYOND_ASCII.finditer(text)]
    saved = min(_known_headers(text), 2)
    return sum(costs) / max(len(costs), 1) + candidate.reluctance - saved


def _cost_at(candidate: _Candidate, text: str, place: int) -> float:
    character = text[place]
    before = text[place - 1] if place else " "
    after = text[place + 1 : place + 2] or " "
    if not character.isalpha():
        return _cost_of_sign(character, before, after)
    cost = candidate.costs.get(character.lower(), _COST_OF_FOREIGN)
    if character.isupper() and (before.islower() or (before.isalpha() and after.islower())):
        cost += _COST_OF_PLACE
    if character.islower() and not before.isalpha():
        cost += 1.0  # names begin with capitals,
    if character.isupper() and before.isupper():
        cost += 0.5  # and seldom consist of them
    if not candidate.is_latin and ((before + after).strip().isascii() and before.isalpha()):
        cost += _COST_OF_PLACE
    return cost


def _cost_of_sign(character: str, before: str, after: str) -> float:
    if character not in _TYPOGRAPHY:
        return _COST_OF_SYMBOL * (2 if unicodedata.category(character).startswith("C") else 1)
    if after.isalpha() and character not in (_APOSTROPHES if before.isalpha() else _OPENING):
        return _COST_OF_PLACE
    return 1.0


def _known_headers(text: str) -> int:
    """Return how many cells of the first lines are known headers with letters beyond ASCII."""
    cells = {cell.strip(' "') for cell in _CELLS.split(text[:_HEADER_CHARACTERS])}
    return sum(not cell.isascii() and meaning_of(cell) is not None for cell in cells)


@cache
def _candidates() -> tuple[_Candidate, ...]:
    table = tomllib.loads(files(__package__).joinpath("alphabets.toml").read_text("utf-8"))
    alphabets: dict[str, str] = table["alphabets"]
    return tuple(
        _Candidate(
            codec,
            table["reluctance"].get(codec, 0.0),
            _costs(alphabets[language], is_mixture=language in {"western", "central"}),
            unicodedata.name(alphabets[language][0]).startswith("LATIN"),
        )
        for codec, languages in table["codecs"].items()
        for language in languages.split()
    )


def _costs(alphabet: str, *, is_mixture: bool) -> dict[str, float]:
    """Return what each letter costs, the frequent ones least; in mixed company each costs more."""
    return {
        letter: 0.3 + 0.04 * rank + (1.0 if is_mixture else 0.0)
        for rank, letter in enumerate(alphabet)
    }
