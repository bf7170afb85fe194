"""Starting an import: drafts are made, and the worker stores the awards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_under, lock_draft
from laurea.web.catalog.form_state import new_state
from laurea.web.catalog.save_draft import save_draft
from laurea.web.issuing.imports.access import Import, ImportState, import_for, lock_import
from laurea.web.issuing.imports.choose import DRAFT
from laurea.web.issuing.imports.reading import here_id
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import audit
from laurea.web.operations.jobs import NewJob, add_jobs

IMPORT_AWARDS: Final = "import-awards"


def start_import(*, actor: Account, import_id: UUID, changes: int, at: datetime) -> Import:
    """Start an import; started again it is the same one.

    Args:
        actor: an owner or issuer of the organization; an owner or designer, where drafts of
            achievements are to be made.
        import_id: the import.
        changes: `Import.changes` as the person saw it: nothing is started unseen.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's, or the actor may not make drafts.
        Conflict: it was changed since the person saw it.
    """
    import_for(actor, import_id, roles=ISSUERS)
    with transaction.atomic():
        brought = lock_import(import_id)
        if brought.state != ImportState.BROUGHT:
            return brought
        if brought.changes != changes:
            detail = "The import was changed in the meantime, perhaps in another tab. Look it over."
            raise Conflict(Problem(MALFORMED_VALUE, detail))
        for one in brought.achievements:
            if brought.mapping.get(one["original_id"]) == DRAFT:
                _make_draft(actor, brought, one, at)
        brought.state = ImportState.RUNNING
        brought.started_at = at
        brought.save(update_fields=["state", "started_at"])
        add_jobs([NewJob(IMPORT_AWARDS, str(brought.pk))], at=at)
        audit(
            "import.start",
            str(brought.pk),
            actor=str(actor.pk),
            at=at,
            organization=brought.organization_id,
            body={"awards": brought.counts["awards"]},
        )
    return brought


def _make_draft(actor: Account, brought: Import, found: Mapping[str, Any], at: datetime) -> None:
    """Make a draft of an achievement, unless there is one of it or it became one already."""
    organization = brought.organization
    draft_id = here_id(organization.pk, brought.platform, found["original_id"])
    if achievement_under(draft_id) is not None or lock_draft(draft_id) is not None:
        return
    state = new_state(organization).with_fields(
        name=found["name"],
        description=found["description"],
        criteria=found["criteria"],
        criteria_url=found["criteria_url"] or "",
        tags=", ".join(found["tags"]),
    )
    save_draft(
        actor=actor,
        organization=organization,
        draft_id=draft_id,
        written=state.written.to_json(),
        name=found["name"],
        at=at,
    )
