from __future__ import annotations

import pytest
from django.test import Client

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.issuing.claims.access import open_claim
from laurea.web.issuing.claims.name_wish import ask_for_name, settle_name
from laurea.web.issuing.models import Claim, Credential
from laurea.web.issuing.revoke import revoke
from laurea.web.operations.models import AuditRow
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to
from tests.web.issuing.staff import client_of, words

pytestmark = pytest.mark.django_db

WISH = "Mira Ọkọńjọ"


@pytest.fixture
def wished(awarded: Credential) -> Credential:
    open_claim(awarded.pk, at=NOON)
    ask_for_name(actor=None, proof=link_to(awarded), name=WISH, at=NOON)
    return awarded


def name_of(credential: Credential) -> str:
    return Credential.objects.get(pk=credential.pk).recipient_name


def test_the_issuer_finds_it_on_the_desk_and_writes_the_name_so(
    world: World, wished: Credential
) -> None:
    client = client_of(world.owner)
    assert "Somebody says that their name is wrong" in words(client.get("/o/guild/"))
    assert "Mira Okonjo" in words(client.get("/o/guild/credentials?state=name-wanted"))
    path = f"/o/guild/credentials/{wished.pk}"
    assert f"the name is written {WISH}." in words(client.get(path))
    said = words(client.post(f"{path}/name", {"decision": "use", "name": WISH}, follow=True))
    assert f"The name is {WISH} now." in said
    assert "Write it so" not in said
    assert "Name corrected as the recipient asked" in said
    assert name_of(wished) == WISH
    assert "name is wrong" not in words(client.get("/o/guild/"))
    # What was signed is what it was: the name does not stand in it.
    assert Credential.objects.get().document == wished.document


def test_the_name_can_be_left_as_it_is(world: World, wished: Credential) -> None:
    client = client_of(world.owner)
    path = f"/o/guild/credentials/{wished.pk}/name"
    client.post(path, {"decision": "leave", "name": WISH})
    assert name_of(wished) == "Mira Okonjo"
    assert not Claim.objects.get().name_wanted
    assert AuditRow.objects.filter(action="credential.leave-name").count() == 1


def test_another_name_than_the_one_that_was_read_is_not_written(
    world: World, wished: Credential
) -> None:
    ask_for_name(actor=None, proof=link_to(wished), name="Mira O.", at=NOON)
    client = client_of(world.owner)
    path = f"/o/guild/credentials/{wished.pk}/name"
    answer = client.post(path, {"decision": "use", "name": WISH}, follow=True)
    assert "The request has changed" in words(answer)
    client.post(path, {"decision": "use", "name": ""})
    client.post(path, {"decision": "nonsense", "name": "Mira O."})
    assert name_of(wished) == "Mira Okonjo"
    settle_name(actor=world.owner, credential_id=wished.pk, name="Mira O.", is_used=True, at=NOON)
    with pytest.raises(Conflict):
        settle_name(
            actor=world.owner, credential_id=wished.pk, name="Mira O.", is_used=True, at=NOON
        )


def test_only_who_may_award_corrects_a_name(world: World, wished: Credential) -> None:
    path = f"/o/guild/credentials/{wished.pk}/name"
    fields = {"decision": "use", "name": WISH}
    looks = client_of(world.colleague)
    assert looks.post(path, fields).status_code == 403
    assert "Write it so" not in words(looks.get(f"/o/guild/credentials/{wished.pk}"))
    assert client_of(world.stranger).post(path, fields).status_code == 404
    assert Client().post(path, fields).status_code == 302
    with pytest.raises(NotFound):
        settle_name(actor=world.stranger, credential_id=wished.pk, name=WISH, is_used=True, at=NOON)
    assert name_of(wished) == "Mira Okonjo"


def test_what_was_revoked_takes_no_wish(world: World, awarded: Credential) -> None:
    revoke(actor=world.owner, credential_id=awarded.pk, reason="In error.", at=NOON)
    with pytest.raises(Conflict):
        ask_for_name(actor=None, proof=link_to(awarded), name=WISH, at=NOON)


def test_a_name_has_an_end(awarded: Credential) -> None:
    with pytest.raises(MalformedDocument):
        ask_for_name(actor=None, proof=link_to(awarded), name="x" * 301, at=NOON)
