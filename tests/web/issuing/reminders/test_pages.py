from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.issuing.reminders.access import rule_of
from tests.web.conftest import World
from tests.web.issuing.staff import client_of, issue, words

pytestmark = pytest.mark.django_db

PATH = "/o/guild/letters/reminders"


def test_it_is_set_seen_and_ended(world: World) -> None:
    issue(world, "mira", valid_until=timezone.now() + timedelta(days=20))
    owner = client_of(world.owner)
    assert "Nobody is reminded" in words(owner.get(PATH))
    assert PATH in owner.get("/o/guild/letters").content.decode()
    said = words(owner.post(PATH, {"days": "30"}, follow=True))
    assert "Reminded 30 days before the end" in said
    assert "They end within this time 0" in said  # it was awarded for less than 30 days
    said = words(owner.post(PATH, {"days": "19"}, follow=True))
    assert "They end within this time 0" in said
    owner.post(PATH, {"days": ""})
    assert rule_of(world.organization) is None


@pytest.mark.parametrize("typed", ["0", "366", "soon"])
def test_what_is_no_number_of_days_is_said_under_the_field(world: World, typed: str) -> None:
    response = client_of(world.owner).post(PATH, {"days": typed}, follow=True)
    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode()
    assert "Write a number from 1 to 365, or nothing." in words(response)
    assert rule_of(world.organization) is None


def test_who_only_looks_sees_it_and_cannot_set_it(world: World) -> None:
    colleague = client_of(world.colleague)
    assert "<form" not in colleague.get(PATH).content.decode().partition("<main")[2]
    assert colleague.post(PATH, {"days": "30"}).status_code == 403
    assert client_of(world.stranger).get(PATH).status_code == 404


def test_without_mail_it_says_so(world: World, settings: Settings) -> None:
    settings.HAS_MAIL = False
    assert "No letter leaves this server" in words(client_of(world.owner).get(PATH))
