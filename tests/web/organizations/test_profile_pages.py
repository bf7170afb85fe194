"""The profile of an organization, its logo, its keys, and founding another."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image, PngImagePlugin
from pytest_django.fixtures import Settings

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.web.operations.models import AuditRow
from laurea.web.organizations.access import Role, key_in_force, keys_of
from laurea.web.organizations.change_profile import redrawn
from laurea.web.organizations.models import Organization
from tests.web.conftest import World, an_account, signed_in, with_second_factor

pytestmark = pytest.mark.django_db
PROFILE = "/o/guild/profile"
SAID = {"legal_name": "Guild of Weavers", "short_name": "Guild", "url": "", "ink": "umber"}


def a_picture(width: int = 900, height: int = 300, kind: str = "PNG") -> bytes:
    drawn, notes = BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Comment", "who took it and where")
    picture = Image.new("RGB", (width, height), "navy")
    picture.save(drawn, kind, **({"pnginfo": notes} if kind == "PNG" else {}))
    return drawn.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_anew_and_public(world: World, kind: str) -> None:
    file = SimpleUploadedFile("logo", a_picture(kind=kind))
    answer = signed_in(world.owner).post(PROFILE, {**SAID, "logo": file})
    assert answer.status_code == 302
    logo = signed_in(world.stranger).get("/i/guild/logo.png")
    assert logo.headers["Content-Type"] == "image/png"
    shown = Image.open(BytesIO(logo.content))
    assert shown.size == (512, 171)
    assert b"who took it" not in logo.content
    assert Organization.objects.get(slug="guild").ink == "umber"


def test_an_owner_says_whom_to_write_to(world: World) -> None:
    client = signed_in(world.owner)
    said = {
        **SAID,
        "contact_email": "registrar@guild.example",
        "privacy_url": "https://guild.example/privacy",
    }
    for wrong in ({"contact_email": "no address"}, {"privacy_url": "ftp://guild.example"}):
        assert client.post(PROFILE, {**said, **wrong}).status_code == 422
    assert client.post(PROFILE, said).status_code == 302
    found = Organization.objects.get(slug="guild")
    assert (found.contact_email, found.privacy_url) == (said["contact_email"], said["privacy_url"])
    assert "registrar@guild.example" in client.get("/i/guild").content.decode()
    # What is signed says what it said: the profile in credentials does not carry it.
    assert "registrar" not in client.get("/i/guild.json").content.decode()


def test_a_logo_is_removed_and_then_there_is_none(world: World) -> None:
    client = signed_in(world.owner)
    client.post(PROFILE, {**SAID, "logo": SimpleUploadedFile("logo", a_picture())})
    client.post(PROFILE, {**SAID, "removes_logo": "on"})
    assert client.get("/i/guild/logo.png").status_code == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", a_picture()[:200], b"\x89PNG"],
)
def test_what_is_no_picture_is_said_below_the_field(world: World, content: bytes) -> None:
    file = SimpleUploadedFile("logo", content)
    page = signed_in(world.owner).post(PROFILE, {**SAID, "short_name": "Kept", "logo": file})
    assert page.status_code == 422
    assert 'id="id_logo_error"' in page.content.decode()
    assert 'value="Kept"' in page.content.decode()
    assert Organization.objects.get(slug="guild").short_name != "Kept"


def test_a_picture_that_would_fill_the_memory_is_refused_unread() -> None:
    with pytest.raises(LimitExceeded):
        redrawn(a_picture(width=5_000, height=2))
    with pytest.raises(LimitExceeded):
        redrawn(bytes(3 * 1024 * 1024))
    with pytest.raises(MalformedDocument):
        redrawn(b"%PDF-1.7")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_owners_change_the_profile_and_others_read_it(world: World, role: Role) -> None:
    client = signed_in(world.join("edda", role))
    page = client.get(PROFILE)
    assert "Prussian blue" in page.content.decode()
    assert "Keep it" not in page.content.decode()
    assert client.post(PROFILE, SAID).status_code == 403


def test_the_same_profile_sent_twice_is_noted_once(world: World) -> None:
    client = signed_in(world.owner)
    for _ in range(2):
        client.post(PROFILE, SAID)
    assert AuditRow.objects.filter(action="organization.change").count() == 1


def test_administrators_found_organizations_and_others_do_not(
    world: World, settings: Settings
) -> None:
    form = {"legal_name": "Ropes", "short_name": "Ropes", "slug": "", "url": "", "ink": "iron"}
    learner = signed_in(an_account("lena"))
    assert learner.get("/o/new").status_code == 404
    assert learner.post("/o/new", form).status_code == 404
    staff = with_second_factor(an_account("rosa", is_staff=True))
    suggested = signed_in(staff).post("/o/new", form)
    assert 'value="ropes"' in suggested.content.decode()
    form["slug"] = "ropes"
    answer = signed_in(staff).post("/o/new", form)
    assert answer.headers["Location"] == "/o/ropes/keys"
    taken = signed_in(staff).post("/o/new", form)
    assert taken.status_code == 422
    assert 'id="id_slug_error"' in taken.content.decode()
    reserved = signed_in(staff).post("/o/new", {**form, "slug": "new"})
    assert 'id="id_slug_error"' in reserved.content.decode()
    settings.LAUREA_ANYBODY_FOUNDS = True
    assert learner.post("/o/new", {**form, "slug": "lenas"}).status_code == 302


def test_the_word_for_addresses_is_shown_before_anything_is_founded(world: World) -> None:
    client = signed_in(with_second_factor(an_account("rosa", is_staff=True)))
    name = "Halden Works Academy for Trades and Crafts"
    form = {"legal_name": name, "short_name": "Halden Works", "slug": "", "ink": "iron"}
    page = client.post("/o/new", form).content.decode().replace("<wbr>", "")
    assert "http://localhost:8000/i/halden-works" in page
    assert "did:web:localhost%3A8000:i:halden-works" in page
    assert not Organization.objects.filter(legal_name=name).exists()
    client.post("/o/new", {**form, "slug": "Halden"})
    assert Organization.objects.get(legal_name=name).slug == "halden"


def test_a_name_that_is_too_long_is_counted_and_never_cut(world: World) -> None:
    client = signed_in(with_second_factor(an_account("rosa", is_staff=True)))
    form = {"legal_name": "Halden", "short_name": "Halden Works Academy!", "ink": "iron"}
    page = client.post("/o/new", form)
    assert page.status_code == 422
    assert "At most 20 characters; these are 21." in page.content.decode()
    assert 'value="Halden Works Academy!"' in page.content.decode()
    assert 'maxlength="20"' not in page.content.decode()


def test_names_without_latin_letters_ask_for_a_word(world: World) -> None:
    client = signed_in(with_second_factor(an_account("rosa", is_staff=True)))
    form = {"legal_name": "Академия", "short_name": "Академия", "slug": "", "ink": "iron"}
    page = client.post("/o/new", form)
    assert page.status_code == 422
    assert "Write a word of small letters" in page.content.decode()


def test_a_key_is_replaced_once_however_often_it_is_pressed(world: World) -> None:
    client = signed_in(world.owner)
    first = key_in_force(world.organization.pk, at=timezone.now())
    path = reverse("organization-key-rotate", args=["guild", first.pk])
    for _ in range(2):
        assert client.post(path).headers["Location"] == "/o/guild/keys"
    assert len(keys_of(world.organization)) == 2
    page = client.get("/o/guild/keys").content.decode()
    assert "Replaced" in page
    assert "has been replaced already" in page


def test_a_compromised_key_counts_for_nothing_and_a_new_one_is_made(
    world: World, settings: Settings
) -> None:
    client = signed_in(world.owner)
    key = key_in_force(world.organization.pk, at=timezone.now())
    path = reverse("organization-key-compromised", args=["guild", key.pk])
    since = f"{timezone.now() - timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert client.post(path, {"since": since}).status_code == 422  # not ticked
    late = f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    assert client.post(path, {"since": late, "is_understood": "on"}).status_code == 422
    assert client.post(path, {"since": since, "is_understood": "on"}).status_code == 302
    page = client.get("/o/guild/keys").content.decode()
    assert "No key signs at the moment" in page
    for _ in range(2):
        client.post(reverse("organization-key-add", args=["guild"]))
    assert len(keys_of(world.organization)) == 2
    assert len(list(Path(settings.KEY_FOLDER).iterdir())) == 2


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_others_see_the_keys_and_change_none(world: World, role: Role) -> None:
    client = signed_in(world.join("edda", role))
    key = key_in_force(world.organization.pk, at=timezone.now())
    page = client.get("/o/guild/keys")
    assert "Replace the key" not in page.content.decode()
    for name in ("organization-key-rotate", "organization-key-compromised"):
        assert client.post(reverse(name, args=["guild", key.pk])).status_code == 403
    assert client.post(reverse("organization-key-add", args=["guild"])).status_code == 403
    foreign = reverse("organization-key-rotate", args=["rope", key.pk])
    assert signed_in(world.stranger).post(foreign).status_code == 404
    assert len(keys_of(world.organization)) == 1
