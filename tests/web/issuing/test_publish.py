from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.http import parse_http_date
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import NotFound, Unavailable
from laurea.credentials.issue import sign_status_list
from laurea.credentials.problems import PASSPHRASE_MISSING, Problem
from laurea.credentials.status.bitstring import MINIMUM_ENTRIES
from laurea.credentials.status.bitstring import StatusList as Bits
from laurea.credentials.status.new_list import new_status_list
from laurea.web.issuing import award as awarding
from laurea.web.issuing import publish as publishing
from laurea.web.issuing.access import (
    Credential,
    CredentialState,
    StatusList,
    lists_to_publish,
    store_issued,
)
from laurea.web.issuing.award import reserve
from laurea.web.issuing.publish import (
    MAX_AGE_S,
    PUBLISH_DUE,
    PUBLISH_LIST,
    PublishedList,
    publish_list,
    published_list,
)
from laurea.web.issuing.revoke import revoke, revoke_many
from laurea.web.operations.models import AuditRow, Job, JobState
from laurea.web.operations.worker import work_all
from laurea.web.organizations.access import IssuerKey, key_in_force
from laurea.web.organizations.identifier import issuer_did, verification_method
from laurea.web.organizations.keys import add_issuer_key
from laurea.web.organizations.mark_compromised import mark_compromised
from laurea.web.organizations.rotate import rotate_key
from tests.web.conftest import NOON, World
from tests.web.issuing.test_award import issue, wanted

pytestmark = pytest.mark.django_db

LOCKED = Problem(PASSPHRASE_MISSING, "The key is encrypted.")


def seconds(number: float) -> datetime:
    return NOON + timedelta(seconds=number)


def the_list() -> StatusList:
    return StatusList.objects.get(purpose="revocation")


def revoked_in(published: PublishedList) -> set[int]:
    bits = Bits.from_credential(json.loads(published.document))
    places = (8 * number + bit for number, byte in enumerate(bits.bits) if byte for bit in range(8))
    return {index for index in places if bits.value(index)}


def a_few(world: World, number: int) -> list[Credential]:
    return [issue(world, wanted(str(n), email=f"p{n}@example.org")) for n in range(number)]


def withdraw(world: World, *credentials: Credential) -> None:
    ids = [one.pk for one in credentials]
    revoke_many(actor=world.owner, credential_ids=ids, reason="In error.", at=NOON)


def test_a_list_is_published_before_its_first_credential_is_handed_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def note(*arguments: object) -> None:
        seen.append(the_list().version)
        store_issued(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(awarding, "store_issued", note)
    issue(world)
    assert seen == [1]
    assert revoked_in(published_list(the_list().pk)) == set()


def test_a_list_that_cannot_be_published_keeps_its_credentials_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Unavailable(LOCKED)

    monkeypatch.setattr(publishing, "sign_status_list", fail)
    with pytest.raises(Unavailable):
        issue(world)
    assert not Credential.objects.filter(state=CredentialState.ISSUED).exists()


def test_the_list_says_who_made_it_and_how_long_a_copy_is_good(world: World) -> None:
    credential = issue(world)
    document = json.loads(published_list(credential.status_list_id).document)
    key = key_in_force(world.organization.pk, at=NOON)
    assert document["issuer"] == issuer_did(world.organization)
    assert document["proof"]["verificationMethod"] == verification_method(world.organization, key)
    assert document["credentialSubject"]["ttl"] == MAX_AGE_S * 1000 <= 300_000
    assert document["credentialSubject"]["statusPurpose"] == "revocation"
    assert document["id"].endswith(f"/status/{credential.status_list_id}")
    row = AuditRow.objects.get(action="status-list.publish", subject=str(credential.status_list_id))
    assert row.body == {"version": 1, "changes": 0}


def test_a_version_names_those_that_are_revoked_and_nobody_else(world: World) -> None:
    credentials = a_few(world, 6)
    withdraw(world, *credentials[:2])
    published = publish_list(the_list().pk, at=seconds(2))
    assert revoked_in(published) == {one.status_index for one in credentials[:2]}
    assert (published.version, published.published_at) == (2, seconds(2))


def test_where_nothing_changed_there_is_no_new_version(world: World) -> None:
    issue(world)
    first = published_list(the_list().pk)
    assert publish_list(the_list().pk, at=seconds(600)) == first


def test_the_worker_gathers_what_is_revoked_together_into_one_version(world: World) -> None:
    credentials = a_few(world, 8)
    for number, one in enumerate(credentials):
        revoke(actor=world.owner, credential_id=one.pk, reason="R.", at=seconds(number * 0.2))
    work_all(clock=lambda: seconds(1.9))
    assert the_list().version == 1
    work_all(clock=lambda: seconds(2.1))
    status_list = the_list()
    assert (status_list.version, status_list.published_changes) == (2, 8)
    assert Job.objects.filter(task=PUBLISH_LIST, state=JobState.DONE).count() == 1


def test_what_is_revoked_while_a_version_is_signed_comes_with_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = a_few(world, 2)
    withdraw(world, first)

    def sign_slowly(*arguments: object, **named: object) -> bytes:
        if not second_is_revoked():
            withdraw(world, second)
        return sign_status_list(*arguments, **named)  # type: ignore[arg-type]

    def second_is_revoked() -> bool:
        return Credential.objects.get(pk=second.pk).state == CredentialState.REVOKED

    monkeypatch.setattr(publishing, "sign_status_list", sign_slowly)
    work_all(clock=lambda: seconds(5))
    assert revoked_in(published_list(the_list().pk)) == {first.status_index}
    work_all(clock=lambda: seconds(10))
    published = published_list(the_list().pk)
    assert revoked_in(published) == {first.status_index, second.status_index}
    assert published.version == 3


def test_of_two_publishers_the_slower_one_changes_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = a_few(world, 2)
    withdraw(world, first)
    overtaken: list[PublishedList] = []

    def be_overtaken(*arguments: object, **named: object) -> bytes:
        document = sign_status_list(*arguments, **named)  # type: ignore[arg-type]
        if not overtaken:
            overtaken.append(None)  # type: ignore[arg-type]
            withdraw(world, second)
            overtaken[0] = publish_list(the_list().pk, at=seconds(7))
        return document

    monkeypatch.setattr(publishing, "sign_status_list", be_overtaken)
    assert publish_list(the_list().pk, at=seconds(6)) == overtaken[0]
    assert published_list(the_list().pk) == overtaken[0]
    assert overtaken[0].version == 2
    assert revoked_in(overtaken[0]) == {first.status_index, second.status_index}


def test_moments_of_publication_go_forward_also_where_the_clock_goes_back(world: World) -> None:
    moments = []
    for number, one in enumerate(a_few(world, 3)):
        withdraw(world, one)
        moments.append(publish_list(the_list().pk, at=seconds(50 - 10 * number)).published_at)
    assert moments == [seconds(50), seconds(51), seconds(52)]


def test_a_key_that_is_locked_delays_the_list_and_loses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (credential,) = a_few(world, 1)
    withdraw(world, credential)

    def locked(*_: object) -> None:
        raise Unavailable(LOCKED)

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "signer_of", locked)
        for number in range(20):  # more often than a job is tried
            work_all(clock=lambda number=number: seconds(5000 * number))  # type: ignore[misc]
    assert Job.objects.get(task=PUBLISH_LIST).state == JobState.DEAD
    assert the_list().published_changes == 0
    Job.objects.create(task=PUBLISH_DUE, key="every:1", due_at=NOON, added_at=NOON, lane="status")
    work_all(clock=lambda: seconds(200_000))
    assert the_list().published_changes == 1


def test_after_a_key_was_compromised_its_lists_are_signed_with_another(world: World) -> None:
    (credential,) = a_few(world, 1)
    stolen = key_in_force(world.organization.pk, at=NOON)
    fresh = add_issuer_key(
        actor=world.owner, organization=world.organization, passphrase=None, at=seconds(1)
    )
    mark_compromised(
        actor=world.owner,
        organization=world.organization,
        key_id=stolen.pk,
        since=NOON,
        at=seconds(2),
    )
    work_all(clock=lambda: seconds(3))
    document = json.loads(published_list(credential.status_list_id).document)
    assert document["proof"]["verificationMethod"].endswith(fresh.public_key_multibase)
    assert the_list().version == 2


def test_a_version_dated_after_the_end_of_its_key_is_signed_anew(world: World) -> None:
    (credential,) = a_few(world, 1)
    key = key_in_force(world.organization.pk, at=NOON)
    withdraw(world, credential)
    publish_list(the_list().pk, at=NOON)  # dated a second later
    new = rotate_key(
        actor=world.owner,
        organization=world.organization,
        key_id=key.pk,
        passphrase=None,
        at=seconds(0.5),
    )
    published = publish_list(the_list().pk, at=seconds(30))
    method = json.loads(published.document)["proof"]["verificationMethod"]
    assert (published.version, method.endswith(new.public_key_multibase)) == (3, True)
    assert publish_list(the_list().pk, at=seconds(60)) == published


def test_what_was_never_published_or_does_not_exist_is_not_found(
    world: World, client: Client
) -> None:
    reserve(world.achievement, [wanted()], at=NOON)
    for list_id in (the_list().pk, uuid4()):
        with pytest.raises(NotFound):
            published_list(list_id)
        assert client.get(f"/status/{list_id}").status_code == 404


def test_the_list_is_served_as_it_is_stored_with_what_caches_need(
    world: World, client: Client
) -> None:
    address = f"/status/{issue(world).status_list_id}"
    response = client.get(address)
    assert response.content == bytes(the_list().document or b"")
    said = response.headers
    assert said["Content-Type"] == "application/vc+ld+json"
    assert said["Cache-Control"] == "public, max-age=60"
    assert said["Access-Control-Allow-Origin"] == "*"
    assert parse_http_date(said["Last-Modified"]) == int(NOON.timestamp())
    assert not response.cookies
    assert client.head(address).headers["ETag"] == said["ETag"]
    assert client.post(address).status_code == 405


def test_who_has_the_present_version_is_told_so_in_a_line(world: World, client: Client) -> None:
    (credential,) = a_few(world, 1)
    address = f"/status/{credential.status_list_id}"
    etag = client.get(address).headers["ETag"]
    for name, value in (
        ("If-None-Match", etag),
        ("If-Modified-Since", "Mon, 23 Nov 2026 12:00:00 GMT"),
    ):
        answer = client.get(address, headers={name: value})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["Cache-Control"] == "public, max-age=60"
    withdraw(world, credential)
    publish_list(the_list().pk, at=NOON)  # within the same second
    for name, value in (
        ("If-None-Match", etag),
        ("If-Modified-Since", "Mon, 23 Nov 2026 12:00:00 GMT"),
    ):
        assert client.get(address, headers={name: value}).status_code == 200


@pytest.mark.parametrize(
    "media_type",
    ["application/vc+ld+json", "application/vc", "application/ld+json", "application/json"],
)
def test_the_list_is_of_the_type_that_is_asked_for(
    world: World, client: Client, media_type: str
) -> None:
    address = f"/status/{issue(world).status_list_id}"
    response = client.get(address, headers={"Accept": f"{media_type}, text/html;q=0.5"})
    assert response.headers["Content-Type"] == media_type


@given(st.sets(st.integers(0, MINIMUM_ENTRIES - 1), max_size=40))
def test_whatever_is_revoked_is_what_a_reader_finds(places: set[int]) -> None:
    document = new_status_list(
        "https://school.example/status/1",
        issuer="did:web:school.example",
        valid_from=NOON,
        set_indexes=places,
        ttl_ms=60_000,
    )
    assert revoked_in(PublishedList(json.dumps(document).encode(), 1, NOON)) == places


@pytest.mark.parametrize("changes", [0, 1])
@pytest.mark.parametrize("ended_s", [None, -1, 0, 1])
@pytest.mark.parametrize("is_compromised", [False, True])
def test_the_database_and_the_program_agree_on_what_is_due(
    world: World, changes: int, ended_s: float | None, is_compromised: bool
) -> None:
    issue(world)
    published_at = the_list().published_at
    assert published_at is not None
    StatusList.objects.update(changes=changes, published_changes=0)
    IssuerKey.objects.update(
        valid_from=published_at - timedelta(days=1),
        valid_until=None if ended_s is None else published_at + timedelta(seconds=ended_s),
        compromised_at=NOON if is_compromised else None,
    )
    is_due = publishing._is_due(the_list())
    assert is_due == bool(changes or is_compromised or ended_s == -1)
    assert (the_list().pk in lists_to_publish()) == is_due
