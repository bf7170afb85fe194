"""The badge designer: what it shows, refuses and keeps, and whom it answers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from laurea.integrations.artwork import Design, draw_design
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement, Draft, public_achievement
from laurea.web.catalog.add_picture import add_picture
from laurea.web.catalog.artwork import Brought, alt_of, drawing_of, svg_of
from laurea.web.catalog.define import define_achievement, revise_achievement, stored_document
from laurea.web.catalog.form_state import state_of_draft
from laurea.web.organizations.access import Role
from laurea.web.organizations.found import found_organization
from tests.web.conftest import NOON, World, an_achievement, signed_in

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def address(world: World, row: uuid.UUID | None = None) -> str:
    return f"/o/{world.organization.slug}/achievements/{row or world.achievement.pk}/design"


def typed(**changes: Any) -> dict[str, Any]:
    usual = {
        "key": str(uuid.uuid4()),
        "draft_seen": "",
        "picture": "",
        "do": "keep",
        "image": "drawn",
        "kind": "shield",
        "border": "beads",
        "guilloche": "star",
        "glyph": "key",
        "ink": "own",
        "own_ink": "#5B2A4F",
        "paper": "#FFFFFF",
        "accent": "",
        "above": "Weavers",
        "short_title": "Cloth",
        "level": "2",
        "alt": "A shield of cloth",
    }
    return {**usual, **changes}


@pytest.fixture
def designer(world: World) -> Client:
    return signed_in(world.join("dora", Role.DESIGNER))


def body(answer: Any) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def kept(world: World) -> Draft:
    return Draft.objects.get(organization=world.organization)


def test_the_page_shows_the_badge_in_its_sizes_and_what_it_meets(
    world: World, designer: Client
) -> None:
    shown = body(designer.get(address(world)))
    assert shown.count("data:image/svg+xml;base64,") == 7
    assert "Strong: 9.2 to 1 (#14467A on #FBFAF6)." in shown
    assert 'class="notyet"' not in shown
    assert 'value="Badge artwork: Weaving, ' in shown


def test_what_is_kept_goes_into_the_draft_and_is_frozen_with_the_version(
    world: World, designer: Client
) -> None:
    before = svg_of(world.achievement)
    answer = designer.post(address(world), typed())
    draft = kept(world)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/achievements/drafts/{draft.pk}")
    state = state_of_draft(draft, world.organization, world.achievement)
    design = state.drawing
    assert design == Design(
        kind="shield",
        ink=design.ink,
        own_ink="#5B2A4F",
        paper="#FFFFFF",
        border="beads",
        guilloche="star",
        glyph="key",
        level=2,
        shows_year=False,
        above="Weavers",
        short_title="Cloth",
        alt="A shield of cloth",
    )
    newer = revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=stored_document(world.achievement),
        image=state.image,
        seen=state.seen,
        at=NOON + timedelta(hours=1),
    )
    assert stored_document(newer)["image"]["caption"] == "A shield of cloth" == alt_of(newer)
    assert drawing_of(newer) == design
    assert svg_of(public_achievement(world.achievement.pk)) == before != svg_of(newer)


def test_the_form_of_the_achievement_carries_the_design_on(world: World, designer: Client) -> None:
    designer.post(address(world), typed())
    draft = kept(world)
    edit = f"/o/{world.organization.slug}/achievements/drafts/{draft.pk}"
    page = designer.get(edit)
    state = page.context["page"].state
    sent = {name: value or "" for name, value in state.written.fields.items()}
    sent |= {"key": draft.pk, "revises": state.revises.pk, "seen": state.seen, "do": "publish"}
    assert "A colour of your own" in body(page)
    assert "&quot;own_ink&quot;: &quot;#5B2A4F&quot;" in body(page)
    assert designer.post(edit, sent).status_code == 302
    newest = Achievement.objects.get(series=world.achievement.series, number=2)
    assert drawing_of(newest).own_ink == "#5B2A4F"
    assert drawing_of(newest).alt == "A shield of cloth"
    # Another ink in the form takes the place of the own one.
    other = Achievement(organization=world.organization, name="x", defined_at=NOON)
    other.drawing = {**newest.drawing, "own_ink": ""}
    assert drawing_of(other).ink_colour != "#5B2A4F"


def test_keeping_twice_is_once_and_a_second_window_loses_nothing(
    world: World, designer: Client
) -> None:
    sent = typed()
    assert designer.post(address(world), sent).status_code == 302
    assert designer.post(address(world), sent).status_code == 302
    assert Draft.objects.count() == 1
    page = designer.get(address(world)).context["page"]
    assert str(page.state.key) == sent["key"]
    again = {**sent, "kind": "laurel", "draft_seen": "2020-01-01"}
    conflict = designer.post(address(world), again)
    assert conflict.status_code == 409
    assert "Keep again to put your design into it." in body(conflict)
    state = conflict.context["page"].state
    assert state.drawing.kind == "laurel"
    assert (
        designer.post(address(world), {**again, "draft_seen": state.draft_seen}).status_code == 302
    )
    assert kept(world).written["fields"]["kind"] == "laurel"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"alt": " "}, "Write what the image shows and says."),
        ({"own_ink": "#EEEEEE"}, "The ink cannot be told from the paper: their contrast is 1.2"),
        ({"ink": "iron", "own_ink": "", "paper": "#333333"}, "Choose a darker ink"),
        ({"own_ink": "red"}, "Write a colour as # and six figures"),
        ({"own_ink": ""}, "Write the colour, or choose one of the inks."),
        ({"accent": '"/><a>'}, "Write a colour as # and six figures"),
        ({"above": "x" * 21}, "The ring holds 20 letters."),
        ({"kind": "circle"}, "circle is not one of the available choices."),
        ({"glyph": "M0 0"}, "M0 0 is not one of the available choices."),
        ({"level": "9"}, "9 is not one of the available choices."),
        ({"image": "picture"}, "Choose your picture, or have the badge drawn here."),
        ({"do": "svg", "alt": ""}, "Write what the image shows and says."),
    ],
)
def test_what_cannot_be_used_is_refused_under_its_field(
    world: World, designer: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = designer.post(address(world), typed(**changes))
    assert answer.status_code == 422
    assert sentence in body(answer)
    assert "Nothing you typed is lost." in body(answer)
    assert not Draft.objects.exists()


def test_the_preview_is_a_part_of_the_page_and_takes_any_input(
    world: World, designer: Client
) -> None:
    sent = typed(do="preview", own_ink="nonsense", kind="<i>", alt="")
    shown = body(designer.post(address(world), sent))
    assert shown.lstrip().startswith('<div id="preview"')
    assert "<html" not in shown
    assert "<i>" not in shown
    assert 'data-sentence="The badge is drawn. 1 point is not met yet."' in shown
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("do", "name", "magic"),
    [
        ("svg", "weaving.svg", b"<svg xmlns="),
        ("png-600", "weaving.png", b"\x89PNG"),
        ("png-1200", "weaving.png", b"\x89PNG"),
    ],
)
def test_the_badge_can_be_taken_along_as_it_was_typed(
    world: World, designer: Client, do: str, name: str, magic: bytes
) -> None:
    answer = designer.post(address(world), typed(do=do))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.content.startswith(magic)
    if do == "svg":
        assert b"#5B2A4F" in answer.content
    else:
        assert int.from_bytes(answer.content[16:20], "big") == int(do[4:])
    assert not Draft.objects.exists()


def test_a_shorter_title_is_proposed_and_written(world: World, designer: Client) -> None:
    long = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Measurement and Evaluation of Public Policy"),
        at=NOON,
    )
    shown = body(designer.get(address(world, long.pk)))
    assert "Write “Measurement” on the ring" in shown
    answer = designer.post(address(world, long.pk), typed(do="shorter", short_title=""))
    assert 'value="Measurement"' in body(answer)


def test_a_design_is_taken_over_with_its_look_and_without_its_words(
    world: World, designer: Client
) -> None:
    look = Design(kind="laurel", ink="umber", border="double", alt="Theirs", above="Them")
    source = define_achievement(
        actor=world.owner,
        organization=world.organization,
        document=an_achievement(name="Dyeing"),
        image=look,
        at=NOON,
    )
    answer = designer.post(address(world), typed(do="clone", source=str(source.pk)))
    design = answer.context["page"].state.drawing
    assert (design.kind, design.ink, design.border, design.own_ink) == (
        *("laurel", "umber", "double"),
        "",
    )
    assert (design.above, design.alt) == ("Weavers", "A shield of cloth")
    assert "It is not kept yet." in body(answer)
    foreign = designer.post(address(world), typed(do="clone", source=str(world.foreign.pk)))
    assert foreign.status_code == 422
    assert "Choose whose design it is to be." in body(foreign)


def test_a_picture_of_ones_own_stays_possible_with_its_alternative_text(
    world: World, designer: Client
) -> None:
    upload = SimpleUploadedFile("x.svg", SVG, "image/svg+xml")
    sent = typed(do="keep", upload=upload)
    assert designer.post(address(world), sent).status_code == 302
    draft = kept(world)
    state = state_of_draft(draft, world.organization, world.achievement)
    assert isinstance(state.image, Brought)
    assert state.image.alt == "A shield of cloth"
    page = body(designer.get(address(world)))
    assert "PNG, 600 pixels" in page
    assert "PNG, 1200 pixels" not in page
    png = designer.post(
        address(world), typed(do="svg", image="picture", picture=str(state.image.picture))
    )
    assert png.content.startswith(b"\x89PNG")
    newer = revise_achievement(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        document=stored_document(world.achievement),
        image=state.image,
        at=NOON + timedelta(hours=1),
    )
    assert stored_document(newer)["image"]["caption"] == "A shield of cloth"


def test_a_damaged_picture_and_a_foreign_one_are_refused(world: World, designer: Client) -> None:
    answer = designer.post(address(world), typed(upload=SimpleUploadedFile("x.png", b"no picture")))
    assert answer.status_code == 422
    theirs = found_organization(actor=world.stranger, slug="theirs", legal_name="Theirs", at=NOON)
    picture = add_picture(actor=world.stranger, organization=theirs, content=SVG, at=NOON)
    sent = typed(image="picture", picture=str(picture.pk))
    assert designer.post(address(world), sent).status_code == 404
    assert not Draft.objects.exists()


def test_a_new_achievement_is_designed_in_its_draft(world: World, designer: Client) -> None:
    new = f"/o/{world.organization.slug}/achievements/new"
    key = str(uuid.uuid4())
    answer = designer.post(new, {"key": key, "name": "Felting", "do": "design"})
    assert answer["Location"] == address(world, uuid.UUID(key))
    shown = designer.get(answer["Location"])
    assert "The badge of Felting" in body(shown)
    sent = typed(key=key, draft_seen=shown.context["page"].state.draft_seen)
    assert designer.post(answer["Location"], sent).status_code == 302
    fields = kept(world).written["fields"]
    assert (fields["name"], fields["kind"]) == ("Felting", "shield")


def test_only_owners_and_designers_see_it(world: World, designer: Client) -> None:
    auditor = world.join("aude", Role.AUDITOR)
    people: list[tuple[Account, int]] = [(world.stranger, 404), (auditor, 403)]
    for person, status in people:
        assert signed_in(person).get(address(world)).status_code == status
        assert signed_in(person).post(address(world), typed()).status_code == status
    assert designer.get(address(world, world.foreign.pk)).status_code == 404
    assert designer.get(address(world, uuid.uuid4())).status_code == 404
    assert Client().get(address(world)).status_code == 302


def test_an_archived_achievement_is_not_designed(world: World, designer: Client) -> None:
    Achievement.objects.update(archived_at=NOON)
    assert designer.get(address(world)).status_code == 302


def test_the_file_is_drawn_as_the_version_will_be(world: World, designer: Client) -> None:
    svg = body(designer.post(address(world), typed(do="svg", shows_year="on")))
    page = designer.post(address(world), typed(do="show", shows_year="on")).context["page"]
    years = range(2026, 2100)
    title, issuer = "Weaving", world.organization.short_name
    seed = str(world.achievement.series)
    assert svg in {
        draw_design(page.state.drawing, title=title, issuer=issuer, year=year, seed=seed)
        for year in years
    }
