"""What is printed when the world stands: logins that work, and addresses that exist."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.test import Client

from laurea.credentials import verify
from laurea.credentials.policy import VerificationPolicy
from laurea.credentials.report import Outcome
from laurea.credentials.verify import NothingFetched
from laurea.demo.answers import unused_link
from laurea.demo.folder import DemoFolder
from laurea.demo.histories import cohorts
from laurea.demo.issuers import cohorts_of
from laurea.demo.learners import learners
from laurea.demo.northfield import NORTHFIELD
from laurea.demo.summary import Summary, running_program, summarize
from laurea.integrations.trust_registry import read_trust_registry
from laurea.web.accounts.access import account_with_email
from laurea.web.issuing.access import public_credential
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.claims.access import link_with, standing_with
from laurea.web.issuing.claims.links import digest_of
from laurea.web.issuing.own_documents import OwnDocuments, own_origins
from tests.demo.conftest import BEGUN_AT, SMALL


@pytest.fixture
def summary(small_world: DemoFolder) -> Summary:
    return summarize(small_world, at=BEGUN_AT, seconds={"Database": 1.0}, size=SMALL)


def test_everybody_signs_in_with_the_password_and_the_code_that_are_printed(
    summary: Summary, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    for login in summary.logins:
        account = account_with_email(login.email)
        assert account is not None
        assert account.check_password(login.password)
        assert EmailAddress.objects.get(user=account).verified
        factors = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP)
        assert factors.exists() == bool(login.totp_code)


def test_a_code_is_that_of_its_half_minute(small_world: DemoFolder, summary: Summary) -> None:
    later = summarize(small_world, at=BEGUN_AT + timedelta(seconds=30), seconds={}, size=SMALL)
    same = summarize(small_world, at=BEGUN_AT + timedelta(seconds=29), seconds={}, size=SMALL)
    assert same.logins == summary.logins
    assert later.logins != summary.logins
    codes = [(one.totp_code, one.totp_secret) for one in later.logins]
    assert [secret for _, secret in codes] == [one.totp_secret for one in summary.logins]


def test_every_address_that_is_worth_opening_opens(summary: Summary) -> None:
    client = Client()
    for sight in summary.sights:
        answer = client.get(sight.url.removeprefix(summary.url))
        signs_in_first = "sign in" in sight.what
        assert answer.status_code == (302 if signs_in_first else 200), sight


@pytest.mark.parametrize("days_later", [0, 1, 365, 800])
def test_every_example_is_what_it_is_called_also_in_years_to_come(
    small_world: DemoFolder, days_later: int
) -> None:
    at = BEGUN_AT + timedelta(days=days_later)
    summary = summarize(small_world, at=at, seconds={}, size=SMALL)
    trusted = frozenset(read_trust_registry(small_world.registry))
    policy = VerificationPolicy(trusted_issuers=trusted, own_origins=own_origins())
    found = {}
    for sight in summary.sights:
        if "/c/" in sight.url:
            document = bytes(public_credential(UUID(sight.url.rpartition("/")[2])).document or b"")
            report = verify(document, at=at, resolver=OwnDocuments(NothingFetched()), policy=policy)
            failed = {one.name for one in report.checks if one.outcome is Outcome.FAILED}
            found[re.split("[:,]", sight.what)[0]] = (failed, report.issuer_trust.value)
    unlisted = {"validity"} if days_later > 340 else set()
    assert found == {
        "A credential in force": (set(), "trusted"),
        "One that has expired": ({"validity"}, "trusted"),
        "One that was revoked": ({"status"}, "trusted"),
        "One of a second issuer that is recognised": (set(), "trusted"),
        "One of an issuer that no registry lists": (unlisted, "unlisted"),
    }
    said = "\n".join(sight.what for sight in summary.sights)
    assert ("expired meanwhile" in said) is bool(unlisted)


def test_people_read_all_of_it(summary: Summary) -> None:
    text = "\n".join(summary.lines())
    for login in summary.logins:
        assert f"{login.email} " in text
        assert login.totp_secret in text
    for sight in summary.sights:
        assert sight.url in text
    assert summary.logins[0].password in text
    assert f"delete {summary.data}" in text


def test_a_claim_link_is_kept_until_somebody_uses_it(
    small_world: DemoFolder, summary: Summary
) -> None:
    histories = cohorts(learners(SMALL), begun_at=BEGUN_AT)
    college = cohorts_of(NORTHFIELD, histories)
    address = unused_link(NORTHFIELD, college, small_world)
    assert address in {sight.url for sight in summary.sights}
    assert unused_link(NORTHFIELD, college, small_world) == address
    link = link_with(digest_of(address.rpartition("/")[2]))
    standing = standing_with(bytes(link.digest)) if link else None
    assert standing is not None
    accept(actor=None, proof=standing, at=BEGUN_AT)
    assert unused_link(NORTHFIELD, college, replace(small_world)) != address
    (small_world.path / "claim-link").unlink()


def test_the_printed_command_names_the_program_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / ".venv" / "bin" / "laurea"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr("sys.argv", [str(program), "demo"])
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path)
    assert running_program() == ".venv/bin/laurea"
    monkeypatch.chdir("/")
    assert running_program() == str(program).lstrip("/")
    monkeypatch.setenv("PATH", str(program.parent))
    assert running_program() == "laurea"
    monkeypatch.setattr("sys.argv", ["/somewhere/laurea/__main__.py", "demo"])
    assert running_program().endswith(" -m laurea")
