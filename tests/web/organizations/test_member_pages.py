"""Members: who invites whom to what, who accepts, and that somebody always owns."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.credentials.errors import Conflict, LaureaError, NotFound
from laurea.web.accounts.access import Account
from laurea.web.operations.models import AuditRow
from laurea.web.operations.worker import work_once
from laurea.web.organizations.accept import accept_invitation
from laurea.web.organizations.access import Role, roles_of
from laurea.web.organizations.change_roles import change_roles, leave
from laurea.web.organizations.invite import VALID_FOR, invite, token_of
from laurea.web.organizations.models import Invitation
from tests.web.conftest import NOON, PASSWORD, World, an_account, signed_in

pytestmark = pytest.mark.django_db
MEMBERS = "/o/guild/members"


def invited(world: World, email: str = "lena@example.org", role: Role = Role.ISSUER) -> Invitation:
    return invite(
        actor=world.owner, organization=world.organization, email=email, role=role, at=NOON
    )


def verified(name: str) -> Account:
    account = an_account(name)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return account


def send_letters() -> None:
    while work_once():
        pass


def test_an_invitation_is_a_letter_whose_link_counts_once(world: World) -> None:
    owner = signed_in(world.owner)
    form = {"email": "Lena@example.org", "role": "issuer"}
    assert owner.post(MEMBERS, form).status_code == 302
    send_letters()
    (letter,) = mail.outbox
    assert letter.to == ["lena@example.org"]
    assert "Guild of Weavers" in letter.subject
    link = re.search(r"/invitations/\S+", str(letter.body))
    assert link is not None
    kept = Invitation.objects.get()
    assert link[0].rpartition("/")[2] not in {kept.token_digest, kept.nonce}

    lena = signed_in(verified("lena"))
    assert "Ottilie" in lena.get(link[0]).content.decode()
    assert lena.post(link[0]).headers["Location"] == MEMBERS
    assert lena.post(link[0]).status_code == 404
    assert lena.get(link[0]).status_code == 404
    assert AuditRow.objects.filter(action="member.join").count() == 1


def test_who_opens_the_letter_and_signs_up_needs_no_other_letter(world: World) -> None:
    link = reverse("invitation", args=[token_of(invited(world))])
    client = Client()
    assert "Make an account" in client.get(link).content.decode()
    form = {"name": "Lena", "email": "lena@example.org", "password1": PASSWORD, "next": link}
    client.post(reverse("account_signup"), form)
    assert EmailAddress.objects.get(email="lena@example.org").verified
    assert client.post(link).headers["Location"] == MEMBERS


def test_a_letter_is_not_for_somebody_with_another_address(world: World) -> None:
    link = reverse("invitation", args=[token_of(invited(world))])
    eve = verified("eve")
    client = signed_in(eve)
    page = client.get(link).content.decode()
    assert "Accept" not in page
    assert "lena@example.org" in page
    assert client.post(link).status_code == 409
    assert not roles_of(eve, world.organization)
    unconfirmed = an_account("lena")
    EmailAddress.objects.create(user=unconfirmed, email=unconfirmed.email, verified=False)
    assert signed_in(unconfirmed).post(link).status_code == 409


def test_a_link_that_was_handed_over_proves_no_address(world: World, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    owner = signed_in(world.owner)
    owner.post(MEMBERS, {"email": "lena@example.org", "role": "auditor"})
    page = owner.get(MEMBERS).content.decode()
    link = re.search(r"/invitations/[\w-]+", page)
    assert link is not None
    stranger = Client()
    stranger.get(link[0])
    assert "account_verified_email" not in stranger.session
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    renewed = invited(world, role=Role.AUDITOR)
    assert renewed.is_handed_over  # once shown, never again a proof


@pytest.mark.parametrize("days", [7, 8, 400])
def test_an_invitation_is_too_old_after_seven_days(world: World, days: int) -> None:
    invitation = invited(world)
    with pytest.raises(NotFound):
        accept_invitation(
            actor=verified("lena"), token=token_of(invitation), at=NOON + timedelta(days=days)
        )


def test_a_withdrawn_or_renewed_link_opens_nothing(world: World) -> None:
    first = token_of(invited(world))
    renewed = invited(world)
    lena = verified("lena")
    with pytest.raises(NotFound):
        accept_invitation(actor=lena, token=first, at=NOON)
    owner = signed_in(world.owner)
    owner.post(reverse("organization-invitation-withdraw", args=["guild", renewed.pk]))
    with pytest.raises(NotFound):
        accept_invitation(actor=lena, token=token_of(renewed), at=NOON)
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x" * 43, "é", "../../etc"])
def test_a_guessed_link_opens_nothing(world: World, token: str) -> None:
    with pytest.raises(NotFound):
        accept_invitation(actor=world.stranger, token=token, at=NOON)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_owners_invite_change_and_remove(world: World, role: Role) -> None:
    member = world.join("edda", role)
    client = signed_in(member)
    page = client.get(MEMBERS)
    assert page.status_code == 200
    assert "Invite somebody" not in page.content.decode()
    assert client.post(MEMBERS, {"email": "x@example.org", "role": "owner"}).status_code == 403
    for account in (member, world.owner):
        path = reverse("organization-member", args=["guild", account.pk])
        assert client.get(path).status_code == 403
        assert client.post(path, {"roles": ["owner"]}).status_code == 403
    assert roles_of(member, world.organization) == {role}
    assert not Invitation.objects.exists()


def test_an_owner_of_another_organization_changes_nothing_here(world: World) -> None:
    client = signed_in(world.stranger)
    path = reverse("organization-member", args=["guild", world.colleague.pk])
    assert client.get(MEMBERS).status_code == 404
    assert client.post(path, {"roles": ["owner"]}).status_code == 404
    foreign = reverse("organization-member", args=["rope", world.colleague.pk])
    assert client.post(foreign, {"roles": ["owner"]}).status_code == 404
    invitation = invited(world)
    withdraw = reverse("organization-invitation-withdraw", args=["rope", invitation.pk])
    assert client.post(withdraw).status_code == 404
    assert Invitation.objects.get().ended_at is None


def test_an_owner_changes_roles_and_ends_memberships(world: World) -> None:
    client = signed_in(world.owner)
    path = reverse("organization-member", args=["guild", world.colleague.pk])
    assert client.post(path, {"roles": ["issuer", "designer"]}).status_code == 302
    assert roles_of(world.colleague, world.organization) == {Role.ISSUER, Role.DESIGNER}
    assert client.post(path, {"roles": []}).status_code == 422
    assert client.post(path, {"roles": ["emperor"]}).status_code == 422
    assert client.post(path, {"ends": "1"}).status_code == 302
    assert not roles_of(world.colleague, world.organization)
    actions = AuditRow.objects.filter(action__startswith="member.").values_list("action", flat=True)
    assert list(actions) == ["member.change-roles", "member.remove"]


def test_the_last_owner_stays(world: World) -> None:
    client = signed_in(world.owner)
    path = reverse("organization-member", args=["guild", world.owner.pk])
    assert client.post(path, {"roles": ["issuer"]}).status_code == 409
    assert client.post(reverse("organization-leave", args=["guild"])).status_code == 409
    second = world.join("edda", Role.OWNER)
    assert client.post(reverse("organization-leave", args=["guild"])).status_code == 302
    assert not roles_of(world.owner, world.organization)
    with pytest.raises(Conflict):
        leave(actor=second, organization=world.organization, at=NOON)


def test_an_owner_who_may_not_sign_in_any_more_does_not_count(world: World) -> None:
    gone = world.join("edda", Role.OWNER)
    gone.is_active = False
    gone.save()
    with pytest.raises(Conflict):
        leave(actor=world.owner, organization=world.organization, at=NOON)


def test_somebody_without_a_role_is_not_made_a_member_by_changing_roles(world: World) -> None:
    with pytest.raises(NotFound):
        change_roles(
            actor=world.owner,
            organization=world.organization,
            account_id=world.stranger.pk,
            roles=[Role.AUDITOR],
            at=NOON,
        )


def test_what_cannot_be_invited_is_said_below_its_field(world: World) -> None:
    client = signed_in(world.owner)
    for email in ("", "nobody", "casimir@example.org"):
        page = client.post(MEMBERS, {"email": email, "role": "auditor"})
        assert page.status_code == 422, email
        assert 'id="id_email_error"' in page.content.decode()


def test_there_is_an_end_to_open_invitations(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laurea.web.organizations.invite.MOST_OPEN", 1)
    invited(world)
    with pytest.raises(LaureaError):
        invited(world, "other@example.org")


def test_changing_members_wants_somebody_who_signed_in_lately(world: World) -> None:
    client = Client()
    client.force_login(world.owner)
    answer = client.post(MEMBERS, {"email": "lena@example.org", "role": "auditor"})
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not Invitation.objects.exists()


def test_a_letter_that_came_too_late_is_not_sent(world: World) -> None:
    invitation = invited(world)
    invitation.expires_at = timezone.now() - VALID_FOR
    invitation.save()
    send_letters()
    assert mail.outbox == []
