from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from laurea.web.design.parts import Artwork
from laurea.web.verification.said import (
    picture_in,
    recipient_in,
    results_in,
    said_in,
)
from tests.simulator.issuer import Issuer
from tests.web.conftest import World
from tests.web.verification.conftest import Issue

SALTED = {
    "type": "IdentityObject",
    "hashed": True,
    "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399",
    "identityType": "emailAddress",
    "salt": "Kosher",
}
NAMED = {"type": "IdentityObject", "hashed": False, "identityType": "name"}
DID = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"


def a_picture(kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40), "peru").save(out, kind)
    return out.getvalue()


def inline(content: bytes, media_type: str = "image/png") -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ({"identifier": [SALTED]}, "Kept as a hash: it can be compared, and not be read"),
        ({"identifier": [SALTED, NAMED | {"identityHash": "Ada Fenn"}]}, "Ada Fenn"),
        ({"name": "Ada Fenn", "id": DID}, "Ada Fenn"),
        ({"id": "mailto:ada.fenn@example.org"}, "a…@example.org"),
        ({"id": DID}, "did:key:z6MkiTBz1ymuepAQ…X3mDooWp"),
        ({"id": "did:example:ada"}, "did:example:ada"),
        ({"identifier": SALTED | {"hashed": False, "identityHash": "ada@x.org"}}, "a…@x.org"),
        ({}, None),
    ],
)
def test_the_recipient_is_shown_as_far_as_the_document_lets_it(
    subject: dict[str, Any], shown: str | None
) -> None:
    found = recipient_in(said_in({"credentialSubject": subject}))
    assert (None if found is None else str(found)) == shown


def test_an_assertion_of_open_badges_2_says_it_in_other_places() -> None:
    said = said_in(
        {
            "recipient": {"type": "email", "hashed": False, "identity": "ada@example.org"},
            "badge": {"name": "Weaving"},
            "issuedOn": "2026-06-14T09:00:00Z",
            "expires": "2027-06-14T09:00:00Z",
        }
    )
    assert (said.name, recipient_in(said)) == ("Weaving", "a…@example.org")
    assert said.awarded is not None
    assert said.until is not None
    assert (said.awarded.year, said.until.year) == (2026, 2027)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"credentialSubject": "x", "validFrom": 7, "name": {"@value": 3}, "recipient": []},
        {"credentialSubject": [], "validFrom": "soon", "name": [], "badge": "https://a.example/"},
        {"credentialSubject": {"identifier": [1, {"identityHash": 2}], "achievement": [None]}},
    ],
)
def test_a_document_that_says_nothing_of_use_is_passed_over(document: dict[str, Any]) -> None:
    said = said_in(document)
    assert (said.name, said.awarded, said.until) == ("", None, None)
    assert recipient_in(said) is None
    assert picture_in(said) is None
    assert results_in(document, name="results") is None


def test_results_are_those_that_the_award_names() -> None:
    table = results_in(Issuer.by_did_key().sign(Issuer.by_did_key().rich()), name="results-3")
    assert table is not None
    assert (table.name, table.shows_caption) == ("results-3", True)
    (row,) = table.rows
    assert (row.head.text, [str(cell.text) for cell in row.cells]) == (
        "Final mark",
        ["Not declared", "87"],
    )


@pytest.mark.parametrize("place", ["subject", "document", "achievement"])
def test_a_picture_in_the_document_is_drawn_anew(place: str) -> None:
    brought = a_picture()
    image = {"id": inline(brought), "type": "Image", "caption": "A loom"}
    achievement = {"image": image} if place == "achievement" else {}
    subject: dict[str, Any] = {"achievement": achievement}
    if place == "subject":
        subject["image"] = image
    document = {"credentialSubject": subject} | ({"image": image} if place == "document" else {})
    found = picture_in(said_in(document))
    assert isinstance(found, Artwork)
    assert found.alt == "A loom"
    drawn = base64.b64decode(found.src.removeprefix("data:image/png;base64,"))
    assert Image.open(BytesIO(drawn)).size == (600, 600)
    assert brought not in drawn


@pytest.mark.parametrize(
    "address",
    [
        "https://school.example/badge.png",
        "http://localhost:8000/a/badge.png",
        "http://localhost:8000/a/00000000-0000-4000-8000-000000000000/image.png",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/png;base64,AAAA",
        inline(a_picture("JPEG"), "image/jpeg"),
        inline(b'<svg xmlns="http://www.w3.org/2000/svg"><text>x</text></svg>', "image/svg+xml"),
        "javascript:alert(1)",
    ],
)
@pytest.mark.django_db
def test_other_pictures_are_neither_fetched_nor_shown(address: str) -> None:
    assert picture_in(said_in({"image": {"id": address}})) is None


@pytest.mark.django_db
def test_the_image_of_an_achievement_of_this_server_is_shown_from_here(
    world: World, issue: Issue
) -> None:
    path = f"/a/{world.achievement.pk}/image.png"
    found = picture_in(said_in({"image": f"http://localhost:8000{path}"}))
    assert found is not None
    assert found.src == path
