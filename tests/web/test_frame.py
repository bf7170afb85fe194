"""What the pages of an organization offer to whom: every link there opens."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from laurea.web.catalog.access import achievements_of
from laurea.web.organizations.access import Role
from tests.web.conftest import World, signed_in
from tests.web.issuing.staff import issue

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*\bhref="(/o/[^"#]*)"')
MENU = re.compile(r'<nav class="sections".*?</nav>', re.DOTALL)


def links_on(client: Client, path: str) -> set[str]:
    answer = client.get(path)
    if answer.streaming or not answer.headers["Content-Type"].startswith("text/html"):
        return set()
    return {unescape(one) for one in LINK.findall(answer.content.decode())}


def opened_by(client: Client) -> dict[str, int]:
    """The status of each page of the organization to which links lead from its first one."""
    seen: dict[str, int] = {}
    to_see = ["/o/guild/"]
    while to_see:
        path = to_see.pop()
        if path not in seen and "/export" not in path:
            seen[path] = client.get(path).status_code
            to_see.extend(links_on(client, path) if seen[path] == 200 else ())
    return seen


@pytest.mark.parametrize("role", Role)
def test_nobody_is_offered_a_page_that_is_closed_to_them(world: World, role: Role) -> None:
    credential = issue(world, "ada")
    client = signed_in(world.join("mira", role))
    opened = opened_by(client)
    assert len(opened) > 8
    assert f"/o/guild/credentials/{credential.pk}" in opened
    assert {path: status for path, status in opened.items() if status >= 400} == {}


@pytest.mark.parametrize("role", Role)
def test_the_menu_offers_awarding_to_those_who_may(world: World, role: Role) -> None:
    issue(world, "ada")
    account = world.join("mira", role)
    assert achievements_of(account).exists()
    links = links_on(signed_in(account), "/o/guild/")
    may = role in (Role.OWNER, Role.ISSUER)
    assert ("/o/guild/award" in links) == may
