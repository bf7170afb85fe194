from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.credentials.errors import Conflict, MalformedDocument, NotFound
from laurea.web.accounts.second_factor import enrol_authenticator_app
from laurea.web.api.end_token import end_token
from laurea.web.api.make_token import digest_of, make_token
from laurea.web.api.models import Token
from laurea.web.api.scopes import Scope
from laurea.web.operations.models import AuditRow
from laurea.web.organizations.access import Role
from laurea.web.organizations.models import Membership
from tests.web.api.conftest import Program, a_token, an_award
from tests.web.conftest import SECRET, World, an_account

pytestmark = pytest.mark.django_db


def status_of(token: str) -> int:
    return int(Program(token).get("/organizations/me").status_code)


def test_a_token_is_found_by_scanners_and_kept_as_a_digest(world: World) -> None:
    secret = a_token(world.owner, world.organization)
    prefix, _, rest = secret.partition("_")
    assert (prefix, len(rest)) == ("laurea", 64)
    token = Token.objects.get()
    assert bytes(token.digest) == digest_of(secret)
    assert secret not in str(token.__dict__)
    assert secret not in str(AuditRow.objects.filter(action="token.make").values())


def test_a_form_that_is_sent_twice_makes_one_token(world: World) -> None:
    now = timezone.now()
    said = {
        "actor": world.owner,
        "organization": world.organization,
        "name": "Records",
        "scopes": [Scope.READ],
        "expires_at": now + timedelta(days=1),
        "key": "form-1",
    }
    first = make_token(**said, at=now)  # type: ignore[arg-type]
    assert make_token(**said, at=now).secret == first.secret  # type: ignore[arg-type]
    assert first.secret not in repr(first)
    assert Token.objects.count() == 1
    with pytest.raises(Conflict):
        make_token(**said, at=now + timedelta(minutes=11))  # type: ignore[arg-type]


def test_nobody_gives_a_token_more_than_they_may(world: World) -> None:
    designer = world.join("dagny", Role.DESIGNER)
    with pytest.raises(MalformedDocument) as caught:
        a_token(designer, world.organization, [Scope.AWARD])
    assert caught.value.problem.pointer == "/scopes"
    with pytest.raises(NotFound):
        a_token(world.stranger, world.organization, [Scope.READ])


@pytest.mark.parametrize("days", [0, -1, 367])
def test_every_token_ends(world: World, days: int) -> None:
    now = timezone.now()
    with pytest.raises(MalformedDocument) as caught:
        make_token(
            actor=world.owner,
            organization=world.organization,
            name="Records",
            scopes=[Scope.READ],
            expires_at=now + timedelta(days=days),
            key="form-1",
            at=now,
        )
    assert caught.value.problem.pointer == "/expires"


def test_a_token_opens_nothing_once_it_has_ended(world: World) -> None:
    secret = a_token(world.owner, world.organization)
    assert status_of(secret) == 200
    end_token(
        actor=world.owner,
        organization=world.organization,
        token_id=Token.objects.get().pk,
        at=timezone.now(),
    )
    assert status_of(secret) == 401


def test_a_token_opens_nothing_once_it_has_expired(world: World) -> None:
    secret = a_token(world.owner, world.organization)
    Token.objects.update(expires_at=timezone.now())
    assert status_of(secret) == 401


def test_a_token_goes_with_its_maker(world: World) -> None:
    issuer = world.join("ivar", Role.ISSUER)
    secret = a_token(issuer, world.organization)
    assert status_of(secret) == 200
    Membership.objects.filter(account=issuer).delete()
    assert status_of(secret) == 401


def test_a_token_may_no_more_than_its_maker_may_now(world: World) -> None:
    issuer = world.join("ivar", Role.ISSUER)
    program = Program(a_token(issuer, world.organization))
    Membership.objects.filter(account=issuer).update(role=Role.AUDITOR)
    response = program.post("/awards", an_award(world), key="order-1")
    assert response.status_code == 403
    assert response.json()["type"].endswith("scope-lacking")
    assert program.get("/organizations/me").json()["token"]["scopes"] == ["read"]


def test_who_can_sign_needs_a_second_factor_also_for_a_token(world: World) -> None:
    issuer = an_account("ivar")
    Membership.objects.create(
        organization=world.organization,
        account=issuer,
        role=Role.ISSUER,
        since=timezone.now(),
    )
    secret = a_token(issuer, world.organization)
    assert status_of(secret) == 401
    enrol_authenticator_app(issuer, SECRET)
    assert status_of(secret) == 200


def test_a_token_does_what_it_was_given_and_nothing_else(world: World) -> None:
    program = Program(a_token(world.owner, world.organization, [Scope.READ]))
    assert program.get("/credentials").status_code == 200
    for path, body in (
        ("/awards", an_award(world)),
        ("/runs", {"achievement": str(world.achievement.pk), "awards": [{"recipient": {}}]}),
        ("/achievements", {"achievement": {}}),
        ("/webhooks", {"url": "https://hook.example.org/", "events": ["run.ended"]}),
    ):
        response = program.post(path, body, key="order-1")
        assert response.status_code == 403, path
        assert "scope" in response.json()["detail"]
    assert program.get("/webhooks").status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer laurea_",
        "Bearer laurea_" + "0" * 64,
        "Basic b3R0aWxpZTpub3RoaW5n",
        "laurea_" + "0" * 64,
    ],
)
def test_without_a_token_that_counts_nothing_is_said(world: World, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    response = Program().client.get("/api/v1/organizations/me", headers=headers)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "guild" not in response.content.decode().lower()


def test_a_session_of_a_browser_is_no_token(world: World) -> None:
    program = Program()
    program.client.force_login(world.owner)
    assert program.get("/organizations/me").status_code == 401
    assert program.post("/awards", an_award(world), key="order-1").status_code == 401


def test_whoever_asks_too_often_is_told_when_to_come_again(
    world: World, settings: Settings
) -> None:
    settings.LAUREA_API_PER_MINUTE = 3
    first = Program(a_token(world.owner, world.organization))
    other = Program(a_token(world.owner, world.organization))
    assert [first.get("/organizations/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    response = first.get("/organizations/me")
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert response.headers["Content-Type"] == "application/problem+json"
    assert other.get("/organizations/me").status_code == 200


def test_a_network_that_guesses_is_slowed_down(world: World) -> None:
    program = Program("laurea_" + "0" * 64)
    found = [program.get("/organizations/me").status_code for _ in range(61)]
    assert set(found[:60]) == {401}
    assert found[60] == 429
    # Who has a token that counts is not held up by neighbours who guess.
    assert status_of(a_token(world.owner, world.organization)) == 200
    caches["default"].clear()


def test_the_last_use_is_written_down_now_and_then(world: World) -> None:
    secret = a_token(world.owner, world.organization)
    status_of(secret)
    first = Token.objects.get().last_used_at
    assert first is not None
    status_of(secret)
    assert Token.objects.get().last_used_at == first
    Token.objects.update(last_used_at=first - timedelta(minutes=6))
    status_of(secret)
    assert (Token.objects.get().last_used_at or first) >= first


def test_an_owner_ends_the_tokens_of_others_and_others_their_own(world: World) -> None:
    issuer = world.join("ivar", Role.ISSUER)
    a_token(world.owner, world.organization)
    owners = Token.objects.get()
    a_token(issuer, world.organization)
    theirs = Token.objects.exclude(pk=owners.pk).get()
    now = timezone.now()
    for actor, token in ((issuer, owners), (world.stranger, theirs)):
        with pytest.raises(NotFound):
            end_token(actor=actor, organization=world.organization, token_id=token.pk, at=now)
    end_token(actor=world.owner, organization=world.organization, token_id=theirs.pk, at=now)
    assert Token.objects.get(pk=theirs.pk).ended_at == now
