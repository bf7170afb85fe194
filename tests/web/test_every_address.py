"""Every address of the server, asked by everybody: headers, and who is let in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from laurea.web.security.headers import content_security_policy
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

WHO = ("owner", "colleague", "stranger", "nobody")
EXAMPLES = {
    "uuid": str(uuid4()),
    "slug": "guild",
    "key": "1-set-key",
    "uidb36": "1",
    "pk": "1",
    "name": "roundel",
    "size": "large",
    "token": "no-such-token",
    "number": "1",
    "form": "json",
}
PUBLIC = {
    *("verify", "health", "account_login", "account_signup", "account_reset_password"),
    *("home", "catalogue", "issuers", "robots", "favicon", "sitemap", "sitemap-issuers"),
    *("imprint", "privacy", "contact", "api-reference", "api-openapi"),
}
"""What anybody sees, signed in or not."""
DOCUMENTS = {"/i/guild/did.json", "/i/guild.json", "/favicon.ico", "/api/v1/openapi.json"}
"""What any program may read, from whatever origin, and keep for a while."""
NAMES_EVERYBODY = {"/", "/a", "/i", "/i/guild", "/contact", "/privacy", *DOCUMENTS}
"""What says in public who issues here."""
TELLS_NOBODY = {"/verify", "/claim/no-such-token", "/claim/no-such-token/again"}
"""What lets no other site know that it was looked at."""


def addresses() -> list[str]:
    """One address for each name that an address has."""
    known: Any = get_resolver().reverse_dict
    found = set()
    for name in {name for name in known if isinstance(name, str)}:
        ((_, parameters),) = list(known[name][0])[:1]
        found.add(reverse(name, kwargs={one: example(one) for one in parameters}))
    return sorted(found)


def example(parameter: str) -> str:
    """A value for a parameter of an address; those named after rows are their ids."""
    return EXAMPLES["uuid"] if parameter.endswith("_id") else EXAMPLES[parameter]


def client_of(world: World, who: str) -> Client:
    client = Client(raise_request_exception=True)
    if who != "nobody":
        client.force_login(getattr(world, who))
    return client


@pytest.mark.parametrize("who", WHO)
def test_every_answer_carries_the_headers(world: World, who: str) -> None:
    client = client_of(world, who)
    for path in [*addresses(), "/nowhere", "/static/nothing.css", "/static/design/tokens.css"]:
        response = client.get(path)
        said = response.headers
        assert said["Content-Security-Policy"] == content_security_policy(), path
        camera = "camera=(self)" if path == reverse("verify") else "camera=()"
        assert camera in said["Permissions-Policy"], path
        referrer = "no-referrer" if path in TELLS_NOBODY else "strict-origin"
        assert said["Referrer-Policy"] in {referrer, "same-origin"}, path
        assert said["Cross-Origin-Opener-Policy"] == "same-origin", path
        reach = "cross-origin" if path in DOCUMENTS else "same-origin"
        assert said["Cross-Origin-Resource-Policy"] == reach, path
        assert said["X-Content-Type-Options"] == "nosniff", path
        is_kept = path in DOCUMENTS or path.startswith("/static/")
        assert is_kept or "no-store" in said["Cache-Control"], path
        assert response.status_code < 500, path
    response.close()  # the file; it ends the request, and with it the connection, so it is last


def test_nobody_is_sent_to_sign_in_or_told_nothing(world: World) -> None:
    client = client_of(world, "nobody")
    open_to_all = {reverse(name) for name in PUBLIC}
    for path in addresses():
        response = client.get(path)
        if path in open_to_all:
            assert response.status_code == 200, path
        elif response.status_code == 302:
            assert response.headers["Location"].startswith(("/accounts/", "/verify", "/setup")), (
                path
            )
        else:
            assert response.status_code in {200, 404, 405}, path


@pytest.mark.parametrize("who", WHO)
def test_no_page_names_another_organization(world: World, who: str) -> None:
    foreign = "Guild of Weavers" if who in {"stranger", "nobody"} else "Ropewalk"
    client = client_of(world, who)
    for path in sorted(set(addresses()) - NAMES_EVERYBODY):
        assert foreign not in b"".join(client.get(path)).decode("utf-8", "replace"), path


def test_what_is_absent_is_said_in_the_form_that_is_read(client: Client) -> None:
    page = client.get("/nowhere")
    assert (page.status_code, page.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "<h1" in page.content.decode()
    problem = client.get("/nowhere", headers={"Accept": "application/json"})
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["status"] == 404


def test_with_tls_browsers_are_told_to_stay_with_it(client: Client, settings: object) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    settings.IS_SECURE = True  # type: ignore[attr-defined]
    said = client.get("/healthz").headers["Strict-Transport-Security"]
    assert said == "max-age=31536000; includeSubDomains"
