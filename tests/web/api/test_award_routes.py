from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from pytest_django.fixtures import Settings

from laurea.web.api.models import Answer
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.models import BulkRun, Credential
from laurea.web.issuing.run_approvals.decide import approve_run
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import Role
from tests.web.api.conftest import Program, a_token, an_award
from tests.web.conftest import NOON, World, an_achievement

pytestmark = pytest.mark.django_db


def problem(response: Any) -> tuple[int, str, str]:
    assert response.headers["Content-Type"] == "application/problem+json"
    said = response.json()
    assert said["status"] == response.status_code
    return response.status_code, said["type"].rpartition(":")[2], said["pointer"]


def test_an_award_is_signed_and_stored_when_it_is_answered(world: World, program: Program) -> None:
    response = program.post("/awards", an_award(world), key="order-1")
    said = response.json()
    assert response.status_code == 201, said
    assert (said["state"], said["key"], said["run"]) == ("issued", "order-1", None)
    assert said["recipient"] == {"email": "mira@example.org", "did": "", "name": "Mira Okonjo"}
    stored = Credential.objects.get(pk=said["id"])
    document = program.get(f"/credentials/{said['id']}/document")
    assert document.content == bytes(stored.document or b"")
    assert document.headers["Content-Type"] == "application/vc+ld+json"
    assert orjson.loads(document.content)["id"] == said["url"]


def test_the_same_request_is_answered_with_the_same_bytes(world: World, program: Program) -> None:
    first = program.post("/awards", an_award(world), key="order-1")
    again = program.post("/awards", an_award(world), key="order-1")
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Credential.objects.count() == 1


def test_a_token_made_later_gets_the_same_answer(world: World, program: Program) -> None:
    first = program.post("/awards", an_award(world), key="order-1")
    other = Program(a_token(world.owner, world.organization))
    assert other.post("/awards", an_award(world), key="order-1").content == first.content


def test_another_body_under_the_same_key_is_refused(world: World, program: Program) -> None:
    program.post("/awards", an_award(world), key="order-1")
    other = an_award(world, recipient={"email": "ben@example.org"})
    assert problem(program.post("/awards", other, key="order-1"))[:2] == (409, "key-reused")
    assert Credential.objects.count() == 1


def test_a_key_stands_for_its_award_also_when_the_answer_is_forgotten(
    world: World, program: Program
) -> None:
    first = program.post("/awards", an_award(world), key="order-1").json()
    Answer.objects.all().delete()
    assert program.post("/awards", an_award(world), key="order-1").json() == first
    Answer.objects.all().delete()
    other = an_award(world, recipient={"email": "ben@example.org"})
    assert program.post("/awards", other, key="order-1").status_code == 409
    assert Credential.objects.count() == 1


def test_what_was_refused_may_be_asked_again_once_it_is_mended(
    world: World, program: Program
) -> None:
    wrong = an_award(world, recipient={"email": "nobody"})
    assert problem(program.post("/awards", wrong, key="order-1")) == (
        422,
        "row-email",
        "/recipient/email",
    )
    assert program.post("/awards", an_award(world), key="order-1").status_code == 201


def test_a_request_that_is_being_answered_is_not_begun_twice(
    world: World, program: Program
) -> None:
    program.post("/awards", an_award(world), key="order-1")
    answer = Answer.objects.get()
    Answer.objects.update(status=None, lease="somebody", begun_at=datetime.now(UTC))
    response = program.post("/awards", an_award(world), key="order-1")
    assert problem(response)[:2] == (409, "request-under-way")
    assert response.headers["Retry-After"] == "2"
    # Whoever was at it was stopped: after a while somebody else may finish it.
    Answer.objects.update(begun_at=answer.begun_at - timedelta(hours=1))
    assert program.post("/awards", an_award(world), key="order-1").status_code == 201
    assert Credential.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "kind", "pointer"),
    [
        ({"recipient": {}}, 422, "missing-value", "/recipient"),
        ({"recipient": {"email": "a@b"}}, 422, "row-email", "/recipient/email"),
        ({"recipient": {"did": "nonsense"}}, 422, "row-did", "/recipient/did"),
        (
            {"recipient": {"email": "a@example.org", "name": "A\u202eB"}},
            422,
            "row-text",
            "/recipient/name",
        ),
        ({"validFrom": "2999-01-01T00:00:00Z"}, 422, "RANGE_ERROR", "/validFrom"),
        ({"validFrom": "2026-01-01"}, 422, "MALFORMED_VALUE_ERROR", "/validFrom"),
        ({"validFrom": "2026-01-01T00:00:00"}, 422, "MALFORMED_VALUE_ERROR", "/validFrom"),
        ({"validUntil": "2020-01-01T00:00:00Z"}, 422, "RANGE_ERROR", "/validUntil"),
        (
            {"validUntil": "2999-01-01T00:00:00Z", "endless": True},
            422,
            "RANGE_ERROR",
            "/validUntil",
        ),
        ({"evidence": [{}]}, 422, "missing-value", "/evidence/0"),
        ({"evidence": [{"url": "https://127.0.0.1/"}]}, 422, "row-url", "/evidence/0/url"),
        ({"results": [{"value": ""}]}, 422, "MALFORMED_VALUE_ERROR", "/results/0/value"),
        ({"is_staff": True}, 422, "MALFORMED_VALUE_ERROR", "/is_staff"),
        ({"issuer": "did:web:rope.example"}, 422, "MALFORMED_VALUE_ERROR", "/issuer"),
        ({"statusIndex": 3}, 422, "MALFORMED_VALUE_ERROR", "/statusIndex"),
        ({"achievement": str(uuid4())}, 404, "not-found", ""),
        ({"achievement": "weaving"}, 422, "MALFORMED_VALUE_ERROR", "/achievement"),
    ],
)
def test_what_cannot_be_awarded_is_refused_and_the_place_is_named(
    world: World,
    program: Program,
    changes: dict[str, Any],
    status: int,
    kind: str,
    pointer: str,
) -> None:
    response = program.post("/awards", an_award(world, **changes), key="order-1")
    found = problem(response)
    assert (found[0], found[1].rpartition("#")[2], found[2]) == (status, kind, pointer)
    assert not Credential.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"a": 1, "a": 2}', "application/json", 400),
        (b'{"a": "\\u0000"}', "application/json", 400),
        (b"[" * 100, "application/json", 413),
        (b"a=b", "application/x-www-form-urlencoded", 400),
        (b"", "application/json", 422),
        (b"[]", "application/json", 400),
        (b" " * 11_000_000, "application/json", 413),
    ],
)
def test_what_is_no_json_object_is_refused(
    world: World, program: Program, body: bytes, content_type: str, status: int
) -> None:
    response = program.client.post(
        "/api/v1/awards", body, content_type=content_type, headers=program.headers("order-1")
    )
    assert problem(response)[0] == status


def test_without_a_key_nothing_is_awarded(world: World, program: Program) -> None:
    response = program.post("/awards", an_award(world))
    assert problem(response)[:2] == (422, "missing-value")
    assert response.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert not Credential.objects.exists()


def test_a_run_is_issued_by_the_worker_and_followed(world: World, program: Program) -> None:
    rows: list[dict[str, Any]] = [
        {"recipient": {"email": f"learner{n}@example.org"}} for n in range(3)
    ]
    rows[1]["key"] = "row-b"
    rows[2]["results"] = [{"result": "no such result", "value": "1"}]
    body = {"achievement": str(world.achievement.pk), "awards": rows}
    response = program.post("/runs", body, key="term-1")
    run = response.json()
    assert (response.status_code, run["state"], run["rows"]) == (202, "running", 3), run
    assert program.post("/runs", body, key="term-1").content == response.content
    work_all()
    ended = program.get(f"/runs/{run['id']}").json()
    assert (ended["state"], ended["issued"], ended["refused"]) == ("done", 2, 1)
    refusals = program.get(f"/runs/{run['id']}/refusals").json()["items"]
    assert [one["key"] for one in refusals] == ["3"]
    found = program.get("/credentials", run=run["id"]).json()["items"]
    assert {one["key"] for one in found if one["state"] == "issued"} == {"1", "row-b"}
    assert {one["run"] for one in found} == {run["id"]}
    assert BulkRun.objects.count() == 1


def test_two_rows_of_a_run_have_two_names(world: World, program: Program) -> None:
    rows = [{"key": "a", "recipient": {"email": f"l{n}@example.org"}} for n in range(2)]
    body = {"achievement": str(world.achievement.pk), "awards": rows}
    response = program.post("/runs", body, key="term-1")
    assert problem(response)[2] == "/awards/1/key"
    assert not BulkRun.objects.exists()


def test_a_row_that_cannot_be_used_is_named(world: World, program: Program) -> None:
    rows = [{"recipient": {"email": mail}} for mail in ("a@example.org", "b at example.org")]
    body = {"achievement": str(world.achievement.pk), "awards": rows}
    assert problem(program.post("/runs", body, key="term-1"))[2] == "/awards/1/recipient/email"


def test_a_run_is_cancelled_once(world: World, program: Program) -> None:
    rows = [{"recipient": {"email": "a@example.org"}}]
    body = {"achievement": str(world.achievement.pk), "awards": rows}
    run = program.post("/runs", body, key="term-1").json()["id"]
    first = program.post(f"/runs/{run}/cancel", key="stop")
    assert first.json()["state"] == "cancelled"
    assert program.post(f"/runs/{run}/cancel", key="stop").content == first.content
    assert program.post(f"/runs/{run}/cancel").json()["state"] == "cancelled"
    assert [one["id"] for one in program.get("/runs").json()["items"]] == [run]


def test_what_names_no_end_ends_as_its_achievement_says(world: World, program: Program) -> None:
    defined = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Dyeing"),
        valid_months=24,
        at=NOON,
    )
    wanted = an_award(world, achievement=str(defined.pk), validFrom="2026-02-28T09:00:00Z")
    made = program.post("/awards", wanted, key="1").json()
    assert made["validUntil"] == "2028-02-28T23:59:59Z"
    endless = program.post("/awards", {**wanted, "endless": True}, key="2").json()
    assert endless["validUntil"] is None
    row = {name: said for name, said in wanted.items() if name != "achievement"}
    many = {"achievement": str(defined.pk), "awards": [row]}
    run = program.post("/runs", many, key="3").json()
    work_all()
    of_run = Credential.objects.get(key__startswith=f"run:{run['id']}")
    assert of_run.valid_until == datetime(2028, 2, 28, 23, 59, 59, tzinfo=UTC)


def test_a_run_that_takes_a_second_person_waits_and_says_so(
    world: World, program: Program, settings: Settings
) -> None:
    settings.LAUREA_TWO_PERSONS_ABOVE = 1
    second = world.join("wilma", Role.ISSUER)
    rows = [{"recipient": {"email": f"p{n}@example.org"}} for n in range(2)]
    wanted = {"achievement": str(world.achievement.pk), "awards": rows}
    answer = program.post("/runs", wanted, key="1")
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    work_all()
    asked = program.get(f"/runs/{answer.json()['id']}").json()
    assert (asked["state"], asked["issued"], asked["secondsLeft"]) == ("waiting", 0, None)
    approve_run(actor=second, run_id=UUID(asked["id"]), at=datetime.now(UTC))
    work_all()
    assert program.get(f"/runs/{asked['id']}").json()["state"] == "done"
    other = program.post("/runs", wanted, key="2").json()
    assert program.post(f"/runs/{other['id']}/cancel").json()["state"] == "cancelled"
