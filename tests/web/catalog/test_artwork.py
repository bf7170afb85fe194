from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from laurea.integrations.artwork import Design, draw_design
from laurea.integrations.artwork.lettering import capitals, shortened
from laurea.web.catalog import artwork
from laurea.web.catalog.access import Achievement, drawn_png, public_achievement
from laurea.web.catalog.artwork import (
    DRAW_IMAGE,
    draw_ahead,
    drawing_of,
    png_of,
    read_drawing,
)
from laurea.web.catalog.define import define_achievement, revise_achievement, stored_document
from laurea.web.operations.jobs import LeaseLost
from laurea.web.operations.models import Job
from laurea.web.operations.registry import Work
from tests.web.conftest import NOON, World, an_achievement

LONG = "Search Engine Optimisation"


def job_of(row: Achievement) -> Job:
    return Job.objects.get(task=DRAW_IMAGE, key__startswith=str(row.pk))


def nothing() -> None:
    pass


def work_on(row: Achievement, still_ours: Callable[[], None] = nothing) -> None:
    arguments = {"achievement": str(row.pk)}
    draw_ahead(Work(job_of(row).key, arguments, at=NOON, attempt=1, still_ours=still_ours))


@pytest.fixture
def made(world: World) -> Achievement:
    return define_achievement(
        actor=world.owner, organization=world.organization, document=an_achievement(), at=NOON
    )


def test_an_image_is_drawn_before_anybody_asks_and_survives_a_restart(made: Achievement) -> None:
    work_on(made)
    artwork._rendered.cache_clear()
    with patch.object(artwork, "_rendered", side_effect=AssertionError("drawn again")):
        kept = png_of(public_achievement(made.pk))
        work_on(made)
    assert kept.startswith(b"\x89PNG")
    assert kept == png_of(made)


def test_the_next_version_is_drawn_for_itself(world: World, made: Achievement) -> None:
    work_on(made)
    before = png_of(made)
    Job.objects.all().delete()
    revised = revise_achievement(
        actor=world.owner,
        achievement_id=made.pk,
        document=stored_document(made),
        image=replace(drawing_of(made), short_title="Cloth"),
        at=NOON + timedelta(hours=1),
    )
    assert revised.pk != made.pk
    assert png_of(made) == before != png_of(revised)
    work_on(revised)
    assert drawn_png(revised.pk, job_of(revised).key.rpartition(":")[2]) == png_of(revised)


def test_a_worker_that_lost_the_job_keeps_nothing(made: Achievement) -> None:
    def lost() -> None:
        raise LeaseLost

    with pytest.raises(LeaseLost):
        work_on(made, lost)
    assert drawn_png(made.pk, job_of(made).key.rpartition(":")[2]) is None


def test_a_short_title_stands_on_the_ring_and_the_name_in_words() -> None:
    drawing = Design(kind="roundel", ink="iron")
    named = replace(drawing, short_title="SEO")
    whole, short = (
        draw_design(one, title=LONG, issuer="Guild", year=2026, seed="1")
        for one in (drawing, named)
    )
    assert short != whole
    assert LONG in short
    assert len(short) < len(whole)


def test_a_name_of_26_letters_is_written_out_and_a_longer_one_shortened() -> None:
    assert len(capitals(LONG)) == 26
    assert shortened(LONG, 26) == LONG
    assert shortened("Ethics of Artificial Intelligence", 26) == "Ethics of Artificial…"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [("SEO", "SEO"), ("  AI \n Ethics ", "AI Ethics"), ("x" * 30, "x" * 20), (None, ""), (7, "7")],
)
def test_a_stored_short_title_is_one_line_that_fits(stored: object, expected: str) -> None:
    assert read_drawing({"short_title": stored}, None, "iron").short_title == expected
