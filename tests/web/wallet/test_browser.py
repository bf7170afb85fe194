"""From the claim link to the wallet in a real browser, and the letters as the issuer sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    pytest.mark.xdist_group("wallet-browser"),
]

SETTLE = """
import json
from datetime import UTC, datetime, timedelta
from allauth.account.models import EmailAddress
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.claims.accept import decline
from laurea.web.issuing.claims.access import open_claim, standing_with
from laurea.web.issuing.claims.links import digest_of, draw_link
from laurea.web.issuing.claims.name_wish import ask_for_name
from laurea.web.issuing.letters.access import LetterKind, LetterState
from laurea.web.issuing.letters.write import post_letter
from laurea.web.issuing.models import ClaimLink, Letter
from laurea.web.issuing.revoke import revoke
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
from tests.web.conftest import an_account, an_achievement, signed_in, with_second_factor
at = datetime.now(UTC)
owner = with_second_factor(an_account("ottilie"))
mira, ada, bea = an_account("mira"), an_account("ada"), an_account("bea")
for account in (mira, ada, bea):
    EmailAddress.objects.update_or_create(
        user=account, email=account.email, defaults={"verified": True, "primary": True})
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
made = {}
for name, to in {"Weaving": "m", "Dyeing": "m", "Spinning": "m", "Carding": "x", "Felting": "y",
                 "Fulling and finishing of woollen cloth by hand": "z", "Ropes": "w",
                 "Knots": "k"}.items():
    achievement = define_achievement(
        actor=owner, organization=guild, at=at, document=an_achievement(name=name))
    email = {"m": "mira@example.org"}.get(to, f"{to}-somebody-else@example.org")
    wanted = Wanted(key=name, email=email, name="Mira Okonjo", valid_from=at,
                    valid_until=at + timedelta(days=400) if name == "Dyeing" else None)
    one = award(actor=owner, achievement_id=achievement.pk, wanted=wanted, at=at)
    link = draw_link(open_claim(one.pk, at=at).pk, at=at).address
    made[name] = {"id": str(one.pk), "link": link}
revoke(actor=owner, credential_id=made["Spinning"]["id"], reason="Awarded in error.", at=at)
ClaimLink.objects.filter(claim=made["Felting"]["id"]).update(expires_at=at)
ropes = standing_with(digest_of(made["Ropes"]["link"].rpartition("/")[2]))
decline(actor=None, proof=ropes, at=at)
knots = standing_with(digest_of(made["Knots"]["link"].rpartition("/")[2]))
ask_for_name(actor=None, proof=knots, name="Mira Okonjo-Lind", at=at)
made["sessions"] = {
    one.email: signed_in(one).cookies["session"].value for one in (owner, mira, ada, bea)}
print(json.dumps(made))
"""
FAIL = """
from laurea.web.issuing.models import Letter
Letter.objects.filter(credential__achievement__name="Felting", kind="claim").update(
    state="failed", last_error="The mail server said: 550 5.1.1 There is no such mailbox here")
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, its installation, and what was awarded there."""

    origin: str
    installation: Installation
    made: dict[str, Any]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("wallet") / "data"
    installation = Installation(folder)
    installation.run("init", "--no-administrator")
    with served(folder) as origin:
        said = installation.python(SETTLE, LAUREA_PUBLIC_URL=origin)
        yield Site(origin, installation, json.loads(said.splitlines()[-1]))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


@pytest.fixture
def looker(browser: Browser) -> Iterator[Looker]:
    with looking(browser) as found:
        yield found
        assert found.said == []


def sign_in(looker: Looker, site: Site, email: str) -> None:
    value = site.made["sessions"][email]
    cookie = {"name": "session", "value": value, "url": site.origin}
    looker.page.context.add_cookies([cookie])  # type: ignore[list-item]


def test_a_link_is_opened_accepted_and_kept(looker: Looker, browser: Browser, site: Site) -> None:
    page, link = looker.page, site.made["Carding"]["link"]
    page.goto(link)
    look_closely(looker, "claim-waiting")
    page.get_by_label("My name is written").fill("Mira Ọkọńjọ")
    page.get_by_role("button", name="Tell the issuer").click()
    page.get_by_text("You asked for the name Mira Ọkọńjọ.").wait_for()
    page.get_by_role("button", name="Accept it").press("Enter")
    page.get_by_role("heading", level=1, name="It is yours").wait_for()
    look_closely(looker, "claim-accepted")
    with looking(browser) as other:
        other.page.goto(link)
        other.page.get_by_role("heading", level=1, name="This was accepted before").wait_for()
        look_closely(other, "claim-answered")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as SVG").click()
    assert download.value.suggested_filename.endswith(".svg")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.headers.get("referer", "")))
    page.get_by_role("link", name="Open its page").click()
    page.get_by_role("heading", level=1, name="Carding").wait_for()
    assert not [address for address in sent if "/claim/" in address]


def test_what_was_accepted_before_signing_in_is_taken_into_the_wallet(
    looker: Looker, site: Site
) -> None:
    page = looker.page
    sign_in(looker, site, "ada@example.org")
    page.goto(f"{site.origin}/wallet")
    look_closely(looker, "wallet-empty")
    page.goto(site.made["Fulling and finishing of woollen cloth by hand"]["link"])
    look_closely(looker, "claim-waiting-signed-in")
    page.get_by_role("button", name="Accept it").click()
    page.get_by_role("link", name="Go to your wallet").click()
    page.get_by_role("heading", level=1, name="You hold 1 credential").wait_for()
    look_closely(looker, "wallet-long-name")


def test_declined_expired_revoked_and_lost_links_say_what_to_do(looker: Looker, site: Site) -> None:
    page = looker.page
    for name, heading in {
        "Ropes": "This was declined",
        "Spinning": "This was revoked",
        "Felting": "This link has expired",
    }.items():
        page.goto(site.made[name]["link"])
        page.get_by_role("heading", level=1, name=heading).wait_for()
        look_closely(looker, f"claim-{name.lower()}")
    page.get_by_role("button", name="Ask for a new link").click()
    page.get_by_role("heading", level=1, name="You asked for a new link").wait_for()
    look_closely(looker, "claim-asked")
    page.goto(f"{site.origin}/claim/nothing")
    look_closely(looker, "claim-lost")
    page.goto(f"{site.origin}/c/{site.made['Ropes']['id']}")
    page.get_by_role("heading", level=1, name="This was declined").wait_for()
    look_closely(looker, "credential-declined")


def test_what_is_kept_is_told_and_can_be_taken_along_or_deleted(looker: Looker, site: Site) -> None:
    page = looker.page
    for name in ("imprint", "privacy", "contact"):
        page.goto(f"{site.origin}/{name}")
        look_closely(looker, f"legal-{name}")
    sign_in(looker, site, "ottilie@example.org")
    page.goto(f"{site.origin}/accounts/yours/")
    page.get_by_text("You alone own Guild of Weavers.").wait_for()
    look_closely(looker, "account-yours-owner")
    sign_in(looker, site, "bea@example.org")
    page.goto(f"{site.origin}/accounts/yours/")
    look_closely(looker, "account-yours")
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("Tick this if you want to go on.").wait_for()
    look_closely(looker, "account-yours-unticked")
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("Your account is deleted.").wait_for()
    look_closely(looker, "account-deleted")


def test_the_wallet_shows_what_is_held_and_what_others_see_of_it(
    looker: Looker, site: Site
) -> None:
    page = looker.page
    sign_in(looker, site, "mira@example.org")
    page.goto(f"{site.origin}/wallet")
    page.get_by_role("heading", level=1, name="You hold 3 credentials").wait_for()
    look_closely(looker, "wallet")
    page.get_by_role("link", name="Weaving").click()
    look_closely(looker, "wallet-credential")
    page.get_by_role("button", name="Show my name").click()
    page.get_by_text("The page names you: Mira Okonjo.").wait_for()
    page.get_by_role("button", name="Accept it").click()
    page.get_by_text("You accepted it.").wait_for()
    look_closely(looker, "wallet-credential-accepted")
    page.get_by_role("button", name="Hide its page").click()
    page.get_by_text("You hide its page:").wait_for()
    look_closely(looker, "wallet-credential-hidden")
    page.goto(f"{site.origin}/wallet/{site.made['Spinning']['id']}")
    look_closely(looker, "wallet-credential-revoked")
    page.goto(f"{site.origin}/wallet")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    assert download.value.suggested_filename == "credentials.zip"


def test_letters_say_what_became_of_them_and_a_link_is_handed_on(
    looker: Looker, site: Site
) -> None:
    page = looker.page
    site.installation.python(FAIL, LAUREA_PUBLIC_URL=site.origin)
    sign_in(looker, site, "ottilie@example.org")
    page.goto(f"{site.origin}/o/guild/credentials/{site.made['Knots']['id']}")
    page.get_by_role("button", name="Write it so").wait_for()
    look_closely(looker, "credential-name-wanted")
    page.goto(f"{site.origin}/o/guild/letters?state=failed")
    page.get_by_role("heading", level=1, name="1 letter was not delivered").wait_for()
    look_closely(looker, "letters-failed")
    page.goto(f"{site.origin}/o/guild/letters")
    look_closely(looker, "letters")
    page.goto(f"{site.origin}/o/guild/letters?state=failed")
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("The letter is sent again.").wait_for()
    page.goto(f"{site.origin}/o/guild/credentials/{site.made['Dyeing']['id']}/claim")
    look_closely(looker, "claim-of-credential")
    page.get_by_role("button", name="Make a claim link").click()
    page.get_by_text("This browser shows it until you sign out.").wait_for()
    look_closely(looker, "claim-link-made")
