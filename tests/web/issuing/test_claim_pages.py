from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.issuing.claims.accept import accept, decline
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.links import draw_link
from laurea.web.issuing.models import Claim, ClaimLink, Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow, Event
from laurea.web.operations.worker import work_all
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def path(awarded: Credential) -> str:
    """The path of a claim link."""
    now = timezone.now()
    address = draw_link(open_claim(awarded.pk, at=now).pk, at=now).address
    return address.removeprefix("http://localhost:8000")


def state(credential: Credential) -> str:
    return Claim.objects.get(pk=credential.pk).state


def test_looking_shows_what_waits_and_changes_nothing(
    client: Client, path: str, awarded: Credential
) -> None:
    before = [model.objects.count() for model in (AuditRow, Event)]
    for _ in range(3):
        response = client.get(path)
        assert response.status_code == 200
    said = words(response)
    for word in ("Guild of Weavers has awarded you this", "Weaving", "m…@example.org", "Accept it"):
        assert word in said
    assert "awarded to Mira Okonjo" in said
    assert "mira@" not in said
    assert state(awarded) == "waiting"
    assert [model.objects.count() for model in (AuditRow, Event)] == before
    assert client.head(path).status_code == 200


def test_the_page_is_kept_from_others(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert path.rpartition("/")[2] not in response.content.decode()


def test_accepting_without_an_account_gives_everything_to_take_along(
    client: Client, path: str, awarded: Credential
) -> None:
    response = client.post(path, {"answer": "accept"}, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [(path, 302)]
    html, said = response.content.decode(), words(response)
    assert "It is yours" in said
    for place in ("", ".json", ".png", ".svg"):
        assert f'href="/c/{awarded.pk}{place}"' in html
    assert "https://www.linkedin.com/profile/add?" in html
    assert "/accounts/signup/?next=%2Fwallet" in html
    assert state(awarded) == "accepted"


def test_the_same_browser_comes_back_and_others_read_when_it_was_accepted(
    client: Client, path: str
) -> None:
    client.post(path, {"answer": "accept"})
    assert client.get(path).status_code == 200
    assert client.post(path, {"answer": "accept"}).status_code == 200
    other = Client()
    looked = other.get(path)
    assert looked.status_code == 410
    assert "It was accepted on" in words(looked)
    assert "If that was not you, tell Guild of Weavers." in words(looked)
    assert other.post(path, {"answer": "accept"}).status_code == 409


def test_somebody_signed_in_accepts_into_the_account(
    client: Client, path: str, world: World, awarded: Credential
) -> None:
    client.force_login(world.stranger)
    assert world.stranger.email in words(client.get(path))
    client.post(path, {"answer": "accept"})
    assert Claim.objects.get(pk=awarded.pk).claimed_by == world.stranger
    elsewhere = Client()
    elsewhere.force_login(world.stranger)
    assert "It is kept in an account" in words(elsewhere.get(path))


def test_declining_is_one_answer_too(client: Client, path: str, awarded: Credential) -> None:
    response = client.post(path, {"answer": "decline"}, follow=True)
    assert response.status_code == 200
    assert "This is not for me" in words(response)
    assert "Its public page shows nothing of it now" in words(response)
    assert state(awarded) == "declined"
    assert client.post(path, {"answer": "decline"}).status_code == 409
    assert Event.objects.filter(name="credential.declined").count() == 1


def test_who_declined_accepts_after_all_while_the_link_works(
    client: Client, path: str, awarded: Credential
) -> None:
    client.post(path, {"answer": "decline"})
    assert client.get(f"/c/{awarded.pk}").status_code == 410
    assert "Accept it after all" in words(client.get(path))
    assert "It is yours" in words(client.post(path, {"answer": "accept"}, follow=True))
    assert client.get(f"/c/{awarded.pk}").status_code == 200


def test_who_declined_cannot_accept_once_the_link_is_too_old(
    client: Client, path: str, awarded: Credential
) -> None:
    client.post(path, {"answer": "decline"})
    ClaimLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "It can award it anew." in words(client.get(path))
    assert client.post(path, {"answer": "accept"}).status_code == 409
    assert state(awarded) == "declined"


def test_the_page_says_what_each_answer_means_and_who_keeps_what(
    client: Client, path: str, world: World, settings: Settings
) -> None:
    said = words(client.get(path))
    for word in ("If you accept.", "If you decline.", "If you do nothing.", "You need no account"):
        assert word in said
    assert "Guild of Weavers: It entered your name" in said
    assert "has named no address" in said
    world.organization.contact_email = "registrar@guild.example"
    world.organization.privacy_url = "https://guild.example/privacy"
    world.organization.save()
    settings.LAUREA_OPERATOR_NAME = "Weavers Hosting"
    html = client.get(path).content.decode()
    assert 'href="mailto:registrar@guild.example"' in html
    assert 'href="https://guild.example/privacy"' in html
    assert "Weavers Hosting" in html
    assert 'href="/privacy"' in html


def test_the_learner_chooses_when_accepting_whether_the_page_names_them(
    client: Client, path: str, awarded: Credential
) -> None:
    assert "Show my name, Mira Okonjo, on its public page." in words(client.get(path))
    client.post(path, {"answer": "accept", "shows_name": "yes"})
    assert "awarded to Mira Okonjo" in words(client.get(f"/c/{awarded.pk}"))
    assert "Hide my name" in words(client.get(path))
    assert client.post(path, {"answer": "hide-name"}).status_code == 302
    assert "Mira" not in words(client.get(f"/c/{awarded.pk}"))
    # Others who have the link decide nothing.
    assert Client().post(path, {"answer": "show-name"}).status_code == 409
    assert not Credential.objects.get().holder_shows_name


def test_the_page_names_nobody_unless_it_was_chosen(
    client: Client, path: str, awarded: Credential
) -> None:
    client.post(path, {"answer": "accept"})
    assert not Credential.objects.get(pk=awarded.pk).holder_shows_name


def test_the_learner_says_that_the_name_is_wrong(
    client: Client, path: str, awarded: Credential
) -> None:
    for empty in ("", "   ", "Mira Okonjo"):
        answer = client.post(path, {"answer": "wish", "name": empty})
        assert answer.status_code == 422, empty
    assert "This is how it stands there already." in words(answer)
    said = client.post(path, {"answer": "wish", "name": "Mira  Ọkọńjọ"}, follow=True)
    assert "You asked for the name Mira Ọkọńjọ." in words(said)
    assert Claim.objects.get(pk=awarded.pk).name_wanted == "Mira Ọkọńjọ"
    assert Event.objects.filter(name="claim.name-wanted").count() == 1
    client.post(path, {"answer": "accept"})
    stranger = Client()
    assert stranger.post(path, {"answer": "wish", "name": "Somebody"}).status_code == 409
    assert client.post(path, {"answer": "wish", "name": "Mira O."}).status_code == 302
    assert Claim.objects.get(pk=awarded.pk).name_wanted == "Mira O."


@pytest.mark.parametrize("answer", ["", "steal", "ACCEPT"])
def test_an_answer_that_is_none_changes_nothing(
    client: Client, path: str, awarded: Credential, answer: str
) -> None:
    assert client.post(path, {"answer": answer}, follow=True).status_code == 200
    assert state(awarded) == "waiting"


def test_a_form_without_its_token_is_refused_and_one_without_origin_is_not(
    path: str, awarded: Credential
) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"answer": "accept"}).status_code == 403
    page = strict.get(path).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert found is not None
    form = {"answer": "accept", "csrfmiddlewaretoken": found[1]}
    foreign = strict.post(path, form, headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    wrong = strict.post(path, {**form, "csrfmiddlewaretoken": "x" * 64}, headers={"Origin": "null"})
    assert wrong.status_code == 403
    assert state(awarded) == "waiting"
    # Browsers send "null" from a page that tells nobody its address.
    assert strict.post(path, form, headers={"Origin": "null"}).status_code == 302
    assert state(awarded) == "accepted"


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 3000, "%C3%A9", "..%5c..", "%00"])
def test_a_link_that_opens_nothing_says_so(client: Client, token: str) -> None:
    response = client.get(f"/claim/{token}")
    assert response.status_code == 404
    assert "This link opens nothing here" in words(response)
    assert client.post(f"/claim/{token}/again").status_code == 404


def test_an_expired_link_gets_a_new_one_sent_to_the_same_address(
    client: Client, path: str, awarded: Credential
) -> None:
    work_all(clock=lambda: NOON)
    outbox.outbox.clear()
    ClaimLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    response = client.get(path)
    assert response.status_code == 410
    assert "has expired" in words(response)
    assert client.post(path, {"answer": "accept"}).status_code == 409
    assert state(awarded) == "waiting"
    asked = client.post(f"{path}/again", follow=True)
    assert asked.status_code == 200
    assert "a new link is on its way to m…@example.org" in words(asked)
    work_all()
    (letter,) = outbox.outbox
    assert letter.to == ["mira@example.org"]
    (fresh,) = set(re.findall(r"http://localhost:8000(/claim/[\w-]+)", str(letter.body)))
    assert client.get(fresh).status_code == 200


def test_asking_again_tells_nothing_of_what_became_of_it(
    client: Client, path: str, awarded: Credential
) -> None:
    ClaimLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    usual = words(client.post(f"{path}/again", follow=True))
    for _ in range(6):
        assert words(client.post(f"{path}/again", follow=True)) == usual
    accept(actor=None, proof=link_to(awarded), at=NOON)
    assert words(client.post(f"{path}/again", follow=True)) == usual


def test_without_mail_the_organization_is_told_instead(
    client: Client, path: str, awarded: Credential, settings: Settings
) -> None:
    settings.HAS_MAIL = False
    ClaimLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Guild of Weavers is told" in words(client.get(path))
    assert "sees that you need a new link" in words(client.post(f"{path}/again", follow=True))
    assert Claim.objects.get(pk=awarded.pk).asked_again_at is not None


def test_what_was_revoked_says_so_and_why(
    client: Client, path: str, world: World, awarded: Credential
) -> None:
    revoke(actor=world.owner, credential_id=awarded.pk, reason="Awarded in error.", at=NOON)
    response = client.get(path)
    assert response.status_code == 410
    assert "This was revoked" in words(response)
    assert "Guild of Weavers decided this and revoked it on 23 November 2026." in words(response)
    assert "Awarded in error." in words(response)
    assert "If you think this is a mistake, tell Guild of Weavers." in words(response)
    world.organization.contact_email = "registrar@guild.example"
    world.organization.save()
    assert "write to Guild of Weavers: registrar@guild.example" in words(client.get(path))
    assert client.post(path, {"answer": "accept"}).status_code == 409


def test_what_was_declined_elsewhere_says_so(
    client: Client, path: str, awarded: Credential
) -> None:
    decline(actor=None, proof=link_to(awarded), at=NOON)
    assert "This was declined" in words(client.get(path))


def test_one_client_asks_thirty_times_a_minute(client: Client, path: str) -> None:
    def ask(address: str, where: str = path) -> int:
        return int(client.get(where, REMOTE_ADDR=address).status_code)

    statuses = [ask("203.0.113.1") for _ in range(61)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert ask("203.0.113.2") == 200
    misses = [ask("203.0.113.3", f"/claim/{'a' * 42}{n % 10}") for n in range(61)]
    assert misses[0] == 404
    assert misses[-1] == 429
    # Trying links that open nothing does not keep others of the same network from theirs.
    assert ask("203.0.113.3") == 200


def test_other_methods_are_refused(client: Client, path: str) -> None:
    assert client.put(path).status_code == 405
    assert client.get(f"{path}/again").status_code == 405
