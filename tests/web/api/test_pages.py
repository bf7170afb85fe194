from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from laurea.web.api.models import Delivery, DeliveryState, Token, Webhook
from laurea.web.api.webhooks.events import EventKind
from laurea.web.api.webhooks.subscribe import subscribe
from laurea.web.organizations.access import Role
from tests.web.api.conftest import Program, a_token
from tests.web.conftest import World, signed_in

pytestmark = pytest.mark.django_db

ADDRESS = "https://records.college.example/laurea"


def a_form(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Student records",
        "scopes": ["read", "award"],
        "expires": "30",
        "key": str(uuid4()),
        **changes,
    }


def secret_in(page: Any) -> str:
    text = page.content.decode().replace("<wbr>", "")
    found = re.search(r"(laurea_[0-9a-f]{64}|whsec_[\w+/=]+)", text)
    return found[1] if found else ""


@pytest.fixture
def webhook(world: World) -> Webhook:
    return subscribe(
        actor=world.owner,
        organization=world.organization,
        url=ADDRESS,
        events=list(EventKind),
        webhook_id=uuid4(),
        at=timezone.now(),
    )


def test_a_token_is_shown_where_it_is_made_and_nowhere_else(world: World) -> None:
    client = signed_in(world.owner)
    form = a_form()
    page = client.post("/o/guild/tokens", form)
    secret = secret_in(page)
    assert page.status_code == 200
    assert Program(secret).get("/organizations/me").status_code == 200
    assert secret_in(client.post("/o/guild/tokens", form)) == secret
    assert Token.objects.count() == 1
    later = client.get("/o/guild/tokens").content.decode()
    assert secret not in later.replace("<wbr>", "")
    assert "Student records" in later
    assert secret[-4:] in later


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"expires": "9999"}]
)
def test_a_form_with_a_gap_is_shown_again(world: World, changes: dict[str, Any]) -> None:
    page = signed_in(world.owner).post("/o/guild/tokens", a_form(**changes))
    assert page.status_code == 422
    assert not Token.objects.exists()


def test_members_make_tokens_for_what_they_may(world: World) -> None:
    client = signed_in(world.join("dagny", Role.DESIGNER))
    assert client.post("/o/guild/tokens", a_form()).status_code == 422
    page = client.post("/o/guild/tokens", a_form(scopes=["read", "achievements"]))
    assert Program(secret_in(page)).get("/organizations/me").status_code == 200
    assert "Webhooks" not in client.get("/o/guild/tokens").content.decode()


def test_who_made_a_token_long_ago_is_asked_again_before_the_next(world: World) -> None:
    client = Client()
    client.force_login(world.owner)
    response = client.post("/o/guild/tokens", a_form())
    assert response.status_code == 302
    assert "reauthenticate" in response.headers["Location"]
    assert not Token.objects.exists()


def test_a_token_is_ended_from_the_list(world: World) -> None:
    secret = a_token(world.owner, world.organization)
    token = Token.objects.get()
    address = f"/o/guild/tokens/{token.pk}/end"
    for account in (world.colleague, world.stranger):
        assert signed_in(account).post(address).status_code == 404
    assert signed_in(world.owner).get(address).status_code == 405
    assert signed_in(world.owner).post(address).status_code == 302
    assert Program(secret).get("/organizations/me").status_code == 401
    assert "Ended" in signed_in(world.owner).get("/o/guild/tokens").content.decode()


def test_members_see_their_own_tokens_and_owners_all(world: World) -> None:
    a_token(world.owner, world.organization)
    issuer = world.join("ivar", Role.ISSUER)
    assert "Made by Ottilie" not in signed_in(issuer).get("/o/guild/tokens").content.decode()
    for account in (world.owner, world.colleague):
        page = signed_in(account).get("/o/guild/tokens").content.decode()
        assert "Made by Ottilie" in page
        assert ("/end" in page) == (account == world.owner)


def test_a_webhook_is_set_up_and_its_secret_shown_once(world: World) -> None:
    client = signed_in(world.owner)
    form = {"url": ADDRESS, "events": ["run.ended"], "key": str(uuid4())}
    page = client.post("/o/guild/webhooks", form)
    assert secret_in(page).startswith("whsec_")
    assert secret_in(client.post("/o/guild/webhooks", form)) == secret_in(page)
    assert Webhook.objects.count() == 1
    listed = client.get("/o/guild/webhooks").content.decode().replace("<wbr>", "")
    assert ADDRESS in listed
    number = Webhook.objects.get().pk
    assert secret_in(client.get(f"/o/guild/webhooks/{number}")) == ""


@pytest.mark.parametrize("url", ["http://records.college.example/", "https://10.0.0.8/", ""])
def test_an_address_that_cannot_be_reached_is_refused(world: World, url: str) -> None:
    form = {"url": url, "events": ["run.ended"], "key": str(uuid4())}
    page = signed_in(world.owner).post("/o/guild/webhooks", form)
    assert page.status_code == 422
    assert not Webhook.objects.exists()


def test_a_new_secret_is_shown_once(world: World, webhook: Webhook) -> None:
    client = signed_in(world.owner)
    address = f"/o/guild/webhooks/{webhook.pk}/rotate"
    page = client.post(address, {"key": "k"})
    assert secret_in(page) == secret_in(client.post(address, {"key": "k"}))
    other = client.post(address, {"key": "l"})
    assert secret_in(other) not in {"", secret_in(page)}
    assert client.post(address, {"key": "k"}).status_code == 302


def test_an_owner_tests_resumes_redelivers_and_ends(world: World, webhook: Webhook) -> None:
    client = signed_in(world.owner)
    act = f"/o/guild/webhooks/{webhook.pk}/act"
    assert client.post(act, {"do": "test"}).status_code == 302
    delivery = Delivery.objects.get()
    Delivery.objects.update(state=DeliveryState.FAILED, last_error="It answered 500.", attempts=8)
    shown = client.get(f"/o/guild/webhooks/{webhook.pk}").content.decode()
    assert "It answered 500." in shown
    assert f"/o/guild/webhooks/messages/{delivery.pk}/again" in shown
    assert client.post(f"/o/guild/webhooks/messages/{delivery.pk}/again").status_code == 302
    assert Delivery.objects.get().state == DeliveryState.WAITING
    Webhook.objects.update(paused_at=timezone.now())
    assert client.post(act, {"do": "test"}).status_code == 302
    assert Delivery.objects.count() == 1
    assert "paused" in client.get(f"/o/guild/webhooks/{webhook.pk}").content.decode()
    client.post(act, {"do": "resume"})
    assert Webhook.objects.get().paused_at is None
    Delivery.objects.update(state=DeliveryState.FAILED)
    client.post(act, {"do": "again"})
    assert Delivery.objects.get().state == DeliveryState.WAITING
    client.post(act, {"do": "end"})
    assert Webhook.objects.get().ended_at is not None
    assert client.get(f"/o/guild/webhooks/{webhook.pk}").status_code == 404


@pytest.mark.parametrize(
    ("who", "seen", "acted"), [("colleague", 200, 403), ("stranger", 404, 404)]
)
def test_auditors_look_and_strangers_find_nothing(
    world: World, webhook: Webhook, who: str, seen: int, acted: int
) -> None:
    client = signed_in(getattr(world, who))
    base = f"/o/guild/webhooks/{webhook.pk}"
    for path in ("/o/guild/webhooks", base):
        assert client.get(path).status_code == seen
    for path in (f"{base}/act", f"{base}/rotate", "/o/guild/webhooks"):
        assert client.post(path, {"do": "end"}).status_code == acted
    assert Webhook.objects.get().ended_at is None


def test_the_page_of_the_api_names_every_route(client: Client) -> None:
    shown = client.get("/api/").content.decode().replace("<wbr>", "")
    found = client.get("/api/v1/openapi.json")
    assert found.headers["Content-Type"] == "application/json"
    for path, operations in found.json()["paths"].items():
        for method in operations:
            assert f"{method.upper()} {path.removeprefix('/api/v1')}" in shown
