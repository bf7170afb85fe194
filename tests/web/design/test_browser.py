"""Looks at every page of the design language with Chromium, under the strict policy."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.browser import Looker, Theme, axe_source, launch
from tests.web.design import examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

pytestmark = [
    pytest.mark.browser,
    # One process for all of them: Chromium and the site start once.
    pytest.mark.xdist_group("design-browser"),
]

ADDRESSES = {
    "style": "/style/",
    **{name: f"/examples/{name}" for name in examples.NAMES if not name.startswith("error-")},
    "error-404": "/examples/error-404",
}
VIEWS: tuple[tuple[int, Theme], ...] = ((1200, "light"), (360, "dark"))
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a site of its own that serves the examples."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.web.design.serve"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.communicate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


@pytest.fixture
def looker(browser: Browser) -> Iterator[Looker]:
    context = browser.new_context(
        viewport={"width": 1200, "height": 800}, color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    looker = Looker(context.new_page(), axe_source())
    yield looker
    context.close()


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_is_accessible_and_fits_in_each_width_and_theme(
    looker: Looker, site: str, name: str
) -> None:
    looker.open(site + ADDRESSES[name])
    for width, theme in VIEWS:
        looker.dress(width=width, theme=theme)
        assert looker.overflowing() == [], (width, theme)
        assert looker.violations() == [], (width, theme)
        looker.photograph(f"{name}-{width}-{theme}")
    assert looker.said == []


@pytest.mark.parametrize(("width", "theme"), [(1200, "dark"), (360, "light")])
def test_every_part_is_accessible_in_the_other_theme_too(
    looker: Looker, site: str, width: int, theme: Theme
) -> None:
    looker.dress(width=width, theme=theme)
    looker.open(f"{site}/style/")
    assert looker.overflowing() == []
    assert looker.violations() == []
    looker.photograph(f"style-{width}-{theme}")


@pytest.mark.parametrize("name", ["style", "credential", "home"])
def test_a_page_turns_with_the_script(looker: Looker, site: str, name: str) -> None:
    looker.open(f"{site}{ADDRESSES[name]}?lang=ar")
    assert looker.page.evaluate("document.documentElement.dir") == "rtl"
    looker.dress(width=360, theme="light")
    assert looker.overflowing() == []
    assert looker.violations() == []
    looker.photograph(f"{name}-360-light-rtl")
    looker.dress(width=1200, theme="light")
    assert looker.overflowing() == []
    looker.photograph(f"{name}-1200-light-rtl")
    assert looker.said == []


def test_a_page_of_right_to_left_is_the_mirror_of_the_other(looker: Looker, site: str) -> None:
    where = "document.querySelector('.plate .art').getBoundingClientRect()"
    looker.open(f"{site}/examples/credential")
    art, plate = looker.page.evaluate(f"[{where}.x, document.querySelector('.plate').clientWidth]")
    looker.open(f"{site}/examples/credential?lang=ar")
    assert art < 1200 - plate
    assert looker.page.evaluate(f"{where}.right") == pytest.approx(1200 - art, abs=1)


def test_plate_and_verdict_stand_in_the_first_view(looker: Looker, site: str) -> None:
    looker.open(f"{site}/examples/credential")
    for part in (".plate", ".verdict"):
        bottom = looker.page.evaluate(
            f"document.querySelector('{part}').getBoundingClientRect().bottom"
        )
        assert bottom <= 800


def test_the_first_thing_a_keyboard_reaches_leads_to_the_content(looker: Looker, site: str) -> None:
    looker.open(f"{site}/examples/credential")
    looker.page.keyboard.press("Tab")
    assert looker.page.evaluate("document.activeElement.className") == "skip"
    looker.page.keyboard.press("Enter")
    assert looker.page.evaluate("document.activeElement.id") == "main"


def test_what_can_be_pressed_is_44_pixels_high(looker: Looker, site: str) -> None:
    looker.open(f"{site}/style/")
    looker.dress(width=360, theme="light")
    heights: list[float] = looker.page.evaluate(
        "[...document.querySelectorAll('.button, .field input:not([type=radio], [type=checkbox]),"
        " select, summary, .pages a')].filter(e => e.offsetParent)"
        ".map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) > 20
    assert min(heights) >= 44


def test_the_menu_of_a_phone_opens_without_a_script(looker: Looker, site: str) -> None:
    looker.open(f"{site}/examples/verify")
    looker.dress(width=360, theme="light")
    looker.page.click(".sections summary")
    assert looker.page.is_visible(".sections a[aria-current=page]")
    assert looker.violations() == []
    assert looker.overflowing() == []


def test_a_table_becomes_cards_and_a_grid_becomes_a_list(looker: Looker, site: str) -> None:
    looker.open(f"{site}/style/")
    looker.dress(width=360, theme="light")
    for table in (".cards:not(.ledger)", ".ledger"):
        widths = looker.page.evaluate(
            "table => (e => [e.scrollWidth, e.parentElement.clientWidth])"
            "(document.querySelector(table))",
            table,
        )
        assert widths[0] <= widths[1]
        said = looker.page.evaluate(
            f"getComputedStyle(document.querySelector('{table} td'), '::before').content"
        )
        assert len(said) > 3


def test_the_sign_of_signed_is_there_where_scooped_corners_are_unknown(
    looker: Looker, site: str
) -> None:
    def without_corner_shape(route: Route) -> None:
        answer = route.fetch()
        text = answer.text().replace("corner-shape", "corner-of-tomorrow")
        route.fulfill(response=answer, body=text)

    looker.page.route("**/parts.css", without_corner_shape)
    looker.open(f"{site}/examples/credential")
    drawn = looker.page.evaluate(
        "(s => [s.backgroundImage, s.maskImage])"
        "(getComputedStyle(document.querySelector('.plate-ground')))"
    )
    assert [text.count("radial-gradient") for text in drawn] == [4, 4]
    looker.photograph("credential-without-corner-shape")


def test_only_the_fonts_that_a_page_needs_are_fetched(looker: Looker, site: str) -> None:
    fetched: list[str] = []
    looker.page.on("request", lambda request: fetched.append(request.url))
    looker.open(f"{site}/examples/verify")
    fonts = sorted(url.rpartition("/")[2] for url in fetched if url.endswith(".woff2"))
    assert fonts == [
        "source-sans-3-latin-wght-normal.woff2",
        "source-serif-4-latin-wght-normal.woff2",
    ]
    assert all(url.startswith(site) for url in fetched)
    assert looker.page.evaluate("document.fonts.check('600 20px \"Source Serif 4 Variable\"')")


def test_nothing_moves_for_those_who_asked_for_stillness(looker: Looker, site: str) -> None:
    looker.dress(width=1200, theme="light")
    looker.open(f"{site}/examples/credential")
    assert looker.page.evaluate("document.getAnimations().length") == 0


def test_a_credential_prints_on_paper(looker: Looker, site: str, tmp_path: Path) -> None:
    looker.dress(width=1200, theme="dark")
    looker.open(f"{site}/examples/credential")
    kept = Path(os.environ.get("BROWSER_TESTS_PICTURES") or tmp_path) / "credential.pdf"
    pdf = looker.page.pdf(path=kept, format="A4", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2
    looker.page.emulate_media(media="print", color_scheme="dark")
    assert looker.page.evaluate("getComputedStyle(document.body).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert looker.page.is_visible(".qr")
    assert looker.page.is_visible(".only-print")
    for hidden in (".top nav", ".actions", ".skip", ".crumbs"):
        assert not looker.page.is_visible(hidden)
