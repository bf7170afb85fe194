"""The desk of an issuer in a real browser, against a real server with its worker."""

from __future__ import annotations

import json
import time
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
    pytest.mark.xdist_group("desk-browser"),
]

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
found_organization(actor=owner, slug="mill", legal_name="The Mill on the Slow River", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
document = an_achievement(resultDescription=RESULTS)
define_achievement(actor=owner, organization=guild, document=document, at=at)
print(json.dumps(signed_in(owner).cookies["session"].value))
"""


PREPARE = """
import json
from datetime import UTC, datetime
from django.db import transaction
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievements_of
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.pause_run import pause_run
from laurea.web.organizations.access import Membership, Role, organization_for
from tests.web.conftest import an_account, with_second_factor
at = datetime.now(UTC)
wilma = with_second_factor(an_account("wilma"))
guild = organization_for(Account.objects.get(email="ottilie@example.org"), "guild")
Membership(organization=guild, account=wilma, role=Role.ISSUER, since=at).save()
weaving = achievements_of(wilma).get(name="Weaving")
def rows(count):
    return [Wanted(key=str(n), email=f"p{n}@college.example", name=f"Learner {n}", valid_from=at)
            for n in range(1, count + 1)]
def start(count):
    return start_run(actor=wilma, achievement_id=weaving.pk, rows=rows(count),
                     key=f"prepared {count}", at=at)
waiting = start(1_001)
with transaction.atomic():  # so that nothing of it is begun
    paused = start(40)
    pause_run(actor=wilma, run_id=paused.pk, at=at)
print(json.dumps([str(waiting.pk), str(paused.pk)]))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and the session of its owner."""

    origin: str
    session: str
    installation: Installation


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("desk") / "data"
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


def open_(looker: Looker, site: Site, path: str) -> None:
    looker.page.goto(f"{site.origin}{path}")


def award(looker: Looker, site: Site, email: str, name: str) -> None:
    """Award to one person, and stand at the credential."""
    open_(looker, site, "/o/guild/award")
    looker.page.get_by_role("link", name="Award to one person").click()
    looker.page.get_by_label("Name").fill(name)
    looker.page.get_by_label("E-mail address").fill(email)
    looker.page.get_by_role("button", name="Look it over").click()
    looker.page.get_by_role("button", name="Award and sign").click()
    looker.page.get_by_role("heading", level=1, name=name).wait_for()


def test_a_beginning_is_shown_where_nothing_is_yet(looker: Looker, site: Site) -> None:
    open_(looker, site, "/o/")
    look_closely(looker, "desk")
    looker.page.get_by_role("link", name="The Mill on the Slow River").click()
    look_closely(looker, "today-new")
    open_(looker, site, "/o/mill/award")
    look_closely(looker, "award-begin-empty")
    open_(looker, site, "/o/mill/credentials")
    look_closely(looker, "credentials-empty")


def test_an_award_from_the_desk_to_the_public_page(looker: Looker, site: Site) -> None:
    page = looker.page
    open_(looker, site, "/o/guild/award")
    look_closely(looker, "award-begin")
    page.get_by_role("link", name="Award to one person").click()
    look_closely(looker, "award")
    page.get_by_label("Name").fill("Ada Fenn")
    page.get_by_label("Final test").fill("140")
    page.get_by_role("button", name="Look it over").click()
    look_closely(looker, "award-errors")
    page.get_by_label("E-mail address").fill("ada@college.example")
    page.get_by_label("Final test").fill("61")
    page.get_by_role("button", name="Look it over").click()
    look_closely(looker, "award-falls-short")
    page.get_by_label("Award it all the same").check()
    page.get_by_label("Selvedge").select_option("Even")
    page.get_by_label("Evidence: its address").fill("https://guild.example/ells/91")
    page.get_by_role("button", name="Look it over").click()
    look_closely(looker, "award-review")
    page.get_by_role("button", name="Award and sign").click()
    look_closely(looker, "credential-staff")
    page.go_back()  # a browser that went back to a sending would ask whether to send it again
    page.get_by_text("This is awarded already").wait_for()
    page.go_back()
    assert page.get_by_label("Final test").input_value() == "61"
    open_(looker, site, "/o/guild/credentials?q=ada")
    assert page.get_by_role("heading", level=1).inner_text() == "1 credential"
    page.get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("link", name="Public page").click()
    page.get_by_role("heading", name="Valid", exact=True).wait_for()


def test_a_revocation_is_public_within_a_minute(looker: Looker, site: Site) -> None:
    page = looker.page
    award(looker, site, "bea@college.example", "Bea Holm")
    page.get_by_role("link", name="Revoke").click()
    look_closely(looker, "revoke")
    page.get_by_role("button", name="Revoke for good").click()
    look_closely(looker, "revoke-error")
    page.get_by_label("Reason").fill("Awarded to another person by mistake.")
    began = time.monotonic()
    page.get_by_role("button", name="Revoke for good").click()
    page.get_by_text("Reason: Awarded to another person by mistake.").first.wait_for()
    while not page.get_by_text("The public list says so").count():
        assert time.monotonic() - began < 60
        page.wait_for_timeout(500)
        page.reload()
    look_closely(looker, "credential-staff-revoked")
    page.get_by_role("link", name="Public page").click()
    page.get_by_role("heading", name="Not valid", exact=True).wait_for()


def test_all_credentials_are_listed_searched_and_exported(looker: Looker, site: Site) -> None:
    page = looker.page
    award(looker, site, "cleo@college.example", "=Cleo")
    open_(looker, site, "/o/guild/credentials")
    look_closely(looker, "credentials")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    assert ",'=Cleo,cleo@college.example," in download.value.path().read_text("utf-8-sig")
    page.get_by_label("Recipient").fill("nobody of this name")
    page.get_by_role("button", name="Search").click()
    look_closely(looker, "credentials-nothing-fits")


def test_the_desk_shows_what_was_done(looker: Looker, site: Site) -> None:
    award(looker, site, "dora@college.example", "Dora Lind")
    open_(looker, site, "/o/guild/")
    look_closely(looker, "today")
    looker.dress(width=360, theme="light")
    looker.page.locator(".sections summary").click()
    menu = looker.page.locator(".sections")
    assert menu.get_by_role("link", name="Today").get_attribute("aria-current") == "page"
    assert looker.violations() == []
    assert looker.overflowing() == []
    looker.photograph("today-menu-360")


def test_an_award_needs_neither_mouse_nor_script(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    context.add_cookies([{"name": "session", "value": site.session, "url": site.origin}])
    page = context.new_page()

    def press_until(words: str) -> None:
        """Go on with the tabulator until something of this name has the focus."""
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.locator(":focus").filter(has_text=words).count():
                return
        pytest.fail(f"the keyboard never reached {words}")

    page.goto(f"{site.origin}/o/guild/award")
    press_until("Award to one person")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Award Weaving").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the content
    press_until("Bring a list of many")
    page.keyboard.press("Tab")
    page.keyboard.type("Emil Aas")
    page.keyboard.press("Tab")
    page.keyboard.type("emil@college.example")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Award Weaving to Emil Aas").wait_for()
    press_until("Award and sign")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Emil Aas").wait_for()
    context.close()


def test_a_second_person_looks_a_run_over_and_another_rests(looker: Looker, site: Site) -> None:
    page = looker.page
    made = site.installation.python(PREPARE, LAUREA_PUBLIC_URL=site.origin)
    waiting, paused = json.loads(made.splitlines()[-1])
    open_(looker, site, "/o/guild/")
    look_closely(looker, "today-to-approve")
    open_(looker, site, f"/o/guild/runs/{waiting}")
    assert page.get_by_role("button", name="Approve 1,001 credentials").is_visible()
    look_closely(looker, "run-approval")
    page.get_by_role("link", name="Send it back").click()
    look_closely(looker, "run-send-back")
    page.get_by_role("button", name="Send it back").click()
    look_closely(looker, "run-send-back-error")
    page.get_by_label("What is to be mended").fill("Row 3 names another person.")
    page.get_by_role("button", name="Send it back").click()
    page.get_by_role("heading", level=1, name="Sent back").wait_for()
    look_closely(looker, "run-returned")
    open_(looker, site, f"/o/guild/runs/{paused}")
    page.get_by_role("heading", level=1, name="Paused").wait_for()
    look_closely(looker, "run-paused")
    page.get_by_role("button", name="Let the run go on").click()
    page.get_by_role("heading", level=1, name="40 credentials are issued").wait_for()
