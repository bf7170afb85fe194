"""The pretended network of a case refuses what the real one would refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from laurea.credentials.errors import LaureaError, NotFound
from laurea.examine.fixtures import FixtureResolver

URL = "https://school.example/status/1"


def fetched(fixture: dict[str, Any], url: str = URL, most: int = 100) -> tuple[bytes, list[str]]:
    resolver = FixtureResolver({URL: fixture})
    content = resolver.fetch(url, accept="application/json", max_bytes=most)
    return content, resolver.fetched


def refusal(fixture: dict[str, Any], url: str = URL, most: int = 100) -> tuple[str, list[str]]:
    resolver = FixtureResolver({URL: fixture})
    with pytest.raises(LaureaError) as caught:
        resolver.fetch(url, accept="application/json", max_bytes=most)
    return caught.value.problem.type.slug, resolver.fetched


def test_a_body_or_a_file_is_delivered_and_the_request_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(b"{}")
    assert fetched({"status": 200, "body": "{}"}) == (b"{}", [URL])
    assert fetched({"file": str(path), "dns": ["93.184.216.34"]}) == (b"{}", [URL])


@pytest.mark.parametrize(
    ("fixture", "slug"),
    [
        ({"status": 302, "location": "http://169.254.169.254/"}, "fetch-forbidden"),
        ({"status": 500}, "fetch-failed"),
        ({"body": "x" * 101}, "limit-exceeded"),
        ({"stream_bytes": 200_000_000}, "limit-exceeded"),
    ],
)
def test_an_answer_that_is_no_document_is_refused(fixture: dict[str, Any], slug: str) -> None:
    assert refusal(fixture) == (slug, [URL])


@pytest.mark.parametrize("status", [404, 410])
def test_nothing_there_is_an_answer_of_its_own(status: int) -> None:
    with pytest.raises(NotFound):
        fetched({"status": status})


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:7f00:1"]
)
def test_a_name_that_leads_inside_is_not_asked(address: str) -> None:
    assert refusal({"dns": ["93.184.216.34", address]}) == ("fetch-forbidden", [])


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("http://school.example/status/1", "fetch-forbidden"),
        ("https://127.0.0.1/", "fetch-forbidden"),
        ("file:///etc/passwd", "fetch-forbidden"),
        ("https://elsewhere.example/", "fetch-failed"),
    ],
)
def test_an_address_that_the_case_does_not_name_is_never_asked(url: str, slug: str) -> None:
    assert refusal({"body": "{}"}, url) == (slug, [])
