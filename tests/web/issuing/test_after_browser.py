"""What happens to a credential after the award, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.web.browser import Looker, launch
from tests.web.installation import Installation
from tests.web.issuing.test_desk_browser import SETTLE, Site, award
from tests.web.served import look_closely, looking, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.xdist_group("after-browser"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("after") / "data"
    installation = Installation(folder)
    installation.run("init", "--no-administrator")
    with served(folder) as origin:
        made = installation.python(SETTLE, LAUREA_PUBLIC_URL=origin)
        yield Site(origin, json.loads(made.splitlines()[-1]), installation)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


@pytest.fixture
def looker(browser: Browser, site: Site) -> Iterator[Looker]:
    with looking(browser) as found:
        cookie = {"name": "session", "value": site.session, "url": site.origin}
        found.page.context.add_cookies([cookie])  # type: ignore[list-item]
        yield found
        assert found.said == []


def test_a_suspension_is_public_and_is_taken_back(looker: Looker, site: Site) -> None:
    page = looker.page
    award(looker, site, "gesa@college.example", "Gesa Lund")
    staff = page.url
    page.get_by_role("link", name="Suspend", exact=True).click()
    look_closely(looker, "suspend")
    page.get_by_role("button", name="Suspend it").click()
    look_closely(looker, "suspend-error")
    page.get_by_label("Reason").fill("The results are being checked again.")
    page.get_by_role("button", name="Suspend it").click()
    page.get_by_text("Suspended since").wait_for()
    look_closely(looker, "credential-staff-suspended")
    page.get_by_role("link", name="Public page").click()
    page.get_by_role("heading", name="Not valid", exact=True).wait_for()
    look_closely(looker, "credential-suspended")
    page.goto(staff)
    page.get_by_role("link", name="Reinstate", exact=True).click()
    look_closely(looker, "reinstate")
    page.get_by_label("Reason").fill("The results were right.")
    page.get_by_role("button", name="Reinstate it").click()
    page.get_by_text("In force since").first.wait_for()


def test_a_correction_and_a_renewal_lead_to_each_other(looker: Looker, site: Site) -> None:
    page = looker.page
    award(looker, site, "hanna@college.example", "Hanna Voss")
    page.get_by_role("link", name="Correct", exact=True).click()
    look_closely(looker, "correct")
    page.get_by_label("Final test").fill("91")
    page.get_by_role("button", name="Correct and sign").click()
    look_closely(looker, "correct-error")
    soon = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    page.get_by_label("Valid until").fill(soon)
    page.get_by_label("What was wrong").fill("The final test was 91, and it ends.")
    page.get_by_role("button", name="Correct and sign").click()
    page.get_by_text("Corrected. This one took its place.").wait_for()
    look_closely(looker, "credential-staff-corrected")
    page.get_by_role("link", name="Renew", exact=True).click()
    look_closely(looker, "renew")
    page.get_by_role("button", name="Renew and sign").click()
    page.get_by_text("Renewed. This one begins now.").wait_for()
    page.get_by_role("link", name="the one of").first.click()
    page.get_by_role("link", name="Public page").click()
    look_closely(looker, "credential-renewed")
    page.get_by_role("link", name="See the one that took its place").click()
    page.get_by_role("heading", name="Valid", exact=True).wait_for()


def test_reminders_are_set_and_end(looker: Looker, site: Site) -> None:
    page = looker.page
    page.goto(f"{site.origin}/o/guild/letters")
    page.get_by_role("link", name="Reminders", exact=True).click()
    look_closely(looker, "reminders-none")
    page.get_by_label("Days before it ends").fill("400")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_text("Write a number from 1 to 365, or nothing.").wait_for()
    look_closely(looker, "reminders-error")
    page.get_by_label("Days before it ends").fill("30")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_role("heading", name="Reminded 30 days before the end").wait_for()
    look_closely(looker, "reminders")
    page.get_by_label("Days before it ends").fill("")
    page.get_by_role("button", name="Keep it so").click()
    page.get_by_role("heading", name="Nobody is reminded").wait_for()
