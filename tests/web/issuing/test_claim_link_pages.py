from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.accept import accept
from laurea.web.issuing.models import ClaimLink, Credential
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to

pytestmark = pytest.mark.django_db


def words(response: Any) -> str:
    page = response.content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def path_of(credential: Credential) -> str:
    return f"/o/guild/credentials/{credential.pk}/claim"


def key_in(response: Any) -> str:
    found = re.search(r'name="key" value="(\w+)"', response.content.decode())
    assert found is not None
    return found[1]


def test_a_link_is_shown_where_it_was_made_and_opens_the_claim(
    world: World, awarded: Credential
) -> None:
    issuer = signed_in(world.join("isolde", Role.ISSUER))
    key = key_in(issuer.get(path_of(awarded)))
    answer = issuer.post(path_of(awarded), {"key": key})
    assert answer.headers["Location"] == path_of(awarded)
    made = issuer.get(path_of(awarded))
    (link,) = re.findall(r"http://localhost:8000(/claim/[\w-]{43})", made.content.decode())
    assert "no-store" in made.headers["Cache-Control"]
    assert "This browser shows it until you sign out" in words(made)
    assert Client().get(link).status_code == 200
    assert issuer.post(path_of(awarded), {"key": key}).status_code == 302
    assert ClaimLink.objects.count() == 1
    token = link.rpartition("/")[2]
    other = signed_in(world.owner)
    for path in (path_of(awarded), path_of(awarded).removesuffix("/claim")):
        assert token in issuer.get(path).content.decode()
        assert token not in other.get(path).content.decode()
    assert token not in str(dict(issuer.session.items()))
    accept(actor=None, proof=link_to(awarded), at=NOON)
    assert token not in issuer.get(path_of(awarded)).content.decode()


def test_what_was_accepted_says_so_and_makes_no_link(world: World, awarded: Credential) -> None:
    issuer = signed_in(world.join("isolde", Role.ISSUER))
    accept(actor=None, proof=link_to(awarded), at=NOON)
    page = issuer.get(path_of(awarded))
    assert "The recipient has accepted it" in words(page)
    assert "Make a claim link" not in words(page)
    assert issuer.post(path_of(awarded), {"key": "k"}, follow=True).status_code == 409


def test_an_auditor_sees_where_it_stands_and_makes_no_link(
    world: World, awarded: Credential
) -> None:
    auditor = signed_in(world.colleague)
    page = auditor.get(path_of(awarded))
    assert page.status_code == 200
    assert "Make a claim link" not in words(page)
    refused = auditor.post(path_of(awarded), {"key": "k"})
    assert refused.status_code == 403
    assert "Making claim links takes an owner or an issuer" in words(refused)
    assert not ClaimLink.objects.exists()


def test_a_credential_of_another_organization_is_absent(world: World, awarded: Credential) -> None:
    path = path_of(awarded).replace("guild", "rope")
    assert signed_in(world.stranger).get(path).status_code in {302, 404}
    world.join("isolde", Role.ISSUER)
    assert Client().post(path_of(awarded)).status_code == 302
