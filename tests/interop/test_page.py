"""What is compared is sound, and the page about it is of these formats and these peers."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from laurea.credentials.errors import LaureaError
from laurea.credentials.received import read_received
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify
from scripts import interop
from tests.interop.formats import Made, made
from tests.interop.peers import WebResolver
from tests.interop.readers import READERS
from tests.interop.refusals import REFUSALS

pytestmark = pytest.mark.interop

PAGE = Path(__file__).parents[2] / "docs" / "interop.md"


@pytest.mark.parametrize("row", made(), ids=lambda row: row.name)
def test_what_is_put_before_the_peers_is_valid_and_its_changed_copy_is_not(row: Made) -> None:
    resolver = WebResolver(row.web, [])

    def verdict(content: bytes) -> Verdict:
        document = read_received(content).document
        return verify(document, at=datetime.now(UTC), resolver=resolver).verdict

    assert verdict(row.content) is Verdict.VALID
    with suppress(LaureaError):  # a letter of a token's header may make it no token
        assert verdict(row.changed) is Verdict.INVALID


def test_the_page_has_every_format_every_reason_and_the_present_versions() -> None:
    text = PAGE.read_text("utf-8")
    for row in made():
        assert f"| {row.name} |" in text, f"Run `make interop`: the page lacks {row.name}."
    for refusal in REFUSALS:
        assert refusal.reason in text, f"Run `make interop`: the page lacks: {refusal.reason}."
    for peer, version in interop.versions().items():
        assert f"| `{peer}` | {version} |" in text, f"Run `make interop`: {peer} changed."
    assert set(interop.PURPOSES) == set(READERS)
