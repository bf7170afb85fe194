from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from laurea.credentials.baking import bake, image_kind, unbake
from laurea.credentials.errors import LaureaError
from laurea.credentials.model import LanguageValue, Profile
from laurea.credentials.model.language_value import Text
from laurea.credentials.wire.ob3 import read_achievement
from laurea.integrations.issue_run.picture import drawn_picture, given_picture
from laurea.integrations.issue_run.request import ImageKind
from tests.simulator.office import ACHIEVEMENT

WELDING = read_achievement(ACHIEVEMENT)
ACADEMY = Profile(id="did:example:academy", name="Halden Works Academy")


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_drawn_badge_can_be_baked_into_and_is_always_the_same(kind: ImageKind) -> None:
    picture = drawn_picture(WELDING, ACADEMY, kind)
    assert image_kind(picture) == kind
    assert picture == drawn_picture(WELDING, ACADEMY, kind)
    assert unbake(bake("{}", picture)).text == "{}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Halden", "Halden"),
        (LanguageValue(value="Höyer", language="de"), "Höyer"),
        ((LanguageValue(value="One"), LanguageValue(value="Two")), "One"),
        (None, "Badge artwork"),
    ],
)
def test_the_issuer_is_named_in_whatever_form_its_name_has(name: Text | None, shown: str) -> None:
    assert shown in drawn_picture(WELDING, replace(ACADEMY, name=name), "svg").decode()


def test_two_achievements_are_told_apart_by_their_badges() -> None:
    other = replace(WELDING, id="urn:example:other")
    assert drawn_picture(WELDING, ACADEMY, "svg") != drawn_picture(other, ACADEMY, "svg")


def test_a_picture_that_is_brought_is_taken_as_it_is(tmp_path: Path) -> None:
    picture = drawn_picture(WELDING, ACADEMY, "png")
    (tmp_path / "a.png").write_bytes(picture)
    assert given_picture(str(tmp_path / "a.png"), "png") == picture


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"GIF89a", "neither"),
        (b"\x89PNG\r\n\x1a\nrest", "PNG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', "png is asked for"),
    ],
)
def test_a_picture_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(LaureaError) as refusal:
        given_picture(str(path), "png")
    assert refusal.value.problem.type.slug == "media-invalid"
    assert says in refusal.value.problem.detail
    assert refusal.value.problem.detail.startswith(str(path))
