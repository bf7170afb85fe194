"""What the tests of pages for an organization's people share."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import Credential
from laurea.web.issuing.award import Wanted, award
from tests.web.conftest import NOON, World, signed_in


def client_of(account: Account, *, signed_in_s_ago: float = 0) -> Client:
    """A browser in which somebody signed in so many seconds ago."""
    client = signed_in(account)
    session = client.session
    (record,) = session["account_authentication_methods"]
    session["account_authentication_methods"] = [{**record, "at": record["at"] - signed_in_s_ago}]
    session.save()
    return client


def words(response: Any) -> str:
    """What a page says, without its drawings."""
    content = b"".join(response) if response.streaming else response.content
    page = content.decode().replace("<wbr>", "")
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(text))


def fields_of(response: Any) -> dict[str, str]:
    """The fields of the last form of a page as a browser would send them, without buttons."""
    form = response.content.decode().rpartition("<form")[2]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        said = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" in said and said.get("name") != "csrfmiddlewaretoken":
            found[said["name"]] = said.get("value", "")
    for name, text in re.findall(r'<textarea name="(\w+)".*?>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text).strip()
    return found


def issue(world: World, key: str, **changes: Any) -> Credential:
    """A credential of the organization, issued."""
    said = {"email": f"{key}@example.org", "name": key.capitalize(), "valid_from": NOON, **changes}
    return award(
        actor=world.owner,
        achievement_id=world.achievement.pk,
        wanted=Wanted(key=key, **said),
        at=changes.get("valid_from", NOON),
    )
