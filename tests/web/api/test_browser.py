"""The pages for programs in a real browser, against a real server with its worker."""

from __future__ import annotations

import json
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
    pytest.mark.xdist_group("api-browser"),
]

SETTLE = """
import json
from datetime import UTC, datetime
from laurea.web.organizations.found import found_organization
from tests.web.conftest import an_account, signed_in, with_second_factor
at = datetime.now(UTC)
owner = with_second_factor(an_account("ottilie"))
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
print(json.dumps(signed_in(owner).cookies["session"].value))
"""
PAUSE = """
from django.utils import timezone
from laurea.web.api.models import Delivery, Webhook
Webhook.objects.update(paused_at=timezone.now(), failing_since=timezone.now())
Delivery.objects.update(state="failed")
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, the session of its owner, and its installation."""

    origin: str
    session: str
    installation: Installation

    def python(self, code: str) -> None:
        self.installation.python(code, LAUREA_PUBLIC_URL=self.origin)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("api") / "data"
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


def press(looker: Looker, name: str) -> None:
    looker.page.get_by_role("button", name=name, exact=True).first.click()


def test_an_owner_gives_a_program_a_token(looker: Looker, site: Site) -> None:
    looker.page.goto(f"{site.origin}/o/guild/tokens")
    look_closely(looker, "tokens-none")
    press(looker, "Make the token")
    assert looker.page.locator(".error").count() >= 1
    look_closely(looker, "tokens-missing")
    looker.page.get_by_label("Name").fill("Student records")
    looker.page.get_by_label("Award: one or many, and cancel runs").check()
    press(looker, "Make the token")
    secret = looker.page.locator(".note code").inner_text()
    assert secret.startswith("laurea_")
    look_closely(looker, "tokens-made")
    said = looker.page.request.get(
        f"{site.origin}/api/v1/organizations/me", headers={"Authorization": f"Bearer {secret}"}
    )
    assert said.json()["slug"] == "guild"
    looker.page.goto(f"{site.origin}/o/guild/tokens")
    press(looker, "End it now")
    looker.page.get_by_text("Ended", exact=True).wait_for()
    look_closely(looker, "tokens")


def test_an_owner_sets_up_a_webhook_and_sees_what_failed(looker: Looker, site: Site) -> None:
    looker.page.goto(f"{site.origin}/o/guild/webhooks")
    look_closely(looker, "webhooks-none")
    looker.page.get_by_label("Address").fill("https://hooks.college.example/laurea")
    press(looker, "Set up the webhook")
    assert looker.page.locator(".note code").inner_text().startswith("whsec_")
    look_closely(looker, "webhook-made")
    press(looker, "Send a test message")
    looker.page.wait_for_load_state("load")
    look_closely(looker, "webhook-test")
    site.python(PAUSE)
    looker.page.reload()
    look_closely(looker, "webhook-paused")
    press(looker, "Let it go on")
    looker.page.get_by_role("button", name="Send again what failed").wait_for()
    look_closely(looker, "webhook-failed")
    looker.page.goto(f"{site.origin}/o/guild/webhooks")
    look_closely(looker, "webhooks")


def test_anybody_reads_what_the_api_offers(looker: Looker, site: Site) -> None:
    looker.page.goto(f"{site.origin}/api/")
    look_closely(looker, "api-reference")
