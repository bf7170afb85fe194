from __future__ import annotations

from collections import defaultdict

import pytest

from laurea.integrations.roster.months import month_named, month_words
from laurea.integrations.roster.vocabulary import header_key


def test_no_word_names_two_months() -> None:
    months = defaultdict(set)
    for names in month_words()["months"].values():
        for number, forms in enumerate(names.split(","), start=1):
            for form in forms.split("/"):
                months[header_key(form)].add(number)
    assert {word: numbers for word, numbers in months.items() if len(numbers) > 1} == {}


@pytest.mark.parametrize("language", sorted(month_words()["months"]))
def test_every_language_has_twelve_months(language: str) -> None:
    assert len(month_words()["months"][language].split(",")) == 12


def test_no_weekday_or_connector_is_a_month() -> None:
    words = month_words()
    beside = {
        name.strip()
        for table in ("weekdays", "connectors")
        for names in words[table].values()
        for name in names.split(",")
    }
    # Welsh calls Tuesday and March by one word; the month is what is looked for.
    assert {name for name in beside if month_named(name)} == set()


def test_other_words_beside_a_month_name_none() -> None:
    assert month_named("June") == 6
    assert month_named("Batch June") is None
    assert month_named("June July") is None
    assert month_named("") is None
