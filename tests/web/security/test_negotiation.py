from __future__ import annotations

import pytest

from laurea.web.security.negotiation import preferred_type

OFFERED = ("text/html", "application/vc+ld+json", "application/json", "image/png", "image/svg+xml")
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        (CHROME, "text/html"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.9", "application/json"),
        ("application/json;q=0.2, text/html;q=0.9", "text/html"),
        ("application/vc+ld+json;charset=utf-8, */*;q=0.1", "application/vc+ld+json"),
        ("APPLICATION/*;q=0.4, image/svg+xml;q=0.5", "image/svg+xml"),
        ("image/avif,image/webp,image/*,*/*;q=0.8", "image/png"),
        ("image/*, image/png;q=0", "image/svg+xml"),
        ("text/html;q=0, */*;q=0.1", "application/vc+ld+json"),
        ("application/pdf", None),
        ("application/pdf, */*;q=0", None),
        ("text/html;q=nan", "text/html"),
        ("text/html;q=-1;q=0", None),
        ("text/html;q=1e9999", "text/html"),
        ("\u0663;q=\u0663, ,;;=,image/png", "image/png"),
        ("," * 10_000 + "image/png", "image/png"),
    ],
)
def test_the_type_is_the_one_that_the_client_prefers(accept: str, wanted: str | None) -> None:
    assert preferred_type(accept, OFFERED) == wanted
