from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from laurea.credentials import Verdict, VerificationReport, verify
from laurea.credentials.errors import NotFound, Unavailable
from laurea.credentials.policy import DEFAULT_POLICY
from laurea.credentials.problems import FETCH_FORBIDDEN, REVOKED
from laurea.credentials.report import IssuerTrust, Outcome
from laurea.credentials.verify import NothingFetched
from laurea.web.catalog.define import address_of
from laurea.web.issuing.access import Credential
from laurea.web.issuing.addresses import credential_address
from laurea.web.issuing.award import reserve
from laurea.web.issuing.models import StatusList
from laurea.web.issuing.own_documents import OwnDocuments, own_origins
from laurea.web.issuing.places import list_address
from laurea.web.issuing.publish import publish_list
from laurea.web.issuing.revoke import revoke
from laurea.web.organizations.identifier import issuer_did
from tests.web.conftest import NOON, World
from tests.web.issuing.test_award import issue, wanted

pytestmark = pytest.mark.django_db

PUBLIC = "http://localhost:8000"
OWN = OwnDocuments(NothingFetched())
MOST = 1_000_000


def check(credential: Credential, *, minutes: int = 0) -> VerificationReport:
    return verify(
        bytes(credential.document or b""),
        at=NOON + timedelta(minutes=minutes),
        resolver=OWN,
        policy=replace(DEFAULT_POLICY, own_origins=own_origins()),
    )


def fetch(url: str, most: int = MOST) -> Any:
    return json.loads(OWN.fetch(url, accept="application/json", max_bytes=most))


def test_what_is_issued_here_is_valid_without_any_network(world: World) -> None:
    report = check(issue(world))
    assert report.verdict is Verdict.VALID, report.to_json()
    assert report.issuer_trust is IssuerTrust.UNLISTED
    assert report.issuer.id == issuer_did(world.organization) == "did:web:localhost%3A8000:i:guild"


def test_what_was_revoked_is_invalid_as_soon_as_its_list_says_so(world: World) -> None:
    credential, other = issue(world), issue(world, wanted("2", email="eve@example.org"))
    revoke(actor=world.owner, credential_id=credential.pk, reason="In error.", at=NOON)
    assert check(credential).verdict is Verdict.VALID
    publish_list(credential.status_list_id, at=NOON + timedelta(seconds=2))
    report = check(credential)
    assert report.verdict is Verdict.INVALID
    assert REVOKED in {problem.type for problem in report.problems()}
    assert check(other).verdict is Verdict.VALID


def test_a_list_that_was_tampered_with_clears_nobody(world: World) -> None:
    credential = issue(world)
    blank = json.loads(bytes(StatusList.objects.get(purpose="revocation").document or b""))
    revoke(actor=world.owner, credential_id=credential.pk, reason="In error.", at=NOON)
    published = publish_list(credential.status_list_id, at=NOON + timedelta(seconds=2))
    forged = json.loads(published.document)
    forged["credentialSubject"]["encodedList"] = blank["credentialSubject"]["encodedList"]
    StatusList.objects.filter(purpose="revocation").update(document=json.dumps(forged).encode())
    report = check(credential)
    assert report.verdict is Verdict.INDETERMINATE
    assert {one.name: one.outcome for one in report.checks}["status"] is Outcome.UNKNOWN


def test_without_being_named_as_our_own_such_addresses_stay_forbidden(world: World) -> None:
    document = bytes(issue(world).document or b"")
    report = verify(document, at=NOON, resolver=OWN)
    assert report.verdict is not Verdict.VALID
    assert FETCH_FORBIDDEN in {problem.type for problem in report.problems()}


def test_every_kind_of_document_is_read_by_its_address(world: World) -> None:
    credential = issue(world)
    did = fetch(f"{PUBLIC}/i/guild/did.json")
    assert did["id"] == issuer_did(world.organization)
    assert fetch(list_address(credential.status_list_id))["type"][1].startswith("Bitstring")
    assert fetch(credential_address(credential))["id"] == credential_address(credential)
    assert fetch(credential_address(credential) + ".json") == fetch(credential_address(credential))
    achievement = fetch(address_of(world.achievement.pk))
    assert (achievement["id"], achievement["name"]) == (
        address_of(world.achievement.pk),
        "Weaving",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/i/nobody/did.json",
        "/i/guild",
        "/i/guild/../guild/did.json",
        "/status/00000000-0000-4000-8000-000000000000",
        "/status/1",
        "/c/00000000-0000-4000-8000-000000000000",
        "/c/",
        "/a/00000000-0000-4000-8000-000000000000",
        "/",
        "",
        "/healthz",
        "//elsewhere.example/i/guild/did.json",
    ],
)
def test_what_is_no_document_of_ours_is_not_found_and_not_asked_for(
    world: World, path: str
) -> None:
    with pytest.raises(NotFound):
        fetch(PUBLIC + path)


def test_a_reservation_is_no_document(world: World) -> None:
    (reserved,) = reserve(world.achievement, [wanted()], at=NOON)
    with pytest.raises(NotFound):
        fetch(credential_address(reserved))


@pytest.mark.parametrize(
    "url",
    [
        "https://localhost:8000/i/guild/did.json",
        "http://localhost/i/guild/did.json",
        "http://localhost:8001/i/guild/did.json",
        "http://localhost:8000.elsewhere.example/i/guild/did.json",
        "http://elsewhere.example/i/guild/did.json",
        "http://localhost:port/i/guild/did.json",
        "did:web:localhost%3A8000:i:guild",
        "",
    ],
)
def test_everything_else_goes_to_the_fallback(world: World, url: str) -> None:
    with pytest.raises(Unavailable, match="Nothing is fetched here"):
        fetch(url)


@pytest.mark.parametrize("public", ["https://badges.school.example", "http://localhost"])
def test_the_default_port_may_be_written_out(world: World, settings: Any, public: str) -> None:
    settings.LAUREA_PUBLIC_URL = public
    port = 443 if public.startswith("https") else 80
    assert fetch(f"{public}:{port}/i/guild/did.json") == fetch(f"{public}/i/guild/did.json")


def test_a_document_larger_than_asked_for_is_not_given(world: World) -> None:
    with pytest.raises(Unavailable):
        fetch(f"{PUBLIC}/i/guild/did.json", most=100)
