"""The public page and the verify page in a real browser, against a real server."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import laurea.web.verification
from tests.web.browser import Looker, launch
from tests.web.installation import Installation
from tests.web.served import look_closely, looking, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,
    pytest.mark.xdist_group("verification-browser"),
]

SETTLE = """
import json
from datetime import UTC, datetime, timedelta
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.revoke import revoke
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.keys import add_issuer_key
from tests.web.conftest import an_account, an_achievement
at = datetime.now(UTC)
owner = an_account("ottilie")
guild = found_organization(actor=owner, slug="guild", legal_name="Guild of Weavers", at=at)
add_issuer_key(actor=owner, organization=guild, passphrase=None, at=at)
document = an_achievement(
    achievementType="MicroCredential",
    criteria={"id": "https://guild.example/ells", "narrative": "Weave an ell.\\n\\nShow it."},
    alignment=[
        {
            "type": ["Alignment"],
            "targetName": "Weave linen",
            "targetUrl": "https://esco.example/1",
            "targetFramework": "ESCO",
        }
    ],
)
weaving = define_achievement(actor=owner, organization=guild, document=document, at=at)
def issued(key, **dates):
    wanted = Wanted(key=key, email="ada@example.org", name="Ada Fenn", **dates)
    return award(actor=owner, achievement_id=weaving.pk, wanted=wanted, at=at)
begun = at - timedelta(days=400)
good = issued("good", valid_from=begun, valid_until=at + timedelta(days=400))
over = issued("over", valid_from=begun, valid_until=at - timedelta(days=4))
gone = issued("gone", valid_from=begun)
revoke(actor=owner, credential_id=gone.pk, reason="The ell was bought.", at=at)
print(json.dumps({"good": str(good.pk), "over": str(over.pk), "gone": str(gone.pk)}))
"""
DROP = """([name, content]) => {
  const carrier = new DataTransfer();
  carrier.items.add(new File([content], name, {type: 'application/json'}));
  const place = document.querySelector('.drop');
  const said = {dataTransfer: carrier, bubbles: true, cancelable: true};
  place.dispatchEvent(new DragEvent('dragover', said));
  if (!place.classList.contains('over')) throw new Error('it does not show where to drop');
  place.dispatchEvent(new DragEvent('drop', said));
}"""
CAMERA = """
const canvas = document.createElement('canvas');
canvas.width = canvas.height = 600;
const image = new Image();
const draw = () => canvas.getContext('2d').drawImage(image, 0, 0, 600, 600);
image.onload = () => setInterval(draw, 50);
image.src = 'data:image/png;base64,%s';
navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
"""
DETECTOR = """
globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ['qr_code']; }
  async detect() { return [{rawValue: '%s'}]; }
};
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and its credentials: one good, one expired, one revoked."""

    origin: str
    credentials: dict[str, str]

    def page_of(self, name: str) -> str:
        return f"{self.origin}/c/{self.credentials[name]}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("verification") / "data"
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
def looker(browser: Browser) -> Iterator[Looker]:
    with looking(browser) as found:
        yield found
        assert found.said == []


def photograph_of_code(looker: Looker, site: Site) -> bytes:
    """What a camera sees of the QR code on the public page."""
    looker.open(site.page_of("good"))
    return looker.page.locator("svg.qr").screenshot()


def verdict(looker: Looker) -> str:
    looker.page.locator(".verdict .word").first.wait_for()
    return looker.page.locator(".verdict .word").first.inner_text()


@pytest.mark.parametrize(
    ("name", "word"), [("good", "Valid"), ("over", "Not valid"), ("gone", "Not valid")]
)
def test_the_public_page_is_accessible_in_every_state(
    looker: Looker, site: Site, name: str, word: str
) -> None:
    looker.open(site.page_of(name))
    assert verdict(looker) == word
    look_closely(looker, f"credential-{name}")


PAINTED_MS = (
    "new Promise(seen => new PerformanceObserver(list => seen(list.getEntries().at(-1)"
    ".startTime)).observe({type: 'largest-contentful-paint', buffered: true}))"
)


def test_plate_and_verdict_stand_in_the_first_view_and_the_page_comes_quickly(
    looker: Looker, site: Site
) -> None:
    looker.open(site.page_of("good"))
    for part in (".plate", ".verdict"):
        box = looker.page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
    painted_ms = []
    for _ in range(4):  # the quickest counts: a busy machine says nothing about the page
        looker.open(site.page_of("good"))
        painted_ms.append(looker.page.evaluate(PAINTED_MS))
    assert min(painted_ms) <= 1000
    assert looker.page.locator("script").count() == 0


def test_the_verify_page_is_accessible(looker: Looker, site: Site) -> None:
    looker.open(f"{site.origin}/verify")
    look_closely(looker, "verify")
    looker.page.get_by_label("Link or text").fill("hello")
    looker.page.get_by_role("button", name="Verify", exact=True).click()
    looker.page.get_by_text("That is not a credential").wait_for()
    look_closely(looker, "verify-refused")


def test_a_dropped_file_is_checked(looker: Looker, site: Site) -> None:
    document = looker.page.request.get(f"{site.page_of('good')}.json").text()
    looker.open(f"{site.origin}/verify")
    looker.page.evaluate(DROP, ["mine.json", document])
    assert verdict(looker) == "Valid"
    look_closely(looker, "verified")
    looker.page.get_by_role("link", name="See its page here").click()
    looker.page.wait_for_url(site.page_of("good"))
    looker.page.go_back()
    assert verdict(looker) == "Valid"
    assert looker.page.get_by_text("Read from mine.json").count() == 1


def test_several_files_come_back_worst_first(looker: Looker, site: Site, tmp_path: Path) -> None:
    document = looker.page.request.get(f"{site.page_of('good')}.json").text()
    good, changed, notes = (tmp_path / name for name in ("a.json", "b.json", "c.txt"))
    good.write_text(document)
    changed.write_text(document.replace("Weaving", "Weavinh"))
    notes.write_text("no credential at all")
    looker.open(f"{site.origin}/verify")
    looker.page.locator("input[name=file]").set_input_files([good, changed, notes])
    looker.page.get_by_role("button", name="Verify", exact=True).click()
    assert verdict(looker) == "Not valid"
    found = looker.page.locator(".verdict .word").all_inner_texts()
    assert found == ["Not valid", "Not a credential", "Valid"]
    jumps = looker.page.get_by_role("navigation", name="3 files were checked")
    jumps.get_by_role("link").last.click()
    looker.page.wait_for_url("**/verify#result-3")
    look_closely(looker, "verified-several")


def test_a_pasted_address_of_this_site_is_checked(looker: Looker, site: Site) -> None:
    looker.open(f"{site.origin}/verify")
    looker.page.get_by_label("Link or text").fill(site.page_of("gone"))
    looker.page.get_by_role("button", name="Verify", exact=True).click()
    assert verdict(looker) == "Not valid"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_photograph_of_the_code_on_the_page_is_checked(
    looker: Looker, site: Site, theme: str
) -> None:
    looker.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    picture = photograph_of_code(looker, site)
    looker.open(f"{site.origin}/verify")
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": picture}
    looker.page.locator("input[name=photo]").set_input_files(photo)  # type: ignore[arg-type]
    looker.page.get_by_role("button", name="Verify", exact=True).click()
    assert verdict(looker) == "Valid"


@pytest.mark.parametrize("knows_codes", [True, False])
def test_the_camera_reads_a_code_here_or_sends_one_picture(
    looker: Looker, site: Site, knows_codes: bool
) -> None:
    picture = base64.b64encode(photograph_of_code(looker, site)).decode()
    looker.page.add_init_script(CAMERA % picture)
    if knows_codes:
        looker.page.add_init_script(DETECTOR % site.page_of("good"))
    asked: list[str] = []
    looker.page.on("request", lambda request: asked.append(request.url))
    looker.open(f"{site.origin}/verify")
    assert not any(url.endswith("camera.js") for url in asked)
    looker.page.get_by_role("button", name="Scan a QR code").click()
    if not knows_codes:
        looker.page.get_by_role("button", name="Take the picture").wait_for()
        assert looker.page.evaluate("document.activeElement.id") == "camera"
        look_closely(looker, "camera")
        looker.page.get_by_role("button", name="Take the picture").click()
    assert verdict(looker) == "Valid"


def test_a_camera_that_is_refused_is_said_and_the_form_stays(looker: Looker, site: Site) -> None:
    refuse = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no'); };"
    looker.page.add_init_script(refuse)
    looker.open(f"{site.origin}/verify")
    looker.page.get_by_role("button", name="Scan a QR code").click()
    looker.page.get_by_text("The camera is not allowed or not there.").wait_for()
    look_closely(looker, "camera-refused")


def test_everything_works_without_scripts(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.origin}/verify")
    assert not page.get_by_role("button", name="Scan a QR code").is_visible()
    assert page.locator("input[name=photo]").get_attribute("capture") == "environment"
    page.get_by_label("Link or text").fill(site.page_of("good"))
    page.get_by_role("button", name="Verify", exact=True).click()
    page.get_by_role("heading", name="Valid", exact=True).wait_for()
    context.close()


def test_the_page_is_walked_with_the_keyboard_alone(looker: Looker, site: Site) -> None:
    looker.open(f"{site.origin}/verify")
    looker.page.get_by_label("Link or text").focus()
    looker.page.keyboard.type(site.page_of("good"))
    for _ in range(10):
        looker.page.keyboard.press("Tab")
        if looker.page.evaluate("document.activeElement.textContent").strip() == "Verify":
            break
    looker.page.keyboard.press("Enter")
    assert verdict(looker) == "Valid"


def test_all_scripts_together_are_small() -> None:
    folder = Path(laurea.web.verification.__file__).parent / "static"
    scripts = [path.read_bytes() for path in folder.rglob("*.js")]
    assert sum(len(gzip.compress(script)) for script in scripts) <= 50 * 1024
