from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.models import Credential
from tests.web.api.conftest import Program, an_award
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(world: World) -> list[str]:
    """Three credentials, the latest first."""
    made = [
        award(
            actor=world.owner,
            achievement_id=world.achievement.pk,
            wanted=Wanted(key=f"form:{n}", email=f"Learner{n}@example.org", valid_from=NOON),
            at=NOON + timedelta(minutes=n),
        )
        for n in range(3)
    ]
    return [str(one.pk) for one in reversed(made)]


def ids(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [one["id"] for one in response.json()["items"]]


def test_a_list_is_read_page_by_page_without_doubles_or_gaps(
    world: World, program: Program, three: list[str]
) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = program.get("/credentials", limit=1, cursor=cursor)
        seen += ids(page)
        cursor = page.json()["next"]
        # What is added meanwhile comes before the first page.
        wanted = Wanted(key=f"form:{uuid4()}", email="late@example.org", valid_from=NOON)
        award(
            actor=world.owner,
            achievement_id=world.achievement.pk,
            wanted=wanted,
            at=NOON + timedelta(hours=1),
        )
    assert seen == three


def test_filters_leave_what_they_say(world: World, program: Program, three: list[str]) -> None:
    program.post(f"/credentials/{three[0]}/revoke", {"reason": "Awarded by mistake."})
    assert ids(program.get("/credentials", state="revoked")) == [three[0]]
    assert ids(program.get("/credentials", state="issued")) == three[1:]
    assert ids(program.get("/credentials", recipient="learner1@EXAMPLE.org")) == [three[1]]
    assert ids(program.get("/credentials", recipient="did:key:z6Mk")) == []
    assert ids(program.get("/credentials", achievement=world.achievement.pk)) == three
    moment = (NOON + timedelta(minutes=1)).isoformat()
    assert ids(program.get("/credentials", issuedFrom=moment)) == three[:2]
    assert ids(program.get("/credentials", issuedUntil=moment)) == three[2:]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"limit": 0}, 422),
        ({"limit": 201}, 422),
        ({"limit": "many"}, 422),
        ({"cursor": "bm9uc2Vuc2U"}, 422),
        ({"cursor": "MjAyNi0wMS0wMXwx"}, 422),
        ({"cursor": "not base 64"}, 422),
        ({"state": "expired"}, 422),
        ({"stat": "issued"}, 422),
        ({"issuedFrom": "yesterday"}, 422),
        ({"recipient": "a\0b"}, 422),
        ({"achievement": "00000000-0000-0000-0000-000000000000"}, 404),
        ({"run": "00000000-0000-0000-0000-000000000000"}, 404),
    ],
)
def test_a_filter_that_is_not_understood_is_refused(
    program: Program, query: dict[str, Any], status: int
) -> None:
    response = program.get("/credentials", **query)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_revocation_says_why_and_happens_once(world: World, program: Program) -> None:
    made = program.post("/awards", an_award(world), key="order-1").json()
    path = f"/credentials/{made['id']}/revoke"
    first = program.post(path, {"reason": "  Awarded by   mistake. "})
    assert first.json()["state"] == "revoked"
    assert first.json()["revocationReason"] == "Awarded by mistake."
    assert program.post(path, {"reason": "Awarded by mistake."}).content == first.content
    assert program.post(path, {"reason": "Another reason."}).status_code == 409
    assert program.post(path, {"reason": " "}).status_code == 422
    assert program.post(path, {}).status_code == 422
    assert program.get(f"/credentials/{made['id']}").json() == first.json()
    # The award is the same request still, and its answer is what it was.
    assert program.post("/awards", an_award(world), key="order-1").json() == made
    assert Credential.objects.count() == 1


def test_what_is_suspended_is_reinstated(world: World, program: Program) -> None:
    made = program.post("/awards", an_award(world), key="order-1").json()
    path = f"/credentials/{made['id']}"
    held = program.post(f"{path}/suspend", {"reason": "Under review."}).json()
    assert held["suspendedAt"] is not None
    assert held["suspensionReason"] == "Under review."
    freed = program.post(f"{path}/reinstate", {"reason": "Reviewed."}).json()
    assert (freed["suspendedAt"], freed["suspensionReason"]) == (None, "")
