from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from laurea.web.catalog.define import define_achievement, revise_achievement
from laurea.web.issuing.models import ClaimLink, Credential, CredentialState
from laurea.web.operations.models import AuditRow
from laurea.web.organizations.access import Role
from tests.web.conftest import NOON, World, an_achievement
from tests.web.issuing.staff import client_of, fields_of, issue, words

pytestmark = pytest.mark.django_db

RESULTS = [
    {
        "id": "urn:uuid:1f3c9e9e-6f0a-4a53-8d5c-000000000001",
        "type": ["ResultDescription"],
        "name": "Final test",
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": "100",
        "requiredValue": "80",
    },
    {
        "id": "urn:uuid:1f3c9e9e-6f0a-4a53-8d5c-000000000002",
        "type": ["ResultDescription"],
        "name": "Selvedge",
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": [
            {
                "id": "urn:uuid:1f3c9e9e-6f0a-4a53-8d5c-00000000000a",
                "type": ["RubricCriterionLevel"],
                "name": "Uneven",
            },
            {
                "id": "urn:uuid:1f3c9e9e-6f0a-4a53-8d5c-00000000000b",
                "type": ["RubricCriterionLevel"],
                "name": "Even",
            },
        ],
    },
]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=1))


@pytest.fixture
def owner(world: World) -> Client:
    return client_of(world.owner)


def sent(client: Client, where: str, form: dict[str, str]) -> Any:
    """What a browser shows in the end after a form was sent."""
    answer = client.post(where, form)
    assert answer.status_code == 302
    return client.get(answer.headers["Location"])


def address(world: World) -> str:
    return f"/o/guild/achievements/{world.achievement.pk}/award"


def filled(client: Client, where: str, **changes: str) -> dict[str, str]:
    """The form as it is shown, filled in."""
    first = fields_of(client.get(where))
    return {**first, "name": "Ada Fenn", "email": "ada@example.org", **changes}


def test_an_award_is_looked_over_signed_and_shown(owner: Client, world: World) -> None:
    form = filled(owner, address(world), awarded="2026-11-20", until="2028-11-20")
    review = sent(owner, address(world), {**form, "step": "review"})
    said = words(review)
    assert "Award Weaving to Ada Fenn" in said
    assert "20 November 2026" in said
    assert "Guild of Weavers signs this" in said
    assert not Credential.objects.exists()
    answer = owner.post(address(world), {**fields_of(review), "step": "award"})
    credential = Credential.objects.get()
    assert answer.headers["Location"] == f"/o/guild/credentials/{credential.pk}"
    assert credential.state == CredentialState.ISSUED
    document = json.loads(bytes(credential.document or b""))
    assert document["validFrom"] == "2026-11-20T00:00:00Z"
    assert document["validUntil"] == "2028-11-20T23:59:59Z"
    assert "A letter with the claim link goes to ada@example.org." in words(
        owner.get(answer.headers["Location"])
    )


def test_a_period_of_the_achievement_ends_the_award_unless_the_issuer_says_otherwise(
    owner: Client, world: World
) -> None:
    lasting = revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(),
        valid_months=24,
        at=NOON,
    )
    where = f"/o/guild/achievements/{lasting.pk}/award"
    assert "Left empty, it is valid for 2 years from the day" in words(owner.get(where))
    for changes, until in (
        ({}, "20 November 2028"),
        ({"until": "2027-01-31"}, "31 January 2027"),
        ({"endless": "on"}, "It does not end"),
    ):
        form = filled(owner, where, awarded="2026-11-20", **changes)
        review = sent(owner, where, {**form, "step": "review"})
        assert f"Valid until {until}" in words(review)
        owner.post(where, {**fields_of(review), "step": "award"})
    issued = Credential.objects.order_by("valid_until").values_list("valid_until", flat=True)
    assert sorted(str(end)[:10] for end in issued) == ["2027-01-31", "2028-11-20", "None"]
    both = filled(owner, where, until="2027-01-31", endless="on")
    refused = sent(owner, where, {**both, "step": "review"})
    assert refused.status_code == 422
    assert "not both" in words(refused)


def test_results_and_evidence_go_into_what_is_signed(owner: Client, world: World) -> None:
    described = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Linen", resultDescription=RESULTS),
        at=NOON,
    )
    where = f"/o/guild/achievements/{described.pk}/award"
    page = words(owner.get(where))
    assert "From 0 to 100. “80” suffices." in page
    level = str(RESULTS[1]["rubricCriterionLevel"][1]["id"])  # type: ignore[index]
    form = filled(
        owner,
        where,
        result_0="91",
        result_1=level,
        evidence_url="https://guild.example/ell",
        evidence_narrative="Photographs of the ell.",
    )
    review = sent(owner, where, {**form, "step": "review"})
    assert "Selvedge Even" in words(review)
    assert owner.post(where, {**fields_of(review), "step": "award"}).status_code == 302
    subject = json.loads(bytes(Credential.objects.get().document or b""))
    assert subject["evidence"][0]["id"] == "https://guild.example/ell"
    results = subject["credentialSubject"]["result"]
    assert results[0]["value"] == "91"
    assert results[1]["achievedLevel"] == level


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": ""}, "Write the person's address, or a DID below."),
        ({"email": "ada"}, "This is no e-mail address. Check it."),
        ({"email": "", "did": "ada"}, "A DID begins with did:"),
        ({"did": "did:key"}, "A DID begins with did:"),
        ({"awarded": "2026-11-24"}, "This day has not begun in UTC."),
        ({"awarded": "yesterday"}, "valid date"),
        ({"until": "2026-11-01"}, "This is before the day it is awarded on."),
        ({"evidence_url": "not an address"}, "This is no address of a page."),
        ({"name": "a" * 301}, "at most 300 characters"),
    ],
)
def test_a_mistake_is_named_under_its_field_and_nothing_is_lost(
    owner: Client, world: World, changes: dict[str, str], said: str
) -> None:
    form = filled(owner, address(world), evidence_narrative="An ell of linen.", **changes)
    for step in ("review", "award"):
        response = sent(owner, address(world), {**form, "step": step})
        assert response.status_code == 422
        page = response.content.decode()
        assert said in words(response)
        assert "An ell of linen." in page
        assert fields_of(response)["key"] == form["key"]
    assert not Credential.objects.exists()


def test_a_result_out_of_bounds_is_named(owner: Client, world: World) -> None:
    described = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Linen", resultDescription=RESULTS),
        at=NOON,
    )
    where = f"/o/guild/achievements/{described.pk}/award"
    response = sent(owner, where, {**filled(owner, where, result_0="140"), "step": "review"})
    assert response.status_code == 422
    assert "A number from 0 to 100 is wanted." in words(response)


def linen(world: World) -> str:
    """The address at which an achievement is awarded that requires a result."""
    described = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Linen", resultDescription=RESULTS),
        at=NOON,
    )
    return f"/o/guild/achievements/{described.pk}/award"


def test_a_result_that_falls_short_is_awarded_on_purpose_only(owner: Client, world: World) -> None:
    where = linen(world)
    form = filled(owner, where, result_0="61")
    assert "on_purpose" not in form
    for step in ("review", "award"):
        refused = sent(owner, where, {**form, "step": step})
        assert refused.status_code == 422
        assert "the achievement requires “80”, and “61” is less." in words(refused)
    assert "on_purpose" in fields_of(refused)
    assert not Credential.objects.exists()
    review = sent(owner, where, {**fields_of(refused), "on_purpose": "on", "step": "review"})
    assert "A result falls short" in words(review)
    answer = owner.post(where, {**fields_of(review), "step": "award"})
    credential = Credential.objects.get()
    assert credential.on_purpose
    row = AuditRow.objects.get(action="credential.issue")
    assert row.body["on_purpose"] == [str(credential.pk)]
    page = words(owner.get(answer.headers["Location"]))
    assert "Awarded and signed, although a result falls short" in page
    trail = words(owner.get(reverse("organization-audit", args=["guild"])))
    assert "1 of them on purpose: a result falls short" in trail


def test_on_purpose_says_nothing_where_the_result_suffices(owner: Client, world: World) -> None:
    where = linen(world)
    form = filled(owner, where, result_0="80", on_purpose="on")
    assert owner.post(where, {**form, "step": "award"}).status_code == 302
    assert not Credential.objects.get().on_purpose
    assert AuditRow.objects.get(action="credential.issue").body["on_purpose"] == []


def test_going_back_meets_pages_and_never_a_sending(owner: Client, world: World) -> None:
    form = filled(owner, address(world))
    visited = []
    for changes in ({"email": "ada", "step": "review"}, {"step": "review"}, {"step": "edit"}):
        answer = owner.post(address(world), {**form, **changes})
        visited.append((answer.headers["Location"], 422 if "email" in changes else 200))
    assert owner.post(address(world), {**form, "step": "award"}).status_code == 302
    for where, status in reversed(visited):
        page = owner.get(where)
        assert page.status_code == status
        assert fields_of(page)["name"] == "Ada Fenn"
    assert "This is awarded already" in words(owner.get(visited[1][0]))
    assert fields_of(owner.get(visited[0][0].replace("form=", "form=x")))["name"] == ""


def test_what_one_sent_nobody_else_sees(owner: Client, world: World) -> None:
    form = filled(owner, address(world), name="Ada Lovelace")
    where = owner.post(address(world), {**form, "step": "review"}).headers["Location"]
    issuer = client_of(world.join("ivo", Role.ISSUER))
    assert "Ada Lovelace" not in issuer.get(where).content.decode()


def test_a_form_sent_twice_is_one_credential(owner: Client, world: World) -> None:
    form = {**filled(owner, address(world)), "step": "award"}
    first, second = (owner.post(address(world), form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Credential.objects.count() == 1


def test_who_goes_back_and_looks_over_again_finds_what_was_awarded(
    owner: Client, world: World
) -> None:
    form = filled(owner, address(world))
    first = owner.post(address(world), {**form, "step": "award"})
    again = owner.post(address(world), {**form, "step": "review"})
    assert again.headers["Location"] == first.headers["Location"]
    assert Credential.objects.count() == 1


def test_a_form_that_comes_back_with_other_words_is_asked_about(
    owner: Client, world: World
) -> None:
    form = {**filled(owner, address(world)), "step": "award"}
    owner.post(address(world), form)
    other = {**form, "email": "bea@example.org", "name": "Bea"}
    again = sent(owner, address(world), other)
    assert again.status_code == 409
    assert "With it, Ada Fenn was awarded on 23 November 2026" in words(again)
    assert Credential.objects.count() == 1
    shown = fields_of(again)
    assert (shown["email"], shown["key"] == form["key"]) == ("bea@example.org", False)
    assert owner.post(address(world), {**shown, "step": "award"}).status_code == 302
    assert Credential.objects.count() == 2


def test_an_award_that_was_begun_and_changed_is_made_as_it_is_written_now(
    owner: Client, world: World
) -> None:
    form = {**filled(owner, address(world)), "step": "award"}
    owner.post(address(world), form)
    Credential.objects.update(state=CredentialState.RESERVED, document=None, issued_at=None)
    other = owner.post(address(world), {**form, "email": "bea@example.org"})
    assert other.status_code == 302
    assert Credential.objects.get(state="issued").recipient_email == "bea@example.org"


def test_without_mail_one_is_told_to_hand_the_link_on(
    owner: Client, world: World, settings: Settings
) -> None:
    settings.HAS_MAIL = False
    form = filled(owner, address(world))
    answer = owner.post(address(world), {**form, "step": "award"})
    page = owner.get(answer.headers["Location"])
    assert "No letter leaves for it: hand the claim link below on." in words(page)
    assert (
        len(set(re.findall(r"http://localhost:8000/claim/[\w-]{43}", page.content.decode()))) == 1
    )
    assert ClaimLink.objects.count() == 1
    owner.post(address(world), {**form, "step": "award"})
    assert ClaimLink.objects.count() == 1


def test_change_something_brings_back_what_was_typed(owner: Client, world: World) -> None:
    form = filled(owner, address(world), evidence_narrative="An ell")
    response = sent(owner, address(world), {**form, "step": "edit"})
    assert response.status_code == 200
    shown = fields_of(response)
    assert {name: shown[name] for name in form} == form


def test_who_was_awarded_the_same_before_is_named(owner: Client, world: World) -> None:
    issue(world, "ada")
    review = sent(owner, address(world), {**filled(owner, address(world)), "step": "review"})
    assert "This person was awarded the same on 23 November 2026" in words(review)


def test_a_newer_version_is_pointed_out(owner: Client, world: World) -> None:
    issue(world, "ada")
    revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(description="On any loom."),
        at=NOON,
    )
    assert "There is a newer one, version 2." in words(owner.get(address(world)))


def test_without_a_key_the_form_says_so_and_keeps_what_was_typed(world: World) -> None:
    stranger = client_of(world.stranger)
    where = f"/o/rope/achievements/{world.foreign.pk}/award"
    response = sent(stranger, where, {**filled(stranger, where), "step": "award"})
    assert response.status_code == 422
    assert "no key that signs" in words(response)
    assert fields_of(response)["email"] == "ada@example.org"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.DESIGNER, Role.REVIEWER])
def test_who_only_looks_is_told_so_in_a_sentence(world: World, role: Role) -> None:
    client = client_of(world.join("looker", role))
    for where in (address(world), "/o/guild/award"):
        response = client.get(where)
        assert response.status_code == 403
        assert "Awarding takes an owner or an issuer" in words(response)
    answer = client.post(address(world), {"email": "ada@example.org", "step": "award"})
    assert answer.status_code == 403
    assert not Credential.objects.exists()


def test_an_issuer_may_award(world: World) -> None:
    issuer = client_of(world.join("ivo", Role.ISSUER))
    form = {**filled(issuer, address(world)), "step": "award"}
    assert issuer.post(address(world), form).status_code == 302


@pytest.mark.parametrize(
    "where",
    ["/o/guild/award", "/o/guild/achievements/{own}/award", "/o/rope/achievements/{own}/award"],
)
def test_a_stranger_finds_nothing(world: World, where: str) -> None:
    client: Any = client_of(world.stranger)
    where = where.format(own=world.achievement.pk)
    for response in (client.get(where), client.post(where, {"step": "award"})):
        assert response.status_code in {404, 405}
        assert "Guild of Weavers" not in words(response)


def test_an_achievement_of_another_is_not_awarded_from_inside(owner: Client, world: World) -> None:
    assert owner.get(f"/o/guild/achievements/{world.foreign.pk}/award").status_code == 404


def test_the_beginning_offers_the_newest_version_of_each_achievement(
    owner: Client, world: World
) -> None:
    assert "Weaving Not awarded yet." in words(owner.get("/o/guild/award"))
    issue(world, "ada")
    newest = revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=an_achievement(description="On any loom."),
        at=NOON,
    )
    page = owner.get("/o/guild/award").content.decode()
    assert f"/o/guild/achievements/{newest.pk}/award" in page
    assert str(world.achievement.pk) not in page


def test_a_refused_form_says_at_the_top_which_fields_need_somebody(
    owner: Client, world: World
) -> None:
    form = filled(owner, address(world), email="nobody", evidence_url="not an address")
    page = sent(owner, address(world), {**form, "step": "review"}).content.decode()
    assert "<title>Needs you: Award Weaving" in page
    summary = page.partition('role="alert" tabindex="-1" autofocus>')[2].partition("</div>")[0]
    assert "2 fields need you." in summary
    assert summary.count("<li>") == 2
    for name in ("email", "evidence_url"):
        assert f'<a href="#id_{name}">' in summary
        assert f'id="id_{name}"' in page


def test_a_browser_that_goes_back_may_keep_every_field(owner: Client, world: World) -> None:
    form = owner.get(address(world)).content.decode().partition('<form class="pile wide"')[2]
    assert 'autocomplete="off"' not in form
