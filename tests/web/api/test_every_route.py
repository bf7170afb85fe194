"""Every route of the API, called by owner, colleague, stranger and nobody."""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.api.interface import document
from laurea.web.api.models import Delivery, Webhook
from laurea.web.api.webhooks.events import EventKind
from laurea.web.api.webhooks.mend import send_test
from laurea.web.api.webhooks.subscribe import subscribe
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.models import BulkRun, Credential, CredentialState
from laurea.web.organizations.models import Membership, Role
from tests.web.api.conftest import Program, a_token, an_award
from tests.web.conftest import NOON, World

pytestmark = pytest.mark.django_db

BODIES: dict[str, dict[str, Any]] = {
    "create_achievement": {"achievement": {"name": "x"}},
    "create_award": {"achievement": str(uuid4()), "recipient": {"email": "a@example.org"}},
    "create_run": {
        "achievement": str(uuid4()),
        "awards": [{"recipient": {"email": "a@example.org"}}],
    },
    "revoke_credential": {"reason": "None of mine."},
    "suspend_credential": {"reason": "None of mine."},
    "reinstate_credential": {"reason": "None of mine."},
    "create_webhook": {"url": "https://hook.school.example/", "events": ["run.ended"]},
}
OPEN_TO_ALL = {"get_health"}


def routes() -> Iterator[tuple[str, str, str, list[str]]]:
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            scopes = operation.get("x-laurea-scopes", [])
            yield path.removeprefix("/api/v1"), method, operation["operationId"], scopes


def call(program: Program, path: str, method: str, name: str, number: object) -> Any:
    address = re.sub(r"{\w+}", str(number), path)
    if method == "post":
        return program.post(address, BODIES.get(name), key=f"{name}-{uuid4()}")
    return program.delete(address) if method == "delete" else program.get(address)


@pytest.fixture
def things(world: World, awarded: Credential, settings: Settings) -> dict[str, Any]:
    """One of each that has an id, of the owner's organization."""
    settings.LAUREA_API_PER_MINUTE = 10**6
    run = start_run(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        rows=[Wanted(key="1", email="ben@example.org", valid_from=NOON)],
        key="a run",
        at=NOON,
    )
    webhook = subscribe(
        actor=world.owner,
        organization=world.organization,
        url="https://hook.school.example/",
        events=[EventKind.RUN_ENDED],
        webhook_id=uuid4(),
        at=timezone.now(),
    )
    delivery = send_test(
        actor=world.owner,
        organization=world.organization,
        webhook_id=webhook.pk,
        at=timezone.now(),
    )
    return {
        "achievement_id": world.achievement.pk,
        "credential_id": awarded.pk,
        "run_id": run.pk,
        "webhook_id": webhook.pk,
        "delivery_id": delivery.pk,
    }


def number_for(path: str, things: dict[str, Any]) -> Any:
    found = re.search(r"{(\w+)}", path)
    return things[found[1]] if found else ""


def test_nobody_reaches_a_route_without_a_token(things: dict[str, Any]) -> None:
    for path, method, name, _ in routes():
        response = call(Program(), path, method, name, number_for(path, things))
        if name in OPEN_TO_ALL:
            continue
        assert response.status_code == 401, name
        assert "Weaver" not in response.content.decode()


def test_a_stranger_finds_nothing_and_learns_nothing(world: World, things: dict[str, Any]) -> None:
    program = Program(a_token(world.stranger, world.foreign.organization))
    for path, method, name, _ in routes():
        if "{" not in path:
            response = call(program, path, method, name, "")
            assert "guild" not in response.content.decode().lower(), name
            continue
        foreign = call(program, path, method, name, number_for(path, things))
        absent = call(program, path, method, name, uuid4())
        assert foreign.status_code == absent.status_code == 404, name
        assert foreign.content == absent.content, name
        kept = ("Content-Type", "Cache-Control")
        assert [foreign.headers[k] for k in kept] == [absent.headers[k] for k in kept], name
    assert Credential.objects.filter(state=CredentialState.ISSUED).count() == 1
    assert BulkRun.objects.get().state == "running"
    assert Webhook.objects.get(pk=things["webhook_id"]).ended_at is None
    assert Delivery.objects.count() == 1


def test_a_stranger_who_works_here_too_finds_what_the_token_counts_for(
    world: World, things: dict[str, Any]
) -> None:
    Membership.objects.create(
        organization=world.organization, account=world.stranger, role=Role.OWNER, since=NOON
    )
    program = Program(a_token(world.stranger, world.foreign.organization))
    for path, method, name, _ in routes():
        if "{" in path:
            response = call(program, path, method, name, number_for(path, things))
            assert response.status_code == 404, name
    body = an_award(world)
    assert program.post("/awards", body, key="1").status_code == 404
    listed = program.get("/credentials").json()["items"]
    assert listed == []
    assert [one["name"] for one in program.get("/achievements").json()["items"]] == ["Rope"]
    assert program.get("/credentials", achievement=world.achievement.pk).status_code == 404


def test_a_colleague_reads_and_changes_nothing(world: World, things: dict[str, Any]) -> None:
    program = Program(a_token(world.colleague, world.organization))
    for path, method, name, scopes in routes():
        response = call(program, path, method, name, number_for(path, things))
        if name in OPEN_TO_ALL:
            continue
        may = not scopes or "read" in scopes
        assert response.status_code == (200 if may else 403), (name, response.content)


def test_an_owner_reaches_every_route(world: World, things: dict[str, Any]) -> None:
    program = Program(a_token(world.owner, world.organization))
    last = {"end_webhook", "revoke_credential"}
    for path, method, name, _ in sorted(routes(), key=lambda one: one[2] in last):
        response = call(program, path, method, name, number_for(path, things))
        assert response.status_code not in {401, 403}, name
        assert response.status_code < 500 or name in OPEN_TO_ALL, name
        if "{" in path:
            assert response.status_code in {200, 202, 204}, (name, response.content)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/nowhere", 404),
        ("get", "/credentials/not-a-number", 404),
        ("get", "/awards", 405),
        ("put", "/credentials", 405),
        ("patch", "/organizations/me", 405),
        ("delete", "/achievements", 405),
    ],
)
def test_what_is_not_there_is_said_as_a_problem(
    program: Program, method: str, path: str, status: int
) -> None:
    response = getattr(program.client, method)(f"/api/v1{path}", headers=program.headers())
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == status
    assert (status == 405) == ("Allow" in response.headers)


def test_every_answer_carries_the_headers_and_is_kept_by_nobody(program: Program) -> None:
    for path in ("/organizations/me", "/nowhere", "/awards"):
        said = program.get(path).headers
        assert said["Cache-Control"] == "private, no-store"
        assert said["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" in said


def test_foreign_and_absent_take_the_same_time(world: World, things: dict[str, Any]) -> None:
    program = Program(a_token(world.stranger, world.foreign.organization))

    def seconds(number: object) -> float:
        begin = time.perf_counter()
        program.get(f"/credentials/{number}")
        return time.perf_counter() - begin

    pairs = [(seconds(things["credential_id"]), seconds(uuid4())) for _ in range(60)]
    foreign, absent = (statistics.median(each) for each in zip(*pairs, strict=True))
    assert abs(foreign - absent) < 0.02
