"""Photograph the pages for README and tutorials. Wants Playwright, and Chromium.

    python scripts/photograph.py docs/images

Each picture is of a real server: a demo world, and an installation that is set up from nothing.
Both live in folders of their own and are gone afterwards; the ports must be free.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PORTS: Final = (8742, 8743)
WIDTH: Final = 1200
QUALITY: Final = 82
PATIENCE_S: Final = 120.0
PASSWORD: Final = "four plainly invented words"  # noqa: S105 - of nobody
ROOT: Final = Path(__file__).parents[1]
TUTORIAL: Final = ROOT / "docs/tutorials/use-from-python.md"

_CODE_BLOCK: Final = re.compile(r"```python\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Camera:
    """A page of a browser, and the folder that its pictures go to."""

    page: Page
    folder: Path

    def take(self, name: str, *, height: int, width: int = WIDTH, top: str = "") -> None:
        """Keep a part of the page as a picture, which begins at an element or at its top.

        Args:
            name: what the picture is called, without its kind.
            height: in pixels.
            width: in pixels.
            top: a selector of the element that it begins a little above.
        """
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate("document.fonts.ready")
        self.page.evaluate("document.activeElement.blur()")
        above = f"document.querySelector({json.dumps(top)}).getBoundingClientRect().top - 24"
        self.page.evaluate(f"scrollBy(0, {above})" if top else "scrollTo(0, 0)")
        png = self.page.screenshot()
        picture = Image.open(io.BytesIO(png)).convert("RGB")
        picture.save(self.folder / f"{name}.webp", quality=QUALITY, method=6)

    def open(self, address: str) -> None:
        """Go to an address."""
        self.page.goto(address, wait_until="load")

    def press(self, name: str) -> None:
        """Press a button, and wait for what comes."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()

    def fill(self, **fields: str) -> None:
        """Fill in fields by their names."""
        for name, text in fields.items():
            self.page.fill(f"[name='{name}']", text)


@contextmanager
def running(*arguments: str, data: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command of the program until the block ends."""
    command = [sys.executable, "-m", "laurea", *arguments]
    environment = {**os.environ, "LAUREA_DATA": data, "LAUREA_PASSPHRASE": PASSWORD}
    with subprocess.Popen(  # noqa: S603 - the command is our own
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            yield server
        finally:
            server.terminate()
            server.wait()


def wait_until_up(url: str) -> None:
    """Wait until a server answers."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()  # noqa: S310 - our own
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


@contextmanager
def looking(browser: Browser, folder: Path, scheme: str = "light") -> Iterator[Camera]:
    """Give a camera that nobody has signed in with."""
    context = browser.new_context(reduced_motion="reduce", color_scheme=scheme)  # type: ignore[arg-type]
    yield Camera(context.new_page(), folder)
    context.close()


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[at : at + 4])
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


def sign_in(camera: Camera, said: dict[str, Any], name: str) -> None:
    """Sign in as somebody of the demo world."""
    login = next(one for one in said["logins"] if one["email"].startswith(name))
    camera.open(f"{said['url']}/accounts/login/")
    camera.fill(login=login["email"], password=login["password"])
    camera.press("Sign in")
    if login["totp_secret"]:
        camera.fill(code=code_of(login["totp_secret"]))
        camera.page.locator("main form button").first.click()
        camera.page.wait_for_load_state()


def photograph_sights(browser: Browser, folder: Path, said: dict[str, Any]) -> None:
    """What README and the tutorial of the demo show, the first in both themes."""
    sights = sights_of(said)
    for scheme in ("light", "dark"):
        with looking(browser, folder, scheme) as camera:
            camera.open(sights["A credential in force"])
            camera.take(f"demo-credential-{scheme}", height=720)
    with looking(browser, folder) as camera:
        camera.open(sights["One that was revoked"])
        camera.take("demo-revoked", height=800)
        camera.open(said["url"])
        camera.take("demo-home", height=760)


def photograph_issuer(browser: Browser, folder: Path, said: dict[str, Any]) -> None:
    """An achievement is designed, published and awarded, and stands on the desk."""
    college = f"{said['url']}/o/northfield"
    with looking(browser, folder) as camera:
        sign_in(camera, said, "rosa.")
        camera.open(f"{college}/achievements/new")
        camera.fill(
            name="Food Safety",
            description="Keeps a kitchen safe by the rules of HACCP.",
            criteria="Passed the practical test and the written one.",
            valid_months="24",
            short_title="Food Safety",
        )
        camera.page.select_option("[name='achievement_type']", "Certificate")
        camera.page.select_option("[name='glyph']", "flask")
        camera.press("Show it")
        camera.take("issuer-design", height=760, top="[aria-labelledby='looks']")
        camera.press("Publish")
        camera.take("issuer-published", height=640)
        camera.page.get_by_role("link", name="Award it", exact=True).click()
        camera.fill(name="Alva Lind", email="alva.lind@students.northfield.example")
        camera.press("Look it over")
        camera.take("issuer-review", height=760)
        camera.press("Award and sign")
        camera.open(f"{college}/")
        camera.take("issuer-desk", height=680)


def photograph_learner(browser: Browser, folder: Path, said: dict[str, Any]) -> None:
    """A claim link is opened and accepted; a wallet."""
    with looking(browser, folder) as camera:
        camera.open(sights_of(said)["A claim link that nobody has used"])
        camera.take("learner-claim", height=780, width=900)
        camera.press("Accept it")
        camera.take("learner-accepted", height=760, width=900)
    with looking(browser, folder) as camera:
        sign_in(camera, said, "mira.")
        camera.open(f"{said['url']}/wallet")
        camera.take("learner-wallet", height=660)


def photograph_verifier(browser: Browser, folder: Path, said: dict[str, Any]) -> None:
    """A credential of the demo is checked, as it was downloaded and with one word changed."""
    address = sights_of(said)["A credential in force"]
    with urllib.request.urlopen(f"{address}.json") as answer:  # noqa: S310 - our own
        credential: bytes = answer.read()
    with looking(browser, folder) as camera:
        camera.open(f"{said['url']}/verify")
        camera.take("verify-page", height=640)
        show_to(camera, said["url"], "web-analytics.json", credential)
        camera.take("verify-valid", height=760)
        show_to(camera, said["url"], "changed.json", credential.replace(b"Analytics", b"Alchemy"))
        camera.take("verify-changed", height=760)


def photograph_developer(browser: Browser, folder: Path, said: dict[str, Any]) -> None:
    """What the tutorial's own code makes, as this page of the site judges it."""
    made: dict[str, Any] = {}
    with redirect_stdout(io.StringIO()):
        for block in _CODE_BLOCK.findall(TUTORIAL.read_text("utf-8")):
            exec(block, made)  # noqa: S102 - the tutorial is our own
    with looking(browser, folder) as camera:
        for name in ("credential", "changed"):
            show_to(camera, said["url"], f"{name}.json", made[name])
            camera.take(f"developer-{name}", height=640)


def show_to(camera: Camera, url: str, name: str, content: bytes) -> None:
    """Bring a file to the verify page."""
    camera.open(f"{url}/verify")
    camera.page.set_input_files(
        "[name='file']", {"name": name, "mimeType": "application/json", "buffer": content}
    )
    camera.page.get_by_role("button", name="Verify", exact=True).click()
    camera.page.get_by_text(name).first.wait_for()


def photograph_operator(browser: Browser, folder: Path, data: str) -> None:
    """An installation is set up from an empty folder."""
    url = f"http://localhost:{PORTS[1]}"
    arguments = ("serve", "--port", str(PORTS[1]))
    with running(*arguments, data=data), looking(browser, folder) as camera:
        wait_until_up(url)
        token = (Path(data) / "setup-token").read_text("ascii").strip()
        camera.open(f"{url}/setup?token={token}")
        camera.page.get_by_label("Your name").fill("Rosa Registrar")
        camera.page.get_by_label("E-mail address").fill("rosa@college.example")
        camera.take("operator-administrator", height=700)
        camera.page.get_by_label("Password").fill(PASSWORD)
        camera.press("Make my account")
        camera.press("Keep this address")
        camera.page.get_by_role("link", name="Add an app", exact=True).click()
        secret = camera.page.locator(".code-line .code").inner_text().strip()
        camera.page.get_by_label("Code from the app").fill(code_of(secret))
        camera.press("Add the app")
        camera.page.get_by_role("link", name="They are kept: go on", exact=True).click()
        camera.page.get_by_label("Name", exact=True).fill("Halden Works Academy")
        camera.page.get_by_label("Short name").fill("Halden")
        camera.page.get_by_label("Petrol").check()
        camera.press("Show artwork and addresses")
        camera.take("operator-organization", height=900)
        camera.press("Found the organization")
        camera.press("Make the key")
        camera.page.get_by_role("link", name="Go on", exact=True).or_(
            camera.page.get_by_role("button", name="Go on", exact=True)
        ).first.click()
        camera.page.wait_for_url("**/setup/done")
        camera.take("operator-done", height=540)


def sights_of(said: dict[str, Any]) -> dict[str, str]:
    """Return the addresses worth opening, by the beginning of what stands before them."""
    return {sight["what"].partition(":")[0]: sight["url"] for sight in said["sights"]}


def main(folder: Path) -> None:
    """Take all pictures."""
    arguments = ("demo", "--json", "--no-browser", "--port", str(PORTS[0]))
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        photograph_operator(browser, folder, f"{room}/empty")
        demo = (*arguments, "--data", f"{room}/demo")
        with running(*demo, data=f"{room}/unused") as server:
            said = json.loads(server.stdout.readline() if server.stdout else "{}")
            wait_until_up(said["url"])
            photograph_sights(browser, folder, said)
            photograph_verifier(browser, folder, said)
            photograph_developer(browser, folder, said)
            photograph_learner(browser, folder, said)
            photograph_issuer(browser, folder, said)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
