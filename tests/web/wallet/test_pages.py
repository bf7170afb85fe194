from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from laurea.credentials import unbake
from laurea.web.accounts.access import Account
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.links import draw_link
from laurea.web.issuing.models import Claim, Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow, Event
from laurea.web.wallet.models import Holding
from laurea.web.wallet.pages import CARDS
from tests.web.conftest import NOON, World, an_account

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


@pytest.fixture
def holder(db: None) -> Account:
    account = an_account("mira")
    EmailAddress.objects.create(user=account, email="mira@example.org", verified=True, primary=True)
    return account


@pytest.fixture
def wallet(holder: Account) -> Client:
    client = Client()
    client.force_login(holder)
    return client


def test_a_wallet_without_anything_says_what_will_appear(wallet: Client) -> None:
    said = words(wallet.get("/wallet"))
    assert "Nothing was awarded to you here yet" in said
    assert "Download everything" not in said


def test_what_one_holds_is_shown_with_issuer_date_and_standing(
    wallet: Client, awarded: Credential
) -> None:
    page = wallet.get("/wallet")
    said = words(page)
    for word in (
        "You hold 1 credential",
        "Weaving",
        "by Guild of Weavers on 23 November 2026",
        "Waits for your answer",
    ):
        assert word in said
    assert f"/a/{awarded.achievement_id}/image.svg" in page.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "In force"),
        ({"valid_until": timezone.now() + timedelta(days=400)}, "In force until"),
        ({"valid_until": NOON - timedelta(days=900)}, "Expired on"),
        ({"valid_from": timezone.now() + timedelta(days=2)}, "Valid from"),
    ],
)
def test_the_standing_is_said_in_words(
    wallet: Client, awarded: Credential, changes: dict[str, Any], said: str
) -> None:
    Credential.objects.update(**{"valid_from": NOON - timedelta(days=1000), **changes})
    assert said in words(wallet.get("/wallet"))
    assert said in words(wallet.get(f"/wallet/{awarded.pk}"))


def test_what_was_revoked_stays_and_says_why(
    wallet: Client, world: World, awarded: Credential
) -> None:
    revoke(actor=world.owner, credential_id=awarded.pk, reason="Awarded in error.", at=NOON)
    assert "Revoked on 23 November 2026" in words(wallet.get("/wallet"))
    page = words(wallet.get(f"/wallet/{awarded.pk}"))
    assert "Awarded in error." in page
    assert "Accept it" not in page


def test_accepting_and_declining_work_from_the_wallet(
    wallet: Client, holder: Account, awarded: Credential
) -> None:
    wallet.get("/wallet")
    path = f"/wallet/{awarded.pk}"
    assert "Accept it" in words(wallet.get(path))
    wallet.post(f"{path}/answer", {"answer": "nonsense"})
    assert Claim.objects.get().state == "waiting"
    wallet.post(f"{path}/answer", {"answer": "accept"})
    assert Claim.objects.get().claimed_by == holder
    again = wallet.post(f"{path}/answer", {"answer": "decline"}, follow=True)
    assert "answered before" in words(again)
    assert "You accepted it" in words(again)


def test_the_name_is_hidden_until_its_holder_shows_it(
    wallet: Client, holder: Account, awarded: Credential
) -> None:
    wallet.get("/wallet")
    path = f"/wallet/{awarded.pk}"
    assert "The page does not name you" in words(wallet.get(path))
    for _ in range(2):
        page = wallet.post(f"{path}/name", {"shows": "yes"}, follow=True)
        assert "The page names you: Mira Okonjo." in words(page)
    assert Credential.objects.get().holder_shows_name
    assert Event.objects.filter(name="credential.name-shown").count() == 1
    assert AuditRow.objects.get(action="credential.show-name").actor == str(holder.pk)
    wallet.post(f"{path}/name", {"shows": "perhaps"})
    assert Credential.objects.get().holder_shows_name
    wallet.post(f"{path}/name", {"shows": "no"})
    assert not Credential.objects.get().holder_shows_name


def test_the_front_page_shows_it_only_if_its_holder_says_so(
    wallet: Client, holder: Account, awarded: Credential
) -> None:
    wallet.get("/wallet")
    path = f"/wallet/{awarded.pk}"
    assert "front page" not in words(wallet.get(path))
    named = wallet.post(f"{path}/name", {"shows": "yes"}, follow=True)
    assert "The front page here does not show it." in words(named)
    for _ in range(2):
        page = wallet.post(f"{path}/example", {"shows": "yes"}, follow=True)
        assert "You let the front page here show it" in words(page)
    assert AuditRow.objects.get(action="wallet.example").actor == str(holder.pk)
    wallet.post(f"{path}/example", {"shows": "perhaps"})
    assert Holding.objects.get(credential=awarded).is_example
    wallet.post(f"{path}/example", {"shows": "no"})
    assert not Holding.objects.get(credential=awarded).is_example


def test_a_hidden_page_is_as_if_there_were_none_and_the_files_stay_in_the_wallet(
    wallet: Client, awarded: Credential
) -> None:
    wallet.get("/wallet")
    path = f"/wallet/{awarded.pk}"
    wallet.post(f"{path}/answer", {"answer": "accept"})
    wallet.post(f"{path}/name", {"shows": "yes"})
    browser = Client()
    assert "Mira Okonjo" in words(browser.get(f"/c/{awarded.pk}"))
    for _ in range(2):
        page = wallet.post(f"{path}/page", {"shows": "no"}, follow=True)
        assert "You hide its page" in words(page)
    assert Event.objects.filter(name="credential.page-hidden").count() == 1
    for form in ("", ".json", ".png", ".svg", "/image.png"):
        assert browser.get(f"/c/{awarded.pk}{form}").status_code == 404, form
    document = bytes(awarded.document or b"")
    assert wallet.get(f"{path}/credential.json").content == document
    for form in ("png", "svg"):
        taken = wallet.get(f"{path}/credential.{form}")
        assert unbake(taken.content).text == document.decode()
        assert "attachment" in taken.headers["Content-Disposition"]
    assert document in wallet.get(f"{path}/credential.pdf").content
    assert wallet.get(f"{path}/credential.gif").status_code == 404
    wallet.post(f"{path}/page", {"shows": "yes"})
    assert browser.get(f"/c/{awarded.pk}").status_code == 200


def test_declined_in_the_wallet_it_can_still_be_accepted(
    wallet: Client, awarded: Credential
) -> None:
    wallet.get("/wallet")
    path = f"/wallet/{awarded.pk}"
    said = words(wallet.post(f"{path}/answer", {"answer": "decline"}, follow=True))
    assert "You can still accept it." in said
    assert "Its page says that it was declined" in said
    assert "Hide its page" not in said
    wallet.post(f"{path}/answer", {"answer": "accept"})
    assert Claim.objects.get().state == "accepted"


def test_a_wrong_name_is_told_from_the_wallet(wallet: Client, awarded: Credential) -> None:
    wallet.get("/wallet")
    path = f"/wallet/{awarded.pk}/wish"
    assert wallet.post(path, {"name": "Mira Okonjo"}).status_code == 422
    assert "Mira O." in words(wallet.post(path, {"name": "Mira O."}, follow=True))
    assert Claim.objects.get(pk=awarded.pk).name_wanted == "Mira O."


def test_everything_goes_along_in_one_archive_that_can_be_read(
    wallet: Client, world: World, awarded: Credential
) -> None:
    other = award(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        wanted=Wanted(key="2", email="mira@example.org", valid_from=NOON),
        at=NOON,
    )
    wallet.get("/wallet")
    response: Any = wallet.get("/wallet/everything.zip")
    assert response.streaming
    assert response.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist())) == 8
        for credential in (awarded, other):
            document = bytes(credential.document or b"")
            name = f"weaving-{str(credential.pk)[:8]}"
            assert archive.read(f"{name}.json") == document
            for form in ("png", "svg"):
                assert unbake(archive.read(f"{name}.{form}")).text == document.decode()


def test_a_wallet_with_much_in_it_has_pages(wallet: Client, world: World) -> None:
    for number in range(CARDS + 1):
        wanted = Wanted(key=str(number), email="mira@example.org", valid_from=NOON)
        award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)
    assert f"1 to {CARDS} of {CARDS + 1}" in words(wallet.get("/wallet"))
    assert f"{CARDS + 1} to {CARDS + 1}" in words(wallet.get("/wallet?page=2"))


def test_what_was_accepted_before_signing_in_is_offered_and_kept_when_asked_for(
    world: World, awarded: Credential
) -> None:
    now = timezone.now()
    address = draw_link(open_claim(awarded.pk, at=now).pk, at=now).address
    browser = Client()
    browser.post(address.removeprefix("http://localhost:8000"), {"answer": "accept"})
    browser.force_login(world.stranger)
    page = browser.get("/wallet")
    assert "Weaving was accepted in this browser. Keep it in this account?" in words(page)
    assert "Nothing was awarded to you here yet" in words(page)
    kept = browser.post("/wallet/keep", {"credential": str(awarded.pk)}, follow=True)
    assert "It is in your wallet now." in words(kept)
    assert "You hold 1 credential" in words(kept)
    twice = browser.post("/wallet/keep", {"credential": str(awarded.pk)}, follow=True)
    assert "nothing left to be taken in" in words(twice)


def test_nobody_keeps_what_was_not_accepted_in_this_browser(
    world: World, awarded: Credential
) -> None:
    browser = Client()
    browser.force_login(world.stranger)
    browser.post("/wallet/keep", {"credential": str(awarded.pk)})
    assert "You hold" not in words(browser.get("/wallet"))
    Claim.objects.update_or_create(
        credential=awarded, defaults={"created_at": NOON, "state": "accepted", "answered_at": NOON}
    )
    browser.post("/wallet/keep", {"credential": str(awarded.pk)})
    assert Claim.objects.get().claimed_by is None


def test_a_learner_never_sees_the_things_of_others(
    wallet: Client, world: World, awarded: Credential
) -> None:
    wallet.get("/wallet")
    places = [
        ("get", f"/wallet/{awarded.pk}"),
        ("post", f"/wallet/{awarded.pk}/answer"),
        ("post", f"/wallet/{awarded.pk}/name"),
        ("post", f"/wallet/{awarded.pk}/page"),
        ("post", f"/wallet/{awarded.pk}/wish"),
        ("post", f"/wallet/{awarded.pk}/example"),
        ("get", f"/wallet/{awarded.pk}/credential.json"),
    ]
    for who in (world.owner, world.stranger):
        other = Client()
        other.force_login(who)
        for method, place in places:
            fields = {"answer": "accept", "shows": "no", "name": "Somebody"}
            asked = getattr(other, method)(place, fields) if method == "post" else other.get(place)
            assert asked.status_code == 404, place
        assert "Weaving" not in words(other.get("/wallet"))
        archive: Any = other.get("/wallet/everything.zip")
        with zipfile.ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as read:
            assert read.namelist() == []
    nobody = Client()
    assert nobody.get("/wallet").status_code == 302
    assert nobody.get(f"/wallet/{awarded.pk}").status_code == 302
    assert nobody.get("/wallet/everything.zip").status_code == 302
    assert not Claim.objects.exclude(state="waiting", name_wanted="").exists()
    assert Credential.objects.get().publicity == "open"
    assert not Credential.objects.get().holder_shows_name
