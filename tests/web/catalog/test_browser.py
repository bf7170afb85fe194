"""Designing an achievement in a real browser, and seeing it and the public pages around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.web.browser import Looker, launch
from tests.web.installation import Installation
from tests.web.served import look_closely, looking, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    # One process for all of them: Chromium and the server start once.
    pytest.mark.xdist_group("catalog-browser"),
]

SETTLE = """
import json
from datetime import UTC, datetime
from laurea.integrations.artwork import Design
from laurea.web.catalog.define import define_achievement, revise_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
from tests.web.catalog.test_written import RICH
from tests.web.conftest import an_account, an_achievement, signed_in, with_second_factor
at = datetime.now(UTC)
owner = with_second_factor(an_account("ottilie"))
def found(slug, legal_name, **more):
    return found_organization(actor=owner, slug=slug, legal_name=legal_name, at=at, **more)
found("bare", "Bare Hands")
guild = found("guild", "Guild of Weavers", url="https://guild.example/")
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
def define(document, **more):
    return define_achievement(actor=owner, organization=guild, document=document, at=at, **more)
weaving = define(RICH | {"name": "Weaving"})
define(an_achievement(name="Dyeing", achievementType="Course"),
       image=Design(kind="laurel", ink="umber", level=3))
define(an_achievement(name="Spinning wool by hand on a drop spindle", achievementType="License"),
       image=Design(kind="shield", ink="bronze"))
for n in range(6):
    award(actor=owner, achievement_id=weaving.pk, at=at,
          wanted=Wanted(key=str(n), email=f"p{n}@example.org", valid_from=at))
newer = revise_achievement(actor=owner, achievement_id=weaving.pk, at=at,
                           document=RICH | {"name": "Weaving", "description": "Weaves anew."})
session = signed_in(owner).cookies["session"].value
print(json.dumps([session, str(weaving.pk), str(newer.pk)]))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, the session of an owner, and two versions of one achievement."""

    origin: str
    session: str
    old: str
    new: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("catalog") / "data"
    installation = Installation(folder)
    installation.run("init", "--no-administrator")
    with served(folder) as origin:
        made = installation.python(SETTLE, LAUREA_PUBLIC_URL=origin)
        yield Site(origin, *json.loads(made.splitlines()[-1]))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Looker]:
    with looking(browser) as found:
        yield found
        assert found.said == []


@pytest.fixture
def designer(browser: Browser, site: Site) -> Iterator[Looker]:
    with looking(browser) as found:
        cookie = {"name": "session", "value": site.session, "url": site.origin}
        found.page.context.add_cookies([cookie])  # type: ignore[list-item]
        yield found
        assert found.said == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("home", "/"),
        ("catalogue", "/a"),
        ("catalogue-nothing", "/a?q=zzz"),
        ("achievement", "/a/{new}"),
        ("achievement-old", "/a/{old}"),
        ("issuers", "/i"),
        ("issuer", "/i/guild"),
        ("issuer-bare", "/i/bare"),
    ],
)
def test_a_public_page_is_accessible_in_each_width_and_theme(
    stranger: Looker, site: Site, name: str, path: str
) -> None:
    stranger.page.goto(site.origin + path.format(old=site.old, new=site.new))
    look_closely(stranger, f"registry-{name}")


def test_the_field_of_the_front_page_leads_to_the_answer(stranger: Looker, site: Site) -> None:
    stranger.page.goto(site.origin)
    stranger.page.get_by_label("Check a credential of any issuer").fill("hello")
    stranger.page.get_by_role("button", name="Verify").click()
    stranger.page.wait_for_url("**/verify")
    assert stranger.page.get_by_role("alert").is_visible()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("list", "/o/guild/achievements"),
        ("list-empty", "/o/bare/achievements"),
        ("list-archive", "/o/guild/achievements?archived=1"),
        ("one", "/o/guild/achievements/{new}"),
        ("one-old", "/o/guild/achievements/{old}"),
        ("edit", "/o/guild/achievements/{old}/edit"),
        ("design", "/o/guild/achievements/{old}/design"),
    ],
)
def test_a_page_inside_is_accessible_in_each_width_and_theme(
    designer: Looker, site: Site, name: str, path: str
) -> None:
    designer.page.goto(site.origin + path.format(old=site.old, new=site.new))
    look_closely(designer, f"catalog-{name}")


def test_an_achievement_is_designed_from_the_first_word_to_its_public_page(
    designer: Looker, site: Site
) -> None:
    page = designer.page
    page.goto(f"{site.origin}/o/bare/achievements")
    page.get_by_role("link", name="Design an achievement").click()
    page.get_by_role("button", name="Publish").click()
    assert page.get_by_text("3 fields need you.").is_visible()
    look_closely(designer, "catalog-new-mistakes")
    page.get_by_label("Name", exact=True).fill("Basketry")
    page.get_by_role("textbox", name="Description").fill("Weaves baskets of willow.")
    takes = page.get_by_role("textbox", name="What it takes")
    takes.fill("Weave three baskets.\n\nBring them to the guild.")
    page.get_by_label("Outline").select_option("shield")
    page.get_by_label("Ink").select_option("umber")
    page.get_by_role("button", name="Show it").click()
    assert page.url.endswith("#image")
    drawn = page.get_by_role("img", name="The image of Basketry")
    assert (drawn.get_attribute("src") or "").startswith("data:image/svg+xml")
    assert drawn.evaluate("image => image.naturalWidth") == 240
    page.get_by_label("Skill or standard", exact=True).fill("weave baskets")
    page.get_by_label("Its address").fill("https://skills.example/basket")
    page.get_by_role("button", name="Add a skill").click()
    assert page.get_by_label("Its address").count() == 2
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("link", name="Preview the draft").click()
    assert page.get_by_text("weave baskets").is_visible()
    look_closely(designer, "catalog-preview")
    page.get_by_role("link", name="Go on writing").click()
    page.goto(f"{site.origin}/o/bare/achievements")
    look_closely(designer, "catalog-list-draft")
    page.get_by_role("link", name="Basketry").click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(re.compile(r"/o/bare/achievements/[0-9a-f-]{36}$"))
    assert page.get_by_text("Version 1 is published").is_visible()
    page.get_by_role("link", name="As learners see it").click()
    assert page.get_by_role("heading", name="Basketry").is_visible()
    assert page.get_by_text("Bring them to the guild.").is_visible()


def test_the_back_button_and_a_second_window_lose_nothing(designer: Looker, site: Site) -> None:
    page = designer.page
    address = f"{site.origin}/o/guild/achievements/{site.new}/edit"
    page.goto(address)
    other = page.context.new_page()
    other.goto(address)
    other.get_by_label("Description").fill("Theirs.")
    other.get_by_role("button", name="Publish").click()
    page.get_by_label("Name", exact=True).fill("Weaving, mine")
    page.get_by_role("button", name="Publish").click()
    assert page.get_by_text("nothing you typed is lost").is_visible()
    assert page.get_by_label("Name", exact=True).input_value() == "Weaving, mine"
    look_closely(designer, "catalog-conflict")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Version 4 is published").wait_for()
    assert page.get_by_role("heading", name="Weaving, mine").is_visible()
    assert not page.url.endswith(site.new)


def test_a_badge_is_designed_with_the_keyboard_alone(designer: Looker, site: Site) -> None:
    page = designer.page
    page.goto(f"{site.origin}/o/bare/achievements/new")
    page.get_by_label("Name", exact=True).fill("Measurement and Evaluation of Public Policy")
    page.get_by_role("button", name="Design the badge").press("Enter")
    page.wait_for_url("**/design")
    drawn = page.get_by_role("img", name="Badge artwork: Measurement")
    before = drawn.get_attribute("src")
    page.get_by_label("Outline").focus()
    page.keyboard.press("s")  # the shield, as the keyboard chooses in a list
    for _ in range(100):
        if drawn.get_attribute("src") != before:
            break
        page.wait_for_timeout(100)
    assert drawn.get_attribute("src") != before, "the script drew nothing"
    for label, text in [
        ("Ink of your own", "#BBBBBB"),
        ("Leaves and inner rim", "#2E7D32"),
        ("Alternative text", "A shield for policy"),
    ]:
        page.get_by_role("textbox", name=label).focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    page.get_by_label("Ink", exact=True).focus()
    page.keyboard.press("a")  # a colour of your own comes after aubergine
    page.keyboard.press("End")
    page.get_by_text("Too faint: 1.8 to 1 (#BBBBBB on #FBFAF6).").wait_for()
    assert page.get_by_role("img", name="A shield for policy").is_visible()
    assert page.get_by_text("People could read it as a verdict.").is_visible()
    look_closely(designer, "catalog-design-faint")
    page.get_by_role("button", name="Keep the design").press("Enter")
    assert page.get_by_text("The ink cannot be told from the paper").is_visible()
    look_closely(designer, "catalog-design-refused")
    page.get_by_role("textbox", name="Ink of your own").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("#1F2A44")
    page.get_by_text("Strong:").wait_for()
    page.get_by_role("button", name="Write “Measurement” on the ring").press("Enter")
    page.wait_for_load_state("load")
    assert page.get_by_label("Below, on the ring").input_value() == "Measurement"
    with page.expect_download() as taken:
        page.get_by_role("button", name="SVG").press("Enter")
    assert taken.value.suggested_filename.endswith(".svg")
    look_closely(designer, "catalog-design-done")
    page.get_by_role("button", name="Keep the design").press("Enter")
    page.wait_for_url("**/drafts/**")
    assert page.get_by_text("The design is kept in the draft.").is_visible()
    assert page.get_by_label("Ink").input_value() == "own"


def test_a_badge_is_designed_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    cookie = {"name": "session", "value": site.session, "url": site.origin}
    context.add_cookies([cookie])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(f"{site.origin}/o/guild/achievements/{site.new}/design")
    before = page.locator("#preview > img").get_attribute("src")
    page.get_by_label("Outline").select_option("laurel")
    page.get_by_role("button", name="Show it").click()
    assert page.locator("#preview > img").get_attribute("src") != before
    page.get_by_label("Take over the design of").select_option(label="Dyeing")
    page.get_by_role("button", name="Take it over").click()
    assert page.get_by_text("This is the design of Dyeing.").is_visible()
    assert page.get_by_label("Level").input_value() == "3"
    context.close()
