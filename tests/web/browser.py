"""A real browser for tests: Chromium of the machine, axe-core from npm, and what they look for.

Chromium is Debian's (`apt-get install chromium`), or the file that BROWSER_TESTS_CHROMIUM names.
Where it, Playwright or npm is missing, the tests that want it are skipped with a sentence.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Theme = Literal["light", "dark"]

FOLDER = Path(__file__).parent
AXE = FOLDER / "node_modules/axe-core/axe.min.js"
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OVERFLOWING = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll('body *')]
    .filter(e => !e.closest('.scroll, svg, .sr'))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1
              || e.getBoundingClientRect().left < -1)
    .slice(0, 5).map(e => e.tagName + '.' + e.className);
}"""


def find_chromium() -> str:
    """Return the path of Chromium, or skip the test."""
    found = os.environ.get("BROWSER_TESTS_CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("Install Chromium (Debian: chromium) to run the browser tests.")
    return found


def axe_source() -> str:
    """Return axe-core, which npm installs on first use, or skip the test."""
    if not AXE.exists():
        if not shutil.which("npm"):
            pytest.skip("Install npm, which fetches axe-core, to run the browser tests.")
        (FOLDER / "node_modules").mkdir(exist_ok=True)
        with (FOLDER / "node_modules/.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not AXE.exists():
                target = FOLDER / "node_modules/.install"
                target.mkdir(exist_ok=True)
                for name in ("package.json", "package-lock.json"):
                    shutil.copy(FOLDER / name, target / name)
                subprocess.run(["npm", "ci", "--loglevel=error"], cwd=target, check=True)
                (target / "node_modules/axe-core").rename(FOLDER / "node_modules/axe-core")
    return AXE.read_text()


@contextmanager
def launch() -> Iterator[Browser]:
    """Run Chromium, or skip the test."""
    path = find_chromium()
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Install Playwright to run the browser tests."
    )
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Looker:
    """A page under inspection, and what its console has said so far."""

    page: Page
    axe: str
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self._hear("error", str(error)))

    def _hear(self, kind: str, text: str) -> None:
        # That an error page has the status of an error is as it should be.
        if kind in {"error", "warning"} and "the server responded with a status of" not in text:
            self.said.append(text)

    def open(self, address: str) -> None:
        """Go to an address and wait until fonts and images are there."""
        self.page.goto(address, wait_until="load")
        self.page.evaluate("document.fonts.ready")
        self.page.evaluate(self.axe)

    def dress(self, *, width: int, theme: Theme) -> None:
        """Look at the page in another width and theme."""
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme=theme)

    def violations(self) -> list[str]:
        """Return what axe finds wrong, one line each."""
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run({runOnly: rules, resultTypes: ['violations']})", list(RULES)
        )
        return [
            f"{rule['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def overflowing(self) -> list[str]:
        """Return what makes the page scroll sideways."""
        found: list[str] = self.page.evaluate(OVERFLOWING)
        return found

    def photograph(self, name: str) -> None:
        """Keep a picture of the whole page, if BROWSER_TESTS_PICTURES names a folder for it."""
        folder = os.environ.get("BROWSER_TESTS_PICTURES")
        if folder:
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
