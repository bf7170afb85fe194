"""Until when an award is valid where nobody says it: as its achievement says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from laurea.credentials.errors import Conflict
from laurea.web.catalog.access import Achievement
from laurea.web.catalog.define import define_achievement
from laurea.web.catalog.validity import AS_THE_ACHIEVEMENT_SAYS
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.models import Credential
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db
END = datetime(2028, 11, 23, 23, 59, 59, tzinfo=UTC)
ASKED = {"key": "1", "email": "ada@example.org", "valid_from": NOON}


@pytest.fixture
def two_years(world: World) -> Achievement:
    """An achievement whose credentials are valid for 24 months."""
    return define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Dyeing"),
        valid_months=24,
        at=NOON,
    )


def issue(world: World, achievement: Achievement, **said: object) -> Credential:
    wanted = Wanted(**{**ASKED, **said})  # type: ignore[arg-type]
    return award(actor=world.owner, achievement_id=achievement.pk, wanted=wanted, at=NOON)


def test_an_award_ends_as_its_achievement_says(world: World, two_years: Achievement) -> None:
    assert issue(world, two_years).valid_until == END
    assert issue(world, world.achievement, key="2").valid_until is None


def test_what_is_said_counts_and_for_ever_is_said_too(world: World, two_years: Achievement) -> None:
    assert issue(world, two_years, valid_until=None).valid_until is None
    soon = NOON.replace(year=2027)
    assert issue(world, two_years, key="2", valid_until=soon).valid_until == soon


def test_an_end_is_the_same_request_whether_it_is_named_or_left_to_the_achievement(
    world: World, two_years: Achievement
) -> None:
    first = issue(world, two_years)
    again = issue(world, two_years, valid_until=AS_THE_ACHIEVEMENT_SAYS)
    assert {again.pk, issue(world, two_years, valid_until=END).pk} == {first.pk}
    with pytest.raises(Conflict):
        issue(world, two_years, valid_until=None)


def test_the_rows_of_a_run_end_as_their_achievement_says(
    world: World, two_years: Achievement
) -> None:
    rows = [
        Wanted(key="1", email="ada@example.org", valid_from=NOON),
        Wanted(key="2", email="bea@example.org", valid_from=NOON, valid_until=None),
    ]
    start_run(actor=world.owner, achievement_id=two_years.pk, rows=rows, key="run", at=NOON)
    work_all(clock=lambda: NOON)
    ends = dict(Credential.objects.values_list("recipient_email", "valid_until"))
    assert ends == {"ada@example.org": END, "bea@example.org": None}
