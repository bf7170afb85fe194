"""What the tests of rosters share: rosters, and the way through the pages."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from laurea.web.issuing.roster_models import RosterDraft
from tests.web.conftest import World

HEADER = "full name,mail,finished,quiz"


def a_roster(rows: int = 5, *, bad: tuple[int, ...] = ()) -> str:
    """A roster; the rows in `bad`, counted as a spreadsheet does, have an address without end."""
    lines = [HEADER]
    for number in range(2, rows + 2):
        end = "" if number in bad else ".example"
        lines.append(
            f"Learner {number},learner{number}@college{end},2026-11-{number % 22 + 1:02},91"
        )
    return "\n".join(lines) + "\n"


def upload(
    client: Client, world: World, content: str | bytes, *, name: str = "autumn.csv", key: str = ""
) -> Any:
    """Send a roster with the form."""
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    address = reverse("issuing-roster-upload", args=[world.organization.slug, world.achievement.pk])
    return client.post(address, {"file": file, "key": key or uuid4().hex})


def brought(client: Client, world: World, content: str | bytes) -> RosterDraft:
    """A roster that was brought with the form, and whose columns were agreed to."""
    response = upload(client, world, content)
    assert response.status_code == 302, response.content.decode()
    return RosterDraft.objects.get(pk=response.headers["Location"].split("/")[-2])


def of(name: str, draft: RosterDraft) -> str:
    """The address of one of a roster's pages."""
    return reverse(f"issuing-roster-{name}", args=["guild", draft.pk])


def filled_in(response: Any) -> dict[str, str]:
    """The fields of all forms of a page, as a browser would send them untouched."""
    page = response.content.decode()
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_choice = said.get("type") in {"checkbox", "radio"}
        if "name" in said and (not is_choice or " checked" in tag):
            found[said["name"]] = said.get("value", "")
    for name, options in re.findall(r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', page):
        chosen = re.search(r'<option value="([^"]*)" selected>', options)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    return found
