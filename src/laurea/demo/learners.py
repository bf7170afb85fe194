"""The learners of the demo world: names from many places, drawn by a fixed seed."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any, Final

LEARNERS: Final = 200
_SEED: Final = 20_250_901
_HOSTS: Final = ("students.northfield.example", "post.example", "letterbox.example")
# What normalisation does not take apart, as people write it on a keyboard without it.
_PLAIN: Final = str.maketrans("đøł\N{LATIN SMALL LETTER DOTLESS I}", "doli")


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who earns credentials: a name, and an address that leads nowhere."""

    name: str
    email: str


MIRA: Final = Learner("Mira Okonjo", "mira.okonjo@post.example")
"""The learner who has an account and a wallet."""


def learners(number: int = LEARNERS) -> list[Learner]:
    """Return so many learners, Mira first; the same ones each time.

    >>> first, *others = learners(3)
    >>> first.name, len(others)
    ('Mira Okonjo', 2)
    """
    drawn = {MIRA.email: MIRA}
    for learner in _draw(Random(_SEED)):
        if len(drawn) >= number:
            break
        drawn.setdefault(learner.email, learner)
    return list(drawn.values())[:number]


def _draw(random: Random) -> Iterator[Learner]:
    text = (files("laurea.demo") / "data/people.toml").read_text("utf-8")
    namings: list[dict[str, Any]] = tomllib.loads(text)["naming"]
    shares = [naming["share"] for naming in namings]
    while True:
        (naming,) = random.choices(namings, shares)
        given, family = random.choice(naming["given"]), random.choice(naming["family"])
        pair = (family, given) if naming.get("family_first") else (given, family)
        shown = [part.partition("/")[0] for part in pair]
        space = "" if naming.get("family_first") and "/" in given else " "
        local = ".".join(_typed(part) for part in (given, family))
        yield Learner(space.join(shown), f"{local}@{random.choice(_HOSTS)}")


def _typed(name: str) -> str:
    """Return a name in the letters of an e-mail address.

    >>> _typed("Thị Lan"), _typed("Đặng"), _typed("O'Sullivan"), _typed("王/wang")
    ('thilan', 'dang', 'osullivan', 'wang')
    """
    latin = name.partition("/")[2] or name
    apart = unicodedata.normalize("NFKD", latin.lower().translate(_PLAIN))
    return "".join(letter for letter in apart if letter.isascii() and letter.isalnum())
