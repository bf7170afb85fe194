"""Discarding an import of which nothing was stored, and forgetting those nobody started."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.imports.access import (
    Import,
    ImportState,
    delete_import,
    import_for,
    lock_import,
    old_imports,
)
from laurea.web.issuing.imports.choose import demand_brought
from laurea.web.issuing.roles import ISSUERS
from laurea.web.operations.audit import SYSTEM, audit
from laurea.web.operations.registry import Work

KEPT: Final = timedelta(days=30)
"""How long an export is kept that nobody started to import."""


def discard_import(*, actor: Account, import_id: UUID, at: datetime) -> None:
    """Delete an import with its file.

    Args:
        actor: an owner or issuer of the organization.
        import_id: the import.
        at: the moment, timezone-aware.

    Raises:
        NotFound: it is not the actor's.
        Conflict: it was started.
    """
    import_for(actor, import_id, roles=ISSUERS)
    with transaction.atomic():
        brought = lock_import(import_id)
        demand_brought(brought)
        _delete(brought, "import.discard", str(actor.pk), at)


def forget_old_imports(work: Work) -> None:
    """Forget exports that nobody started to import."""
    for import_id in old_imports(before=work.at - KEPT):
        with transaction.atomic():
            brought = lock_import(import_id)
            if brought.state == ImportState.BROUGHT:
                _delete(brought, "import.forget", SYSTEM, work.at)


def _delete(brought: Import, action: str, actor: str, at: datetime) -> None:
    subject, organization = str(brought.pk), brought.organization_id
    delete_import(brought.pk)
    audit(action, subject, actor=actor, at=at, organization=organization)
