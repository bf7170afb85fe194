"""Saying what the achievements of an export are here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_for
from laurea.web.issuing.imports.access import Import, ImportState, import_for, lock_import
from laurea.web.issuing.imports.reading import surveyed, written_survey
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import absent

DRAFT: Final = "draft"
"""In a mapping: a draft is made of it."""


def choose_achievements(
    *, actor: Account, import_id: UUID, chosen: Mapping[str, str], date_order: str, at: datetime
) -> Import:
    """Say what each achievement of an export is here, and how its dates are read.

    Args:
        actor: an owner or issuer of the organization.
        import_id: the import.
        chosen: for the original id of an achievement the id of one here, `draft`, or "" for
            history alone.
        date_order: `dmy`, `mdy`, or "" to let the file tell.
        at: the moment, timezone-aware.

    Raises:
        NotFound: the import, or an achievement, is not the actor's.
        Conflict: it was started already.
    """
    brought = import_for(actor, import_id, roles=ISSUERS)
    known = {one["original_id"] for one in brought.achievements}
    mapping = {key: value for key, value in chosen.items() if key in known and value}
    for value in set(mapping.values()) - {DRAFT}:
        _demand_own(actor, brought, value)
    with transaction.atomic():
        brought = lock_import(import_id)
        demand_brought(brought)
        if date_order != brought.date_order:
            brought.date_order = date_order
            found = surveyed(bytes(brought.content), date_order)
            brought.achievements, brought.counts = written_survey(found)
        brought.mapping = mapping
        brought.changes += 1
        brought.save(update_fields=["date_order", "achievements", "counts", "mapping", "changes"])
        audit(
            "import.map",
            str(brought.pk),
            actor=str(actor.pk),
            at=at,
            organization=brought.organization_id,
            body={"mapped": len(mapping)},
        )
    return brought


def demand_brought(brought: Import) -> None:
    """Do nothing where an import, which was locked, was not started.

    Raises:
        Conflict: it was.
    """
    if brought.state != ImportState.BROUGHT:
        detail = "This import was started already, perhaps in another tab."
        raise Conflict(Problem(MALFORMED_VALUE, detail))


def _demand_own(actor: Account, brought: Import, value: str) -> None:
    try:
        achievement_id = UUID(value)
    except ValueError:
        raise absent() from None
    achievement = achievement_for(actor, achievement_id)
    if achievement.organization_id != brought.organization_id:
        raise absent()
