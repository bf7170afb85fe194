from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from laurea.web.issuing.access import Credential
from laurea.web.issuing.claims.links import new_claim_link
from laurea.web.issuing.publish import publish_list
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.suspend import reinstate, suspend
from tests.web.conftest import World
from tests.web.issuing.staff import client_of, issue, words

pytestmark = pytest.mark.django_db

REASON = "A complaint is being looked into."


@pytest.fixture
def held(world: World) -> Credential:
    return issue(world, "mira")


def path(credential: Credential, name: str = "") -> str:
    return f"/o/guild/credentials/{credential.pk}{name}"


def stored(credential: Credential) -> Credential:
    return Credential.objects.get(pk=credential.pk)


def hold(world: World, credential: Credential) -> None:
    suspend(actor=world.owner, credential_id=credential.pk, reason=REASON, at=timezone.now())


def publish(credential: Credential) -> None:
    assert credential.suspension_list_id is not None
    publish_list(credential.suspension_list_id, at=timezone.now())


def test_a_credential_is_suspended_and_reinstated_from_its_page(
    world: World, held: Credential
) -> None:
    owner = client_of(world.owner)
    assert "Suspend" in words(owner.get(path(held)))
    form = words(owner.get(path(held, "/suspend")))
    assert "It counts for nothing until you reinstate it." in form
    response = owner.post(path(held, "/suspend"), {"reason": REASON}, follow=True)
    said = words(response)
    assert f"Reason: {REASON}" in said
    assert "The public list is being published" in said
    assert "Reinstate" in said
    publish(held)
    assert "The public list says so" in words(owner.get(path(held)))
    response = owner.post(path(held, "/reinstate"), {"reason": "Settled."}, follow=True)
    assert "In force" in words(response)
    assert stored(held).suspended_at is None


def test_without_a_reason_nothing_is_done_and_what_was_typed_stays(
    world: World, held: Credential
) -> None:
    response = client_of(world.owner).post(path(held, "/suspend"), {"reason": "  "}, follow=True)
    assert response.status_code == 422
    assert "Say why." in words(response)
    long = {"reason": "x" * 501}
    response = client_of(world.owner).post(path(held, "/suspend"), long, follow=True)
    assert response.status_code == 422
    assert "x" * 501 in response.content.decode()
    assert stored(held).suspended_at is None


def test_sent_twice_it_is_one_suspension_and_another_reason_is_refused(
    world: World, held: Credential
) -> None:
    owner = client_of(world.owner)
    for _ in range(2):
        owner.post(path(held, "/suspend"), {"reason": REASON})
    another = owner.post(path(held, "/suspend"), {"reason": "Another."}, follow=True)
    assert another.status_code == 409
    assert stored(held).suspension_reason == REASON


@pytest.mark.parametrize("name", ["/suspend", "/reinstate"])
def test_where_there_is_nothing_to_decide_the_form_leads_to_the_credential(
    world: World, held: Credential, name: str
) -> None:
    owner = client_of(world.owner)
    if name == "/suspend":
        hold(world, held)
    assert owner.get(path(held, name)).headers["Location"] == path(held)
    revoke(actor=world.owner, credential_id=held.pk, reason="In error.", at=timezone.now())
    assert owner.get(path(held, name)).headers["Location"] == path(held)
    assert "Suspend" not in words(owner.get(path(held))).partition("What was done")[0][-200:]


@pytest.mark.parametrize("name", ["/suspend", "/reinstate"])
def test_who_only_looks_is_told_and_a_stranger_finds_nothing(
    world: World, held: Credential, name: str
) -> None:
    colleague, stranger = client_of(world.colleague), client_of(world.stranger)
    answer = colleague.post(path(held, name), {"reason": REASON})
    assert answer.status_code == 403
    assert "takes an owner or an issuer" in words(answer)
    assert stranger.post(path(held, name), {"reason": REASON}).status_code == 404
    elsewhere = f"/o/rope/credentials/{held.pk}{name}"
    assert stranger.get(elsewhere).status_code == 404
    assert stored(held).suspended_at is None


def test_suspending_asks_again_who_it_is(world: World, held: Credential) -> None:
    late = client_of(world.owner, signed_in_s_ago=600)
    response = late.post(path(held, "/suspend"), {"reason": REASON})
    assert response.status_code == 302
    assert "reauthenticate" in response.headers["Location"]
    assert stored(held).suspended_at is None


def test_the_list_of_credentials_finds_and_exports_what_is_suspended(
    world: World, held: Credential
) -> None:
    issue(world, "otto")
    hold(world, held)
    owner = client_of(world.owner)
    found = words(owner.get("/o/guild/credentials?state=suspended"))
    assert "1 credential" in found
    assert f"Suspended {REASON}" in found
    assert "Otto" in words(owner.get("/o/guild/credentials?state=issued"))
    assert "Mira" not in words(owner.get("/o/guild/credentials?state=issued"))
    assert REASON in words(owner.post("/o/guild/credentials/export", {"state": "suspended"}))


def test_the_public_page_says_so_at_once_and_takes_it_back(
    world: World, held: Credential, client: Client
) -> None:
    def said() -> str:
        return words(client.get(f"/c/{held.pk}", headers={"Accept": "text/html"}))

    assert "Valid without an end date" in said()
    hold(world, held)
    page = said()
    assert "Not valid The issuer suspended the credential." in page
    assert "It counts for nothing until it is reinstated." in page
    assert f"The reason given: {REASON}" in page
    assert "and has suspended it for now" in page
    publish(held)
    reinstate(actor=world.owner, credential_id=held.pk, reason="Settled.", at=timezone.now())
    assert held.suspension_list_id is not None
    publish_list(held.suspension_list_id, at=timezone.now() + timedelta(seconds=2))
    assert "Suspended" not in said()


def test_the_claim_page_says_that_what_waits_is_suspended(world: World, held: Credential) -> None:
    now = timezone.now()
    link = new_claim_link(actor=world.owner, credential_id=held.pk, key="k", at=now)
    hold(world, held)
    page: Any = Client().get(link.address.removeprefix("http://localhost:8000"))
    assert f"The reason given: {REASON}" in words(page)
    assert "Accept it" in words(page)
