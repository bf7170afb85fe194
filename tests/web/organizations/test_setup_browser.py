"""From an empty folder to an organization that can award, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.accounts.codes import code_of
from tests.web.browser import Looker, launch
from tests.web.conftest import PASSWORD
from tests.web.installation import Installation
from tests.web.served import add_authenticator, look_closely, looking, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.xdist_group("house-browser"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as started:
        yield started


def press(looker: Looker, name: str) -> None:
    looker.page.get_by_role("button", name=name, exact=True).click()


def follow(looker: Looker, name: str) -> None:
    looker.page.get_by_role("link", name=name, exact=True).first.click()


def begin(looker: Looker, site: str, folder: Path) -> None:
    """Open the printed address and make the administrator."""
    token = (folder / "setup-token").read_text().strip()
    looker.page.goto(f"{site}/setup?token={token}")
    assert "token=" not in looker.page.url
    looker.page.get_by_label("Your name").fill("Rosa Registrar")
    looker.page.get_by_label("E-mail address").fill("rosa@college.example")
    looker.page.get_by_label("Password").fill(PASSWORD)
    press(looker, "Make my account")


def found(looker: Looker) -> None:
    looker.page.get_by_label("Name", exact=True).fill("Halden Works Academy")
    looker.page.get_by_label("Short name").fill("Halden")
    looker.page.get_by_label("Petrol").check()


def test_a_newcomer_sets_up_with_an_authenticator_app(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with served(folder) as site, looking(browser) as looker:
        looker.page.goto(f"{site}/setup")
        look_closely(looker, "setup-token")
        begin(looker, site, folder)
        look_closely(looker, "setup-address")
        press(looker, "Keep this address")
        look_closely(looker, "setup-second-factor")
        follow(looker, "Add an app")
        look_closely(looker, "mfa-add-app")
        secret = looker.page.locator(".code-line .code").inner_text().strip()
        looker.page.get_by_label("Code from the app").fill(code_of(secret))
        press(looker, "Add the app")
        look_closely(looker, "mfa-recovery-codes")
        assert looker.page.locator(".codes li").count() == 10
        follow(looker, "They are kept: go on")

        look_closely(looker, "setup-organization-empty")
        press(looker, "Found the organization")
        assert looker.page.locator(".error").count() >= 2
        look_closely(looker, "setup-organization-missing")
        found(looker)
        press(looker, "Show artwork and addresses")
        look_closely(looker, "setup-organization")
        assert looker.page.get_by_label("Word for addresses").input_value() == "halden"
        assert looker.page.get_by_label("Short name").input_value() == "Halden"
        press(looker, "Found the organization")

        look_closely(looker, "setup-key")
        press(looker, "Make the key")
        look_closely(looker, "setup-mail")
        looker.page.go_back()  # the page of the key, which stands
        looker.page.reload()
        look_closely(looker, "setup-key-made")
        follow(looker, "Go on")
        press(looker, "Go on")
        look_closely(looker, "setup-done")
        press(looker, "Design the first achievement")
        assert "/o/halden/" in looker.page.url
        assert looker.page.goto(f"{site}/setup").status == 404  # type: ignore[union-attr]
        assert len(list((folder / "keys").glob("*.key.json"))) == 1
        assert not (folder / "setup-token").exists()
        walk_the_organization(looker, site)
        assert looker.said == []


def walk_the_organization(looker: Looker, site: str) -> None:
    """Look at every page of members, keys and profile, and at an invitation as others see it."""
    looker.page.goto(f"{site}/o/halden/members")
    looker.page.get_by_label("E-mail address").fill("lena@college.example")
    looker.page.get_by_label("Issuer: awards and revokes").check()
    press(looker, "Invite")
    look_closely(looker, "organization-members")
    link = looker.page.locator("code", has_text="/invitations/").inner_text().strip()
    follow(looker, "Rosa Registrar")
    look_closely(looker, "organization-member")
    press(looker, "End the membership")
    look_closely(looker, "organization-member-last-owner")
    for path, name in (
        ("/o/halden/members/leave", "organization-leave"),
        ("/o/halden/keys", "organization-keys"),
        ("/o/halden/profile", "organization-profile"),
        ("/o/halden/audit", "organization-audit"),
        ("/o/new", "organization-new"),
    ):
        looker.page.goto(site + path)
        look_closely(looker, name)
    looker.page.goto(f"{site}/o/halden/keys")
    looker.page.get_by_role("link", name="Mark as compromised").click()
    look_closely(looker, "organization-key-compromised")
    looker.page.context.clear_cookies()
    looker.page.goto(link)
    look_closely(looker, "invitation")


def test_a_passkey_is_made_and_signs_in_alone(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with served(folder) as site, looking(browser) as looker:
        add_authenticator(looker)
        begin(looker, site, folder)
        press(looker, "Keep this address")
        follow(looker, "Add a passkey")
        look_closely(looker, "mfa-add-passkey")
        press(looker, "Make the passkey")
        looker.page.wait_for_url("**/recovery-codes/")
        follow(looker, "They are kept: go on")
        looker.page.wait_for_url("**/setup/organization")

        for path, name in (
            ("/accounts/2fa/", "mfa-index"),
            ("/accounts/2fa/webauthn/", "mfa-passkeys"),
            ("/accounts/email/", "account-addresses"),
            ("/accounts/name/", "account-name"),
            ("/accounts/sessions/", "account-sessions"),
            ("/accounts/let-in/", "account-let-in"),
            ("/accounts/password/change/", "account-password"),
            ("/accounts/2fa/recovery-codes/", "mfa-recovery-codes-again"),
            ("/accounts/2fa/recovery-codes/generate/", "mfa-recovery-codes-new"),
            ("/accounts/logout/", "account-sign-out"),
            ("/appearance?next=/verify", "appearance"),
            ("/style/", "style-for-staff"),
        ):
            answer = looker.page.goto(site + path)
            assert answer is not None
            assert answer.status == 200
            look_closely(looker, name)
        looker.page.goto(f"{site}/accounts/2fa/webauthn/")
        follow(looker, "Rename Passkey")
        look_closely(looker, "mfa-rename-passkey")
        looker.page.go_back()
        follow(looker, "Remove Passkey")
        look_closely(looker, "mfa-remove-passkey")

        looker.page.goto(f"{site}/accounts/logout/")
        press(looker, "Sign out")
        looker.page.goto(f"{site}/accounts/login/")
        look_closely(looker, "account-sign-in")
        press(looker, "Sign in with a passkey")
        looker.page.wait_for_url(lambda url: "/accounts/login" not in url)
        looker.page.goto(f"{site}/accounts/name/")
        assert looker.page.get_by_label("Your name").input_value() == "Rosa Registrar"

        # and beside a password, as the second factor
        looker.page.goto(f"{site}/accounts/logout/")
        press(looker, "Sign out")
        looker.page.goto(f"{site}/accounts/login/?next=/accounts/name/")
        looker.page.get_by_label("E-mail address").fill("rosa@college.example")
        looker.page.get_by_label("Password").fill(PASSWORD)
        press(looker, "Sign in")
        look_closely(looker, "mfa-authenticate")
        press(looker, "Use the passkey")
        looker.page.wait_for_url("**/accounts/name/")
        assert looker.said == []


SETTLE_TWO_OWNERS = """
import json
from datetime import UTC, datetime, timedelta
from laurea.web.organizations.access import Membership, Role
from laurea.web.organizations.confirm_compromise import ask_to_mark
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
from tests.web.conftest import an_account, signed_in, with_second_factor
at = datetime.now(UTC)
owner, second, third, auditor = map(an_account, ("ottilie", "wilma", "zeno", "casimir"))
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
for account, role in ((second, Role.OWNER), (auditor, Role.AUDITOR), (third, Role.OWNER)):
    with_second_factor(account)
    since = at + timedelta(seconds=account == third)
    Membership(organization=guild, account=account, role=role, since=since).save(force_insert=True)
key = add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
ask_to_mark(actor=owner, organization=guild, key_id=key.pk, since=at, at=at)
sessions = {one.name: signed_in(one).cookies["session"].value for one in (second, third, auditor)}
print(json.dumps({"key": str(key.pk), **sessions}))
"""

LEAVE_ONE_OWNER = """
from datetime import UTC, datetime
from laurea.web.organizations.access import owners_of, public_organization
from laurea.web.organizations.change_roles import leave
guild = public_organization("guild")
for account in owners_of(guild):
    if account.name != "Wilma":
        leave(actor=account, organization=guild, at=datetime.now(UTC))
"""


def test_a_second_owner_and_an_auditor_see_what_is_theirs(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    installation = Installation(folder)
    installation.run("init", "--no-administrator")
    with served(folder) as site, looking(browser) as looker:
        made = installation.python(SETTLE_TWO_OWNERS, LAUREA_PUBLIC_URL=site)
        said = json.loads(made.splitlines()[-1])

        def become(name: str) -> None:
            cookie = {"name": "session", "value": said[name], "url": site}
            looker.page.context.add_cookies([cookie])  # type: ignore[list-item]

        become("Zeno")
        looker.page.goto(f"{site}/o/guild/keys")
        looker.page.get_by_text("One of them confirms this").wait_for()
        look_closely(looker, "organization-keys-waiting-too-new")
        become("Wilma")
        looker.page.goto(f"{site}/o/guild/keys/{said['key']}/compromised")
        look_closely(looker, "organization-key-two-owners")
        looker.page.goto(f"{site}/o/guild/keys")
        look_closely(looker, "organization-keys-waiting")
        press(looker, "Confirm it")
        looker.page.get_by_text("counts for nothing any more").wait_for()
        installation.python(LEAVE_ONE_OWNER, LAUREA_PUBLIC_URL=site)
        looker.page.goto(f"{site}/o/guild/keys/{said['key']}/compromised")
        looker.page.get_by_text("You are alone since lately").wait_for()
        look_closely(looker, "organization-key-alone-lately")
        become("Casimir")
        answer = looker.page.goto(f"{site}/o/guild/achievements/new")
        assert answer is not None
        assert answer.status == 403
        look_closely(looker, "organization-wrong-role")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/accounts/signup/", "account-sign-up"),
        ("/accounts/password/reset/", "account-forgotten"),
        ("/accounts/password/reset/done/", "account-forgotten-sent"),
        ("/accounts/password/reset/key/1-no-such-key/", "account-forgotten-too-old"),
        ("/accounts/password/reset/key/done/", "account-forgotten-done"),
        ("/accounts/confirm-email/", "account-confirm-sent"),
        ("/accounts/confirm-email/no-such-key/", "account-confirm-too-old"),
        ("/accounts/inactive/", "account-inactive"),
        ("/invitations/no-such-token", "invitation-gone"),
        ("/nowhere", "error-404-served"),
    ],
)
def test_pages_for_whoever_is_not_signed_in(
    browser: Browser, site_of_all: str, path: str, name: str
) -> None:
    with looking(browser) as looker:
        answer = looker.page.goto(site_of_all + path)
        assert answer is not None
        assert answer.status < 500
        look_closely(looker, name)
        assert looker.said == []


@pytest.fixture(scope="module")
def site_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("served") / "data") as site:
        yield site
