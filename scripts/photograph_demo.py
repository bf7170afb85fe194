"""Photograph the demo world for README and tutorial. Wants Playwright, and Chromium.

    python scripts/photograph_demo.py docs/images

The world is made in a folder of its own and is gone afterwards; the port must be free.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

PORT: Final = 8742
WIDTH: Final = 1200
PATIENCE_S: Final = 120.0


@contextmanager
def demo() -> Iterator[dict[str, Any]]:
    """Serve a demo world, and give what it prints of itself."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "laurea", "demo", "--json", "--no-browser"]
        with subprocess.Popen(  # noqa: S603 - the command is our own
            [*command, "--port", str(PORT), "--data", f"{folder}/demo"], stdout=subprocess.PIPE
        ) as server:
            try:
                said = json.loads(server.stdout.readline() if server.stdout else b"{}")
                _wait_until_up(said["url"])
                yield said
            finally:
                server.terminate()
                server.wait()


def _wait_until_up(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5).close()  # noqa: S310 - our own
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(url)


def photograph(page: Page, url: str, file: Path, *, height: int) -> None:
    """Keep the upper part of a page as a picture."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(url, wait_until="load")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=file)


def main(folder: Path) -> None:
    """Take all pictures."""
    with demo() as said, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(reduced_motion="reduce")
        sights = {sight["what"].partition(":")[0]: sight["url"] for sight in said["sights"]}
        photograph(
            page, sights["A credential in force"], folder / "demo-credential.png", height=720
        )
        photograph(page, sights["One that was revoked"], folder / "demo-revoked.png", height=800)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
