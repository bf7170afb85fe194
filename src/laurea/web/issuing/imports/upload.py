"""Bringing an export: the file is stored as it came, with what was recognised in it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievements_of, newest_of
from laurea.web.issuing.imports.access import Import, import_under
from laurea.web.issuing.imports.reading import here_id, surveyed, written_survey
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import Organization, demand_role

_LONGEST_NAME: Final = 200


def upload_export(
    *,
    actor: Account,
    organization: Organization,
    content: bytes,
    file_name: str,
    key: str,
    at: datetime,
) -> Import:
    """Store an export, after a look at what it holds. Nothing of it is imported yet.

    Args:
        actor: an owner or issuer of the organization.
        organization: who made the awards.
        content: the file, as it came.
        file_name: what it is called.
        key: names the form it came with: the same content under the same key is one import.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the organization is not the actor's.
        MalformedDocument: it is no export of a platform that is known, or holds nothing.
        LimitExceeded: it is larger than what is read here.
    """
    demand_role(actor, organization.pk, *ISSUERS)
    found = surveyed(content, "")
    achievements, counts = written_survey(found)
    brought = Import(
        organization=organization,
        actor=actor,
        key=hashlib.sha256(f"{key} ".encode() + content).hexdigest(),
        file_name=_plain(file_name),
        content=content,
        platform=found.platform.value,
        achievements=achievements,
        counts=counts,
        mapping=_likely(actor, organization, found.platform.value, achievements),
        created_at=at,
    )
    with transaction.atomic():
        standing = import_under(organization.pk, brought.key)
        if standing is not None:
            return standing
        brought.save(force_insert=True)
        audit(
            "import.upload",
            str(brought.pk),
            actor=str(actor.pk),
            at=at,
            organization=organization.pk,
            body={"platform": brought.platform, "awards": counts["awards"]},
        )
    return brought


def _likely(
    actor: Account, organization: Organization, platform: str, found: list[dict[str, str]]
) -> dict[str, str]:
    """Return which achievements of the organization those of an export most likely are.

    They are what became of a draft of theirs, or alone have the same name.
    """
    theirs = newest_of(achievements_of(actor).filter(organization=organization, archived_at=None))
    ids: set[str] = set()
    named: dict[str, list[str]] = {}
    for pk, name in theirs.values_list("pk", "name"):
        ids.add(str(pk))
        named.setdefault(name.casefold(), []).append(str(pk))
    likely: dict[str, str] = {}
    for one in found:
        made = str(here_id(organization.pk, platform, one["original_id"]))
        same = named.get(one["name"].casefold(), [])
        if made in ids:
            likely[one["original_id"]] = made
        elif len(same) == 1:
            likely[one["original_id"]] = same[0]
    return likely


def _plain(name: str) -> str:
    """Return a name on one line, without what cannot be shown."""
    shown = "".join(character for character in name if character.isprintable())
    return " ".join(shown.split())[:_LONGEST_NAME]
