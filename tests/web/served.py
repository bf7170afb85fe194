"""A server of its own for browser tests: `laurea serve` on a free port and an empty folder."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.browser import Looker, Theme, axe_source
from tests.web.installation import Installation, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

VIEWS: tuple[tuple[int, Theme], ...] = (
    (1200, "light"),
    (1200, "dark"),
    (360, "light"),
    (360, "dark"),
)


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[str]:
    """The address of a server whose data are in a folder, until the end of the block.

    It is called localhost, where browsers allow passkeys without TLS.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    address = f"http://localhost:{port}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answers() -> bool:
        try:
            with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return True
        except OSError:
            return False

    installation = Installation(folder)
    settings = {"LAUREA_PUBLIC_URL": address, **environment}
    with installation.process("serve", "--port", str(port), **settings):
        until(answers)
        yield address


@contextmanager
def looking(browser: Browser) -> Iterator[Looker]:
    """A page of its own in the browser, without cookies of others."""
    context = browser.new_context(
        viewport={"width": 1200, "height": 800}, color_scheme="light", reduced_motion="reduce"
    )
    context.set_default_timeout(20_000)
    yield Looker(context.new_page(), axe_source())
    context.close()


def look_closely(looker: Looker, name: str) -> None:
    """Look at the page one is on in both widths and themes; nothing may be wrong with it."""
    looker.page.wait_for_load_state("load")
    looker.page.evaluate("document.fonts.ready")
    looker.page.evaluate(looker.axe)
    for width, theme in VIEWS:
        looker.dress(width=width, theme=theme)
        looker.photograph(f"{name}-{width}-{theme}")
        assert looker.overflowing() == [], (name, width, theme)
        assert looker.violations() == [], (name, width, theme)
    looker.dress(width=1200, theme="light")
    # On a busy machine a font is used later than Chromium expects.
    looker.said[:] = [said for said in looker.said if "was preloaded using link" not in said]


def add_authenticator(looker: Looker) -> None:
    """Give the page a device that holds passkeys and always says yes."""
    session = looker.page.context.new_cdp_session(looker.page)
    session.send("WebAuthn.enable", {"enableUI": False})
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
