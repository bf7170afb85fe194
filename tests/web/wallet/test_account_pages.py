"""Taking along what is kept of somebody, and deleting an account."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client

from laurea.web.accounts.access import Account
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.show_name import show_name
from laurea.web.issuing.credential_history import history_of
from laurea.web.issuing.models import BulkRun, Claim, Credential, Publicity
from laurea.web.operations.models import AuditRow, Event
from laurea.web.organizations.access import Membership, Role
from laurea.web.wallet.delete_account import delete_account
from laurea.web.wallet.gather import gather
from laurea.web.wallet.models import Holding
from tests.web.conftest import NOON, World, an_account, an_achievement, signed_in
from tests.web.issuing.proofs import held, link_to
from tests.web.issuing.staff import words

pytestmark = pytest.mark.django_db

YOURS = "/accounts/yours/"
YES = {"is_understood": "on"}


@pytest.fixture
def mira(awarded: Credential) -> Account:
    """Somebody who accepted Weaving, and whose name its page shows."""
    account = an_account("mira")
    EmailAddress.objects.create(user=account, email="mira@example.org", verified=True, primary=True)
    open_claim(awarded.pk, at=NOON)
    accept(actor=account, proof=link_to(awarded), at=NOON)
    gather(actor=account, at=NOON)
    show_name(actor=account, proof=held(account, awarded), shows=True, at=NOON)
    return account


def test_everything_that_is_kept_comes_in_one_archive(mira: Account, awarded: Credential) -> None:
    answer: Any = signed_in(mira).get(f"{YOURS}everything.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        record = json.loads(archive.read("account.json"))
        (held,) = record["credentials"]
        assert archive.read(f"{held['files']}.json") == bytes(awarded.document or b"")
        forms = {name.rpartition(".")[2] for name in archive.namelist()}
        assert forms == {"json", "png", "svg", "pdf"}
        assert len(archive.namelist()) == 5
    assert record["account"]["addresses"][0]["address"] == "mira@example.org"
    assert held["your_name_as_entered"] == "Mira Okonjo"
    assert (held["your_answer"], held["page_names_you"]) == ("accepted", True)
    assert "credential.accept" in {one["what"] for one in record["what_you_did"]}


def test_taking_along_and_deleting_ask_again_who_it_is(mira: Account) -> None:
    long_ago = Client()
    long_ago.force_login(mira)
    for answer in (long_ago.get(f"{YOURS}everything.zip"), long_ago.post(YOURS, YES)):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/")
    assert Account.objects.filter(pk=mira.pk).exists()
    assert long_ago.get(YOURS).status_code == 200
    for place in (YOURS, f"{YOURS}everything.zip"):
        assert "/accounts/login/" in Client().get(place).headers["Location"]


def test_the_page_says_what_goes_what_stays_and_whom_to_write_to(
    world: World, mira: Account
) -> None:
    world.organization.contact_email = "registrar@guild.example"
    world.organization.save()
    said = words(signed_in(mira).get(YOURS))
    assert "Guild of Weavers : registrar@guild.example" in said
    assert "stays with them" in said
    assert "Delete my account" in said


def test_deleting_needs_to_be_understood(mira: Account) -> None:
    answer = signed_in(mira).post(YOURS, {})
    assert answer.status_code == 422
    assert "Tick this if you want to go on." in words(answer)
    assert Account.objects.filter(pk=mira.pk).exists()


def test_a_deleted_account_is_gone_and_what_was_awarded_stays_with_its_issuer(
    mira: Account, awarded: Credential
) -> None:
    browser, other = signed_in(mira), signed_in(mira)
    for one in (browser, other):
        one.get("/wallet")
    assert UserSession.objects.filter(user=mira).count() == 2
    said = words(browser.post(YOURS, YES, follow=True))
    assert "Your account is deleted." in said
    assert not Account.objects.filter(pk=mira.pk).exists()
    assert not EmailAddress.objects.filter(email="mira@example.org").exists()
    assert not Holding.objects.exists()
    assert not UserSession.objects.exists()
    for signed_out in (browser, other):
        assert "/accounts/login/" in signed_out.get("/wallet").headers["Location"]
    claim = Claim.objects.get()
    assert (claim.state, claim.claimed_by) == ("accepted", None)
    kept = Credential.objects.get()
    assert (kept.recipient_name, kept.holder_shows_name) == ("Mira Okonjo", False)
    page = Client().get(f"/c/{awarded.pk}")
    assert page.status_code == 200
    assert "Mira" not in page.content.decode()
    assert AuditRow.objects.filter(action="account.delete").count() == 1
    assert "An account that is gone" in {deed.who for deed in history_of(kept)}


def test_deleting_hides_the_pages_where_that_is_wanted(mira: Account, awarded: Credential) -> None:
    signed_in(mira).post(YOURS, {**YES, "hides_pages": "on"})
    assert Client().get(f"/c/{awarded.pk}").status_code == 404


def test_deleting_counts_what_was_accepted_and_never_looked_at_in_the_wallet(
    awarded: Credential,
) -> None:
    account = an_account("mira")
    accept(actor=account, proof=link_to(awarded), at=NOON, shows_name=True)
    delete_account(actor=account, hides_pages=True, at=NOON)
    kept = Credential.objects.get()
    assert (kept.holder_shows_name, kept.publicity) == (False, Publicity.HIDDEN)


def test_taking_along_counts_what_was_never_looked_at_in_the_wallet(
    world: World, awarded: Credential
) -> None:
    accept(actor=world.stranger, proof=link_to(awarded), at=NOON)
    browser = signed_in(world.stranger)
    answer: Any = browser.get(f"{YOURS}everything.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert len(json.loads(archive.read("account.json"))["credentials"]) == 1
    assert "Guild of Weavers" in words(browser.get(YOURS))


def test_deleting_notes_at_each_credential_what_its_page_shows_no_more(
    mira: Account, awarded: Credential
) -> None:
    delete_account(actor=mira, hides_pages=True, at=NOON)
    said = Event.objects.filter(subject=str(awarded.pk)).values_list("name", flat=True)
    assert {"credential.name-hidden", "credential.page-hidden"} <= set(said)
    deeds = [str(deed.what) for deed in history_of(Credential.objects.get())]
    assert deeds[-2:] == ["Name hidden by the holder", "Page hidden by the holder"]


def test_who_signs_up_again_finds_what_was_awarded(mira: Account, awarded: Credential) -> None:
    signed_in(mira).post(YOURS, {**YES, "hides_pages": "on"})
    again = an_account("mira")
    EmailAddress.objects.create(user=again, email="mira@example.org", verified=True, primary=True)
    client = signed_in(again)
    assert "You hold 1 credential" in words(client.get("/wallet"))
    client.post(f"/wallet/{awarded.pk}/page", {"shows": "yes"})
    assert Client().get(f"/c/{awarded.pk}").status_code == 200


def test_an_organization_is_never_left_without_owner(world: World) -> None:
    client = signed_in(world.owner)
    said = words(client.get(YOURS))
    assert "You alone own Guild of Weavers. Make another member owner first" in said
    assert "Delete my account" not in said
    assert client.post(YOURS, YES).status_code == 409
    assert Account.objects.filter(pk=world.owner.pk).exists()
    world.join("paula", Role.OWNER)
    client.post(YOURS, YES)
    assert not Account.objects.filter(pk=world.owner.pk, is_active=True).exists()
    assert Membership.objects.filter(organization=world.organization, role=Role.OWNER).count() == 1


def test_the_last_administrator_stays(db: None) -> None:
    alone = an_account("root", is_staff=True, is_superuser=True)
    assert "You alone administer this site." in words(signed_in(alone).get(YOURS))
    assert signed_in(alone).post(YOURS, YES).status_code == 409
    an_account("other-root", is_staff=True, is_superuser=True)
    signed_in(alone).post(YOURS, YES)
    assert not Account.objects.filter(pk=alone.pk).exists()


def test_what_an_account_did_for_an_organization_keeps_no_more_than_its_number(
    world: World,
) -> None:
    world.join("paula", Role.OWNER)
    run = BulkRun.objects.create(
        organization=world.organization,
        achievement=world.achievement,
        actor=world.owner,
        key="1",
        rows=0,
        started_at=NOON,
    )
    signed_in(world.owner).post(YOURS, YES)
    left = Account.objects.get(pk=world.owner.pk)
    assert run.actor_id == left.pk
    assert (left.name, left.is_active, left.has_usable_password()) == ("", False, False)
    assert left.email.endswith("@gone.invalid")
    assert str(left) == "An account that is gone"
    assert not Authenticator.objects.filter(user=left).exists()
    assert not EmailAddress.objects.filter(user=left).exists()
    client = Client()
    client.force_login(left)
    assert client.get("/wallet").status_code == 302


def test_who_awarded_something_can_be_deleted_all_the_same(
    world: World, awarded: Credential
) -> None:
    assert Credential.objects.get() == awarded
    paula = world.join("paula", Role.OWNER)
    define_achievement(
        actor=paula, organization=world.organization, document=an_achievement(name="Felt"), at=NOON
    )
    assert signed_in(paula).post(YOURS, YES).status_code == 302
    assert not Account.objects.filter(email="paula@example.org").exists()
