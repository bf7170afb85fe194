"""Whatever table is written, in whatever way, the same learners are read."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final, Literal

from hypothesis import given
from hypothesis import strategies as st

from laurea.integrations.roster.months import month_words
from laurea.integrations.roster.vocabulary import CONTEXTUAL, column_words, header_key, words_of
from tests.integrations.roster.conftest import read_roster

ENCODINGS: Final = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le-mark", "utf-16-be-mark"]
FORMS: Final = ["%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%Y-%m-%dT00:00:00Z", "words", "serial"]
LANGUAGES: Final = sorted(
    set.intersection(
        *(set(column_words()[f]) for f in ("e-mail", "name", "awarded", "valid-until", "result"))
    )
)

NAMES: Final = st.text(
    st.characters(
        categories=["L", "Nd", "Po", "Pd", "Sm", "Sc", "Zs"], exclude_characters="\ufffd"
    ),
    min_size=1,
    max_size=20,
).filter(lambda text: text.strip() and text.isprintable() and not text.startswith("'"))
ADDRESSES: Final = st.from_regex(
    r"[a-z0-9+=_-]{1,20}(\.[a-z0-9]{1,9})?@[a-z]{1,10}\.(example|org)", fullmatch=True
)
DAYS: Final = st.dates(date(1950, 1, 1), date(2026, 11, 23))


@dataclass(frozen=True)
class Learner:
    email: str
    name: str
    awarded: date | None
    result: str


LEARNERS: Final = st.lists(
    st.builds(Learner, ADDRESSES, NAMES, DAYS | st.none(), NAMES | st.just("")),
    min_size=1,
    max_size=8,
    unique_by=lambda learner: learner.email,
)


def as_written(day: date | None, form: str, language: str) -> str:
    if day is None:
        return ""
    if form == "words":
        months = month_words()["months"].get(language, month_words()["months"]["en"])
        month = months.split(",")[day.month - 1].strip().split("/")[0]
        return f"{day.day} {month} {day.year}"
    if form == "serial":
        return str((day - date(1899, 12, 30)).days)
    return day.strftime(form)


def one_line(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def encoded(text: str, encoding: str) -> bytes:
    if encoding.endswith("-mark"):
        return ("\ufeff" + text).encode(encoding.removesuffix("-mark"))
    return text.encode(encoding)


@st.composite
def headers(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A language, and one of its clear and strongest words for each field."""
    language = draw(st.sampled_from(LANGUAGES))
    words = {}
    for field in ("e-mail", "name", "awarded", "result"):
        entry = words_of(column_words()[field][language])
        known = [word for word, weakness in entry if header_key(word) not in CONTEXTUAL]
        word = draw(st.sampled_from(known))
        words[field] = draw(st.sampled_from([word, word.upper(), word.title(), f"{word} *"]))
    return language, words


@given(
    learners=LEARNERS,
    header=headers(),
    order=st.permutations(["e-mail", "name", "awarded", "result", "other"]),
    delimiter=st.sampled_from(",;\t|^~"),
    encoding=st.sampled_from(ENCODINGS),
    end=st.sampled_from(["\r\n", "\n", "\r"]),
    is_quoted=st.booleans(),
    form=st.sampled_from(FORMS),
    preamble=st.integers(0, 5),
)
def test_any_table_is_read_as_it_was_written(
    learners: list[Learner],
    header: tuple[str, dict[str, str]],
    order: list[str],
    delimiter: str,
    encoding: str,
    end: str,
    is_quoted: bool,
    form: str,
    preamble: int,
) -> None:
    language, words = header
    words = {**words, "other": "Xyzzy"}
    file = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([["Kurs", "2026"], []] * preamble)
    writer.writerow([words[field] for field in order])
    for learner in learners:
        cells = {
            "e-mail": learner.email,
            "name": learner.name,
            "awarded": as_written(learner.awarded, form, language),
            "result": learner.result,
            "other": "x",
        }
        writer.writerow([cells[field] for field in order])
    found = read_roster(encoded(file.getvalue(), encoding))
    assert found.refused == ()
    assert found.columns.keys() == {"e-mail", "name", "awarded", "result"}
    assert [
        (row.email, row.name, row.awarded, row.results, row.number) for row in found.learners
    ] == [
        (
            learner.email,
            one_line(learner.name),
            datetime.combine(learner.awarded, time(), UTC) if learner.awarded else None,
            (("", one_line(learner.result)),) if learner.result else (),
            number,
        )
        for number, learner in enumerate(learners, start=2 * preamble + 2)
    ]
