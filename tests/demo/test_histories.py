"""The plan of the demo world: the same each time, and as varied as life."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from laurea.demo.definitions import definitions_of
from laurea.demo.histories import (
    COURSES,
    DIGITAL_MARKETING,
    FIRST_WEEK,
    MICRO_MASTERS,
    cohorts,
)
from laurea.demo.learners import LEARNERS, MIRA, learners
from laurea.demo.results import results_of
from laurea.demo.revocations import revocations_in
from tests.demo.conftest import BEGUN_AT

FOLDERS = ("northfield", "lindenhof", "halden_works")


def test_200_learners_have_names_and_addresses_of_their_own() -> None:
    people = learners()
    assert people == learners()
    assert len({one.email for one in people}) == len(people) == LEARNERS == 200
    assert len({one.name for one in people}) > 150
    assert all(one.email.isascii() and one.email.endswith(".example") for one in people)


def test_most_hold_one_to_four_and_some_all_five_of_the_micro_masters() -> None:
    histories = cohorts(learners(), begun_at=BEGUN_AT)
    assert histories == cohorts(learners(), begun_at=BEGUN_AT)
    held = Counter(learner for cohort in histories for learner in cohort.members)
    assert set(held) == set(learners())
    assert sum(1 <= number <= 4 for number in held.values()) > 150
    marketing = Counter(
        learner
        for cohort in histories
        if cohort.code.startswith("DM-")
        for learner in cohort.members
    )
    assert sum(number == 5 for number in marketing.values()) >= 10
    assert marketing[MIRA] == 4


def test_the_micro_masters_is_awarded_to_whoever_has_all_five_and_to_nobody_else() -> None:
    histories = cohorts(learners(), begun_at=BEGUN_AT)
    awarded = {who for one in histories if one.code == MICRO_MASTERS for who in one.members}
    lost = {who for _, _, who, _ in revocations_in(histories, before=BEGUN_AT)}
    assert len(awarded) >= 8
    assert not awarded & lost
    for code in DIGITAL_MARKETING:
        assert awarded <= {who for one in histories if one.code == code for who in one.members}


def test_nothing_lies_in_the_future_or_before_the_beginning() -> None:
    histories = cohorts(learners(), begun_at=BEGUN_AT)
    earliest = BEGUN_AT - timedelta(weeks=FIRST_WEEK)
    assert all(earliest < cohort.at < BEGUN_AT for cohort in histories)
    revoked = list(revocations_in(histories, before=BEGUN_AT))
    assert len(revoked) == 6
    assert all(cohort.at < at < BEGUN_AT for _, cohort, _, at in revoked)
    assert MIRA not in {learner for _, _, learner, _ in revoked}


def test_every_learner_reaches_at_least_what_is_asked() -> None:
    for definition in (one for folder in FOLDERS for one in definitions_of(folder)):
        described = {one["name"]: one for one in definition.document["resultDescription"]}
        for learner in learners():
            for name, value in results_of(definition, learner):
                one = described[name]
                if levels := one.get("rubricCriterionLevel"):
                    order = [level["name"] for level in levels]
                    ids = {level["id"]: level["name"] for level in levels}
                    assert order.index(value) >= order.index(ids[one["requiredLevel"]])
                elif allowed := one.get("allowedValue"):
                    assert allowed.index(value) >= allowed.index(one["requiredValue"])
                else:
                    assert float(one["requiredValue"]) <= float(value) <= float(one["valueMax"])


def test_each_course_is_defined_once() -> None:
    codes = [one.code for folder in FOLDERS for one in definitions_of(folder)]
    assert sorted(codes) == sorted(COURSES)


def test_every_achievement_says_what_it_takes_and_which_skills_it_shows() -> None:
    for definition in (one for folder in FOLDERS for one in definitions_of(folder)):
        document = definition.document
        assert len(document["criteria"]["narrative"]) > 400
        assert document["resultDescription"]
        skills = [one for one in document["alignment"] if one["targetType"] == "ext:ESCO"]
        assert len(skills) >= 2
        assert all(one["targetUrl"].startswith("http://data.europa.eu/") for one in skills)
        assert len(definition.name) <= 40
