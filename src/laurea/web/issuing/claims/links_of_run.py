"""New claim links for many rows of a run, to be handed on in whatever way people have.

Which links were made before is not known to anybody: only their hashes are kept. So each of
these recipients gets a new one, and all that they had before opens nothing any more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from laurea.web.accounts.access import Account
from laurea.web.issuing.access import BulkRun, Credential, run_for
from laurea.web.issuing.claims.access import lock_waiting, open_claims, replace_links
from laurea.web.issuing.claims.links import DrawnLink, links_for
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_revocations.access import in_force_of
from laurea.web.operations.audit import audit


@dataclass(frozen=True, slots=True)
class RowLink:
    """A row of a run, its recipient, and the new link."""

    row: str
    name: str
    address: str
    link: DrawnLink


def new_links_of_run(
    *, actor: Account, run_id: UUID, rows: Collection[str] | None, key: str, at: datetime
) -> list[RowLink]:
    """Make new claim links for recipients of a run who have not answered; void those before.

    Args:
        actor: an owner or issuer of the organization.
        run_id: the run.
        rows: for which rows, by their names; `None` for all.
        key: the form it is asked for by: sent again, it gives the same links.
        at: the moment, timezone-aware.

    Returns:
        The links in the order of the rows; none for those who have answered, or whose credential
        is revoked.

    Raises:
        NotFound: the run is not the actor's.
    """
    run = run_for(actor, run_id, roles=ISSUERS)
    chosen = {
        pk: credential
        for pk, credential in _in_force(run).items()
        if rows is None or row_of(credential) in rows
    }
    with transaction.atomic():
        open_claims(chosen, at=at)
        waiting = [claim.pk for claim in lock_waiting(chosen)]
        links = links_for(waiting, key, at=at)
        replace_links([link for _drawn, link in links.values()])
        if links:
            audit(
                "claim.links",
                str(run.pk),
                actor=str(actor.pk),
                at=at,
                organization=run.organization_id,
                body={"run": str(run.pk), "rows": len(links)},
            )
    found = [
        RowLink(
            row_of(chosen[pk]),
            chosen[pk].recipient_name,
            chosen[pk].recipient_email or chosen[pk].recipient_did,
            drawn,
        )
        for pk, (drawn, _link) in links.items()
    ]
    return sorted(found, key=lambda one: (len(one.row), one.row))


def row_of(credential: Credential) -> str:
    """Return the name of the row of a run that a credential was issued for."""
    return credential.key.split(":", 2)[2]


def _in_force(run: BulkRun) -> dict[UUID, Credential]:
    return {credential.pk: credential for credential in in_force_of(run)}
