from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from laurea.web.organizations.access import Role
from laurea.web.organizations.models import Membership
from tests.web.accounts.codes import code_of
from tests.web.conftest import NOON, World, an_account, signed_in

pytestmark = pytest.mark.django_db
MEMBERS = "/o/guild/members"


def join_without(world: World, role: Role) -> Membership:
    member = Membership(
        organization=world.organization, account=an_account("edda"), role=role, since=NOON
    )
    member.save()
    return member


@pytest.mark.parametrize("role", list(Role))
def test_who_signs_or_invites_is_led_to_the_second_factor(world: World, role: Role) -> None:
    client = signed_in(join_without(world, role).account)
    for answer in (client.get(MEMBERS), client.post(MEMBERS, {"email": "x@example.org"})):
        if role in {Role.OWNER, Role.ISSUER}:
            assert answer.headers["Location"] == reverse("account-second-factor")
        else:
            assert answer.status_code in {200, 403}


def test_afterwards_the_way_leads_back(world: World) -> None:
    client = signed_in(join_without(world, Role.ISSUER).account)
    client.get(f"{MEMBERS}?page=2")
    assert client.get(reverse("account-second-factor")).status_code == 200
    page = client.get(reverse("mfa_activate_totp"))
    code = code_of(page.context["form"].secret)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert "go on" in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    onward = client.get(reverse("account-second-factor"))
    assert onward.headers["Location"] == f"{MEMBERS}?page=2"
    assert client.get(MEMBERS).status_code == 200


def test_a_page_of_another_site_is_never_led_back_to(world: World) -> None:
    client = signed_in(join_without(world, Role.OWNER).account)
    client.post(MEMBERS, headers={"Referer": "https://evil.example/o/guild/members"})
    assert client.session["second_factor_destination"] == MEMBERS


def test_strangers_learn_nothing_by_it(world: World) -> None:
    client = signed_in(an_account("eve"))
    assert client.get(MEMBERS).status_code == 404


def test_an_installation_may_do_without(world: World, settings: Settings) -> None:
    settings.LAUREA_DEMAND_SECOND_FACTOR = False
    assert signed_in(join_without(world, Role.OWNER).account).get(MEMBERS).status_code == 200
