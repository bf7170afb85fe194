"""Setting up in the browser: who may, what stands, and what those are told who may not."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from laurea.cli.server import say_how_to_set_up
from laurea.credentials.errors import Conflict, NotFound
from laurea.web.accounts.access import Account
from laurea.web.accounts.enrol import enrol_administrator
from laurea.web.examination import examine
from laurea.web.operations.installation import is_new, make_setup_token, setup_token_file
from laurea.web.operations.models import AuditRow
from laurea.web.organizations.models import IssuerKey, Organization, Setup
from laurea.web.organizations.setup import begin_setup, finish_setup, is_setup_open
from tests.web.conftest import NOON, PASSWORD, an_account
from tests.web.installation import Installation

pytestmark = pytest.mark.django_db

ADMINISTRATOR = {"name": "Rosa", "email": "rosa@example.org", "password": PASSWORD}
ORGANIZATION = {
    "legal_name": "Halden Works",
    "short_name": "Halden",
    "slug": "halden",
    "url": "",
    "ink": "petrol",
}


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.LAUREA_DATA = tmp_path


@pytest.fixture
def token() -> str:
    return make_setup_token()


def begun(client: Client, token: str) -> Client:
    client.get("/setup", {"token": token})
    client.post("/setup", ADMINISTRATOR)
    client.post("/setup/address", {"address": "http://localhost:8000"})
    client.post("/setup/second-factor")
    return client


def test_the_token_is_one_and_readable_by_its_owner_alone(token: str) -> None:
    assert make_setup_token() == token
    assert len(token) > 40
    assert stat.S_IMODE(setup_token_file().stat().st_mode) == 0o600


def test_without_the_token_nobody_becomes_administrator(client: Client, token: str) -> None:
    page = client.get("/setup")
    assert str(setup_token_file()) in page.content.decode()
    assert token not in page.content.decode()
    for wrong in ("", "x", token[:-1], token + "x"):
        client.get("/setup", {"token": wrong})
        client.post("/setup", {**ADMINISTRATOR, "token": wrong})
        client.post("/setup", ADMINISTRATOR)
    assert not Account.objects.exists()


def test_a_missing_token_file_opens_nothing(client: Client) -> None:
    client.get("/setup", {"token": ""})
    client.post("/setup", ADMINISTRATOR)
    assert not Account.objects.exists()


def test_guessing_is_slowed_down(client: Client, token: str) -> None:
    answers = [client.get("/setup", {"token": f"guess {n}"}).status_code for n in range(12)]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert client.get("/setup", {"token": token}).status_code == 429


def test_the_token_leaves_the_address_at_once(client: Client, token: str) -> None:
    answer = client.get("/setup", {"token": token})
    assert answer.headers["Location"] == "/setup"
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("field", "value"),
    [("password", "short"), ("password", "password1234"), ("email", "rosa@"), ("name", "")],
)
def test_what_was_typed_is_shown_again_with_the_sentence_below(
    client: Client, token: str, field: str, value: str
) -> None:
    client.get("/setup", {"token": token})
    page = client.post("/setup", {**ADMINISTRATOR, field: value})
    assert page.status_code == 422
    assert f'id="id_{field}_error"' in page.content.decode()
    if field != "name":
        assert 'value="Rosa"' in page.content.decode()
    assert PASSWORD not in page.content.decode()
    assert not Account.objects.exists()


def test_the_token_opens_nothing_once_there_is_an_administrator(client: Client, token: str) -> None:
    begun(client, token)
    assert not setup_token_file().exists()
    other = Client()
    other.get("/setup", {"token": token})
    other.post("/setup", {**ADMINISTRATOR, "email": "eve@example.org"})
    assert Account.objects.count() == 1
    assert other.get("/setup").headers["Location"].startswith("/accounts/login/")


def test_another_account_cannot_go_on_with_the_set_up(client: Client, token: str) -> None:
    begun(client, token)
    client.force_login(an_account("eve"))
    for path in (
        "/setup",
        "/setup/address",
        "/setup/organization",
        "/setup/key",
        "/setup/mail",
        "/setup/done",
    ):
        assert client.get(path).status_code == 404, path
        assert client.post(path, ORGANIZATION).status_code == 404, path
    assert not Organization.objects.exists()


def test_a_second_begin_is_refused_and_leaves_nothing() -> None:
    begin_setup(email="a@example.org", name="A", password=PASSWORD, at=NOON)
    with pytest.raises(Conflict):
        begin_setup(email="b@example.org", name="B", password=PASSWORD, at=NOON)
    assert Account.objects.count() == Setup.objects.count() == 1


def test_of_several_who_begin_at_once_one_does(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "own")
    installation.run("init", "--no-administrator")
    begin = """
from datetime import UTC, datetime
from laurea.credentials.errors import Conflict
from laurea.web.organizations.setup import begin_setup
try:
    begin_setup(email="a{0}@example.org", name="A", password="{1}", at=datetime.now(UTC))
    print("begun")
except Conflict:
    print("refused")
"""
    with ThreadPoolExecutor(3) as threads:
        said = threads.map(
            lambda number: installation.python(begin.format(number, PASSWORD)).strip(), range(3)
        )
        assert sorted(said) == ["begun", "refused", "refused"]


def test_each_step_stands_however_often_it_is_sent(client: Client, token: str) -> None:
    begun(client, token)
    for _ in range(2):
        client.post("/setup/organization", ORGANIZATION)
    client.post("/setup/organization", {**ORGANIZATION, "short_name": "Other"})
    assert Organization.objects.get().slug == "halden"
    for _ in range(2):
        client.post("/setup/key")
    assert IssuerKey.objects.count() == 1
    assert client.get("/setup").headers["Location"] == "/setup/mail"


def test_no_step_is_reached_before_those_before_it(client: Client, token: str) -> None:
    begun(client, token)
    for path in ("/setup/key", "/setup/mail", "/setup/done"):
        assert client.get(path).headers["Location"] == "/setup/organization", path
        assert client.post(path).headers["Location"] == "/setup/organization", path
    assert not IssuerKey.objects.exists()


def test_the_public_address_is_shown_and_confirmed_before_anything_carries_it(
    client: Client, token: str, settings: Settings
) -> None:
    client.get("/setup", {"token": token})
    client.post("/setup", ADMINISTRATOR)
    assert client.get("/setup/organization").headers["Location"] == "/setup/address"
    page = client.get("/setup/address").content.decode()
    assert "http://localhost:8000" in page
    assert "did:web:localhost%3A8000:i:" in page
    assert "for ever" in page
    assert client.post("/setup/address", {"address": "http://old.example"}).status_code == 200
    assert client.get("/setup").headers["Location"] == "/setup/address"
    client.post("/setup/address", {"address": "http://localhost:8000"})
    assert client.get("/setup").headers["Location"] == "/setup/second-factor"
    settings.LAUREA_PUBLIC_URL = "https://badges.college.example"  # started again under another
    assert client.get("/setup").headers["Location"] == "/setup/address"


def test_showing_the_artwork_keeps_nothing(client: Client, token: str) -> None:
    begun(client, token)
    page = client.post("/setup/organization", {**ORGANIZATION, "preview": "1"})
    assert page.status_code == 200
    assert page.content.decode().count("data:image/svg+xml") == 7
    assert not Organization.objects.exists()


def test_the_key_is_encrypted_where_there_is_a_passphrase(
    client: Client, token: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(client, token)
    client.post("/setup/organization", ORGANIZATION)
    assert "will not be encrypted" in client.get("/setup/key").content.decode()
    monkeypatch.setenv("LAUREA_PASSPHRASE", "four plainly invented words")
    assert "encrypted under the passphrase" in client.get("/setup/key").content.decode()
    client.post("/setup/key")
    (file,) = settings.KEY_FOLDER.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "four plainly" not in file.read_text()
    assert "encrypt" in file.read_text() or "argon2" in file.read_text()


def test_a_letter_is_sent_to_try_it(client: Client, token: str, monkeypatch: Any) -> None:
    begun(client, token)
    client.post("/setup/organization", ORGANIZATION)
    client.post("/setup/key")
    client.post("/setup/mail", {"test": "1"})
    assert mail.outbox[-1].to == ["rosa@example.org"]

    def down(*_: object) -> None:
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
    page = client.post("/setup/mail", {"test": "1"}, follow=True)
    assert "LAUREA_EMAIL_URL" in page.content.decode()
    assert "not taken" in page.content.decode()


def test_when_it_is_finished_it_is_gone_for_ever(client: Client, token: str) -> None:
    begun(client, token)
    client.post("/setup/organization", ORGANIZATION)
    client.post("/setup/key")
    account = Account.objects.get()
    with pytest.raises(NotFound):
        finish_setup(actor=account, at=NOON)
    client.post("/setup/mail")
    answer = client.post("/setup/done")
    assert answer.headers["Location"].startswith("/o/halden/")
    for name in ("setup", "setup-second-factor", "setup-organization", "setup-key", "setup-done"):
        assert client.get(reverse(name)).status_code == 404
        assert client.post(reverse(name), ADMINISTRATOR).status_code == 404
    make_setup_token()  # even with a token
    assert client.get("/setup", {"token": setup_token_file().read_text()}).status_code == 404
    account.is_active = False
    account.save()
    assert not is_setup_open()
    assert AuditRow.objects.filter(action="installation.set-up").count() == 1


def test_an_installation_with_an_administrator_of_init_has_no_set_up(
    client: Client, token: str
) -> None:
    enrol_administrator(email="rosa@example.org", name="Rosa", password=PASSWORD, at=NOON)
    assert client.get("/setup", {"token": token}).status_code == 404
    with pytest.raises(Conflict):
        begin_setup(email="b@example.org", name="B", password=PASSWORD, at=NOON)


def test_the_doctor_names_a_set_up_that_is_not_finished(client: Client, token: str) -> None:
    begun(client, token)
    found = {finding.name: finding.sentence for finding in examine(at=NOON)}
    assert "not finished" in found["administrator"]


def test_the_server_says_where_to_set_up_until_it_is_done(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    say_how_to_set_up()
    said = " ".join(capsys.readouterr().err.split())
    token = setup_token_file().read_text().strip()
    assert f"http://localhost:8000/setup?token={token}" in said
    begun(client, token)
    say_how_to_set_up()
    assert "not finished" in capsys.readouterr().err
    Setup.objects.update(finished_at=NOON)
    say_how_to_set_up()
    assert capsys.readouterr().err == ""


def test_only_where_nothing_was_kept_is_something_made(tmp_path: Path, settings: Settings) -> None:
    # On PostgreSQL the database of the tests stands, and a new folder alone makes nothing new.
    assert is_new() is settings.IS_ON_SQLITE
    (tmp_path / "kept").touch()
    assert not is_new()
