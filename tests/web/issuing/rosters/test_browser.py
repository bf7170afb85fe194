"""The way of a roster, in a real browser, against a real server with its worker."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.browser import Looker, Theme, axe_source, launch
from tests.web.installation import Installation, until
from tests.web.issuing.rosters.bringing import a_roster
from tests.web.test_commands import free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    # One process for all of them: Chromium and the server start once.
    pytest.mark.xdist_group("roster-browser"),
]

VIEWS: tuple[tuple[int, Theme], ...] = (
    (1200, "light"),
    (1200, "dark"),
    (360, "light"),
    (360, "dark"),
)
BAD = (7, 19, 44, 80, 150, 222, 299)

TROUBLED = """Contact,Final test,name
ada@college.example,61,Ada
bea@college.example,140,Bea
cleo@college.example,91,Cleo
cleo@college.example,92,Cleo again
dora@college,88,Dora
"""

SETTLE = """
import json
from datetime import UTC, datetime
from laurea.web.catalog.define import define_achievement
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
from tests.web.conftest import an_account, an_achievement, signed_in, with_second_factor
from tests.web.issuing.test_award_pages import RESULTS
at = datetime.now(UTC)
owner = with_second_factor(an_account("ottilie"))
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
weaving = define_achievement(actor=owner, organization=guild, document=an_achievement(), at=at)
yarn = an_achievement(name="Yarn", resultDescription=RESULTS)
yarn = define_achievement(actor=owner, organization=guild, document=yarn, at=at)
session = signed_in(owner).cookies["session"].value
print(json.dumps({"achievement": str(weaving.pk), "yarn": str(yarn.pk), "session": session}))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server: its address, the achievement there is, the session of its owner."""

    origin: str
    achievement: str
    yarn: str
    session: str

    def at(self, path: str) -> str:
        return f"{self.origin}/o/guild/{path}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    port = free_port()
    origin = f"http://localhost:{port}"
    installation = Installation(tmp_path_factory.mktemp("roster") / "data")
    installation.run("init", "--no-administrator", LAUREA_PUBLIC_URL=origin)
    made = json.loads(installation.python(SETTLE, LAUREA_PUBLIC_URL=origin).splitlines()[-1])
    with installation.process("serve", "--port", str(port), LAUREA_PUBLIC_URL=origin):
        until(lambda: answers(port))
        yield Site(origin, made["achievement"], made["yarn"], made["session"])


def answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


def looker_of(browser: Browser, site: Site, *, scripts: bool = True) -> Looker:
    context = browser.new_context(
        viewport={"width": 1200, "height": 800},
        color_scheme="light",
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "session", "value": site.session, "url": site.origin}])
    return Looker(context.new_page(), axe_source() if scripts else "")


def look_over(looker: Looker, name: str) -> None:
    """Hold a page to what every page is held to, in each theme and width."""
    looker.page.evaluate("document.fonts.ready")
    looker.page.evaluate(looker.axe)
    for width, theme in VIEWS:
        looker.dress(width=width, theme=theme)
        assert looker.overflowing() == [], (name, width)
        assert looker.violations() == [], (name, width, theme)
        looker.photograph(f"{name}-{width}-{theme}")
    looker.dress(width=1200, theme="light")
    # A feature that this browser has not heard of is forbidden all the same.
    assert [one for one in looker.said if "Permissions-Policy" not in one] == []


def test_300_rows_of_which_7_are_bad_are_mended_and_issued(
    browser: Browser, site: Site, tmp_path: Path
) -> None:
    looker = looker_of(browser, site)
    page = looker.page
    roster = tmp_path / "autumn-2026.csv"
    roster.write_text(a_roster(300, bad=BAD))
    page.goto(site.at("rosters"))
    look_over(looker, "rosters-empty")
    page.get_by_role("button", name="Bring a roster for it").click()
    look_over(looker, "roster-upload")
    page.get_by_label("File", exact=True).set_input_files(roster)
    page.get_by_role("button", name="Look at the columns").click()
    look_over(looker, "roster-columns")
    page.get_by_role("button", name="Look at the rows").click()
    assert page.get_by_role("heading", level=1).inner_text() == "7 rows need you"
    look_over(looker, "roster-rows")
    for row in BAD[:-1]:
        page.locator(f"#cell-{row}-1").fill(f"learner{row}@college.example")
    page.locator(f"#aside-{BAD[-1]}").check()
    page.get_by_role("button", name="Check and go on").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Award Weaving to 299 learners"
    look_over(looker, "roster-start")
    page.get_by_role("button", name="Sign and issue 299 credentials").click()
    page.get_by_role("heading", name="299 credentials are issued").wait_for(timeout=60_000)
    page.reload()
    look_over(looker, "run-report")
    with page.expect_download() as download:
        page.get_by_role("link", name="Get the report as CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 301
    assert sum(",issued,http" in line for line in lines) == 299
    page.get_by_role("link", name="Get claim links").first.click()
    look_over(looker, "run-links")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make new links and get the file").click()
    links = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(links) == 300
    page.get_by_role("link", name="Back to the run").click()
    page.get_by_role("link", name="Revoke all of it").click()
    look_over(looker, "run-revoke")
    page.get_by_label("Reason").fill("The list was that of another course.")
    page.get_by_label("How many credentials are revoked").fill("299")
    page.get_by_role("button", name="Revoke for good").click()
    page.get_by_role("heading", name="299 credentials are revoked").wait_for(timeout=60_000)
    page.reload()
    look_over(looker, "run-revocation")
    page.goto(site.at("rosters"))
    look_over(looker, "rosters")


def test_rows_that_fall_short_stand_twice_or_were_changed_meanwhile_are_looked_over(
    browser: Browser, site: Site
) -> None:
    looker = looker_of(browser, site)
    page = looker.page
    page.goto(site.at(f"achievements/{site.yarn}/roster"))
    page.get_by_label("Or paste the rows").fill(TROUBLED)
    page.get_by_role("button", name="Look at the columns").click()
    page.get_by_role("heading", level=1, name="What do the columns say?").wait_for()
    assert page.get_by_label("Final test becomes").input_value() == "result:Final test"
    look_over(looker, "roster-columns-to-choose")
    page.get_by_label("Contact becomes").select_option("e-mail")
    page.get_by_role("button", name="Look at the rows").click()
    page.get_by_role("heading", level=1, name="4 rows need you").wait_for()
    look_over(looker, "roster-rows-troubled")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#cell-3-1").fill("70")
    other.get_by_role("button", name="Check only").click()
    other.close()
    page.locator("#cell-3-1").fill("81")
    page.locator("#purpose-2").check()
    page.locator("#aside-6").check()
    page.get_by_role("button", name="Check only").click()
    page.get_by_text("Changed meanwhile to “70”. You wrote “81”.").wait_for()
    look_over(looker, "roster-rows-changed-meanwhile")


def test_the_way_can_be_gone_by_keyboard_and_without_scripts(browser: Browser, site: Site) -> None:
    looker = looker_of(browser, site, scripts=False)
    page = looker.page
    page.goto(site.at(f"achievements/{site.achievement}/roster"))
    page.get_by_label("Or paste the rows").focus()
    page.keyboard.insert_text("e-mail,name\nzelda@college.example,Zelda\nyan@college,Yan\n")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="What do the columns say?").wait_for()
    page.get_by_role("button", name="Look at the rows").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="1 row needs you").wait_for()
    page.locator("#cell-3-0").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("yan@college.example")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Award Weaving to 2 learners").wait_for()
    page.get_by_role("button", name="Sign and issue 2 credentials").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="2 credentials are issued").wait_for(timeout=60_000)
