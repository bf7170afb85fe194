from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from laurea.web.catalog.define import define_achievement, revise_achievement
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.replacements.renew import renew
from laurea.web.issuing.successors.access import successor_of
from tests.web.conftest import NOON, World, an_achievement
from tests.web.issuing.staff import client_of, fields_of, issue, words
from tests.web.issuing.test_award_pages import RESULTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(world: World) -> Credential:
    return issue(world, "mira", valid_until=timezone.now() + timedelta(days=20))


def path(credential: Credential, name: str = "") -> str:
    return f"/o/guild/credentials/{credential.pk}{name}"


def typed(response: Any, **changes: str) -> dict[str, str]:
    return {**fields_of(response), **changes}


def test_a_credential_is_corrected_from_its_page(
    world: World, old: Credential, client: Client
) -> None:
    owner = client_of(world.owner)
    form = owner.get(path(old, "/correct"))
    sent = typed(form, until="", reason="It does not end.")
    assert sent["email"] == "mira@example.org"
    response = owner.post(path(old, "/correct"), sent, follow=True)
    new = successor_of(old)
    assert new is not None
    assert response.redirect_chain[-1][0] == path(new)
    assert "Corrects the one of 23 November 2026" in words(response)
    assert "What was wrong It does not end." in words(response)
    said = words(owner.get(path(old)))
    assert "Corrected by the one of" in said
    assert "Renew" not in said
    again = owner.post(path(old, "/correct"), sent, follow=True)
    assert again.redirect_chain[-1][0] == path(new)
    assert Credential.objects.count() == 2
    public = client.get(f"/c/{old.pk}", headers={"Accept": "text/html"})
    assert f'href="/c/{new.pk}"' in public.content.decode()
    assert "A corrected credential took its place: It does not end." in words(public)
    assert "corrected the one of" in words(
        client.get(f"/c/{new.pk}", headers={"Accept": "text/html"})
    )


def test_results_and_evidence_stand_in_the_form_and_are_held_against_the_achievement(
    world: World,
) -> None:
    achievement = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Testing", resultDescription=RESULTS),
        at=NOON,
    )
    wanted = Wanted(
        key="r",
        email="ada@example.org",
        valid_from=NOON,
        results=(("Final test", "19"),),
        on_purpose=True,
    )
    old = award(actor=world.owner, achievement_id=achievement.pk, wanted=wanted, at=NOON)
    owner = client_of(world.owner)
    form = owner.get(path(old, "/correct"))
    sent = typed(form, reason="The test was 91.")
    assert sent["result_0"] == "19"
    response = owner.post(path(old, "/correct"), {**sent, "result_0": "400"}, follow=True)
    assert response.status_code == 422
    response = owner.post(path(old, "/correct"), {**sent, "result_0": "91"}, follow=True)
    assert "91" in words(response)
    assert Credential.objects.get(pk=old.pk).state == CredentialState.REVOKED


def test_without_a_reason_or_a_difference_it_says_what_is_missing(
    world: World, old: Credential
) -> None:
    owner = client_of(world.owner)
    form = owner.get(path(old, "/correct"))
    response = owner.post(path(old, "/correct"), typed(form, until=""), follow=True)
    assert response.status_code == 422
    assert "Say what was wrong." in words(response)
    response = owner.post(
        path(old, "/correct"), typed(form, reason="Nothing, really."), follow=True
    )
    assert response.status_code == 422
    assert "Nothing differs from what was awarded." in words(response)
    assert Credential.objects.count() == 1


def test_a_form_of_yesterday_is_told_that_another_was_faster(world: World, old: Credential) -> None:
    owner = client_of(world.owner)
    first, second = (owner.get(path(old, "/correct")) for _ in range(2))
    owner.post(path(old, "/correct"), typed(first, until="", reason="R."))
    response = owner.post(path(old, "/correct"), typed(second, until="", reason="R."), follow=True)
    assert response.status_code == 409
    assert "took its place already" in words(response)
    assert owner.get(path(old, "/correct")).status_code == 302


def test_a_credential_is_renewed_from_its_page(world: World, old: Credential) -> None:
    owner = client_of(world.owner)
    assert "Renew" in words(owner.get(path(old)))
    form = owner.get(path(old, "/renew"))
    assert "Another credential begins now" in words(form)
    response = owner.post(path(old, "/renew"), typed(form, until="2001-01-01"), follow=True)
    assert (response.status_code, "over already" in words(response)) == (422, True)
    response = owner.post(path(old, "/renew"), typed(form), follow=True)
    new = successor_of(old)
    assert new is not None
    assert response.redirect_chain[-1][0] == path(new)
    assert "Renews the one of" in words(response)
    assert owner.get(path(old, "/renew")).headers["Location"] == path(old)


def test_a_newer_version_can_be_chosen(world: World, old: Credential) -> None:
    owner = client_of(world.owner)
    assert "<select" not in owner.get(path(old, "/renew")).content.decode()
    newer = revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(description="Weaves linen and wool."),
        at=NOON,
    )
    form = owner.get(path(old, "/renew"))
    assert "Version 2" in words(form)
    assert "Version 1, as before" in words(form)
    sent = typed(form, version=str(newer.pk))
    owner.post(path(old, "/renew"), sent)
    new = successor_of(old)
    assert new is not None
    assert new.achievement_id == newer.pk


def test_what_does_not_end_has_no_button_and_no_form(world: World) -> None:
    endless = issue(world, "otto")
    owner = client_of(world.owner)
    assert "Renew" not in words(owner.get(path(endless)))
    response = owner.get(path(endless, "/renew"), follow=True)
    assert "does not end, so there is nothing to renew" in words(response)


def test_the_public_page_of_what_was_renewed_says_so(
    world: World, old: Credential, client: Client
) -> None:
    new = renew(
        actor=world.owner, credential_id=old.pk, key="k", valid_until=None, at=timezone.now()
    )
    said = client.get(f"/c/{old.pk}", headers={"Accept": "text/html"})
    assert "It was renewed on" in words(said)
    assert f'href="/c/{new.pk}"' in said.content.decode()


@pytest.mark.parametrize("name", ["/correct", "/renew"])
def test_who_only_looks_is_told_and_a_stranger_finds_nothing(
    world: World, old: Credential, name: str
) -> None:
    answer = client_of(world.colleague).post(path(old, name), {"reason": "R."})
    assert (answer.status_code, "takes an owner or an issuer" in words(answer)) == (403, True)
    stranger = client_of(world.stranger)
    assert stranger.get(path(old, name)).status_code == 404
    assert stranger.get(f"/o/rope/credentials/{old.pk}{name}").status_code == 404
    late = client_of(world.owner, signed_in_s_ago=600).post(path(old, name), {"reason": "R."})
    assert "reauthenticate" in late.headers["Location"]
