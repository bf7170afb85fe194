"""Moving from another platform in a real browser, against a real server with its worker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.simulator import other_platforms as exports
from tests.web.browser import Looker, launch
from tests.web.installation import Installation
from tests.web.served import look_closely, looking, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.xdist_group("imports-browser"),
]

SETTLE = """
import json
from datetime import UTC, datetime
from laurea.web.catalog.define import define_achievement
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
from tests.web.conftest import an_account, an_achievement, signed_in, with_second_factor
at = datetime.now(UTC)
owner = with_second_factor(an_account("ottilie"))
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
define_achievement(actor=owner, organization=guild, document=an_achievement(), at=at)
print(json.dumps(signed_in(owner).cookies["session"].value))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and the session of its owner."""

    origin: str
    session: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("imports") / "data"
    installation = Installation(folder)
    installation.run("init", "--no-administrator")
    with served(folder) as origin:
        made = installation.python(SETTLE, LAUREA_PUBLIC_URL=origin)
        yield Site(origin, json.loads(made.splitlines()[-1]))


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


def test_an_issuer_moves_here_with_what_was_awarded(
    looker: Looker, site: Site, tmp_path: Path
) -> None:
    page = looker.page
    page.goto(f"{site.origin}/o/guild/elsewhere")
    look_closely(looker, "elsewhere-empty")
    page.goto(f"{site.origin}/o/guild/rosters")
    page.get_by_role("link", name="Move from another platform").click()
    look_closely(looker, "imports-empty")
    wrong, export = tmp_path / "list.csv", tmp_path / "badges-2026.csv"
    wrong.write_text("name,colour\nMira,blue\n")
    export.write_text(exports.CREDLY_CSV)
    page.get_by_label("Export").set_input_files(wrong)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_text("The columns are those of no export").wait_for()
    look_closely(looker, "imports-refused")
    page.get_by_label("Export").set_input_files(export)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="An export of Credly").wait_for()
    look_closely(looker, "import-achievements")
    page.get_by_role("button", name="Look at the preview").click()
    page.get_by_role("heading", name="2 awards would be added").wait_for()
    look_closely(looker, "import-preview")
    page.get_by_role("button", name="Import them").click()
    page.get_by_role("heading", name="2 awards are imported").wait_for()
    look_closely(looker, "import-done")
    page.get_by_role("button", name="Sign 1 credential").click()
    page.get_by_role("heading", name="Signed anew").wait_for()
    look_closely(looker, "import-signed")
    page.get_by_role("link", name="All awards made elsewhere").click()
    look_closely(looker, "elsewhere")
    page.get_by_role("link", name="Mira Okonjo").click()
    look_closely(looker, "elsewhere-award")
    page.goto(f"{site.origin}/o/guild/import")
    look_closely(looker, "imports")
