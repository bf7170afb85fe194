"""Signing awards anew that were made elsewhere, as Open Badges 3.0 of this organization."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.credentials.model import Evidence
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import achievement_for
from laurea.web.catalog.archive import demand_awardable
from laurea.web.issuing.access import BulkRun, CredentialState, credentials_under
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_linted
from laurea.web.issuing.import_models import ImportSigning
from laurea.web.issuing.imports.access import (
    AwardElsewhere,
    Import,
    batches_of,
    import_for,
    lock_import,
    runs_signing,
    store_signing,
    unsigned_awards,
)
from laurea.web.issuing.imports.words import PLATFORMS
from laurea.web.issuing.lint import lint
from laurea.web.issuing.roles import ISSUERS
from laurea.web.issuing.run_key import row_key
from laurea.web.operations.audit import audit
from laurea.web.organizations.access import key_in_force

_FIRST: Final = "Awarded first on %s"
_EARNED: Final = "How it was earned"


def sign_imported(
    *, actor: Account, import_id: UUID, sends_letters: bool, at: datetime
) -> list[BulkRun]:
    """Start runs that sign the awards of an import anew, one run for each achievement.

    The credentials are valid from the day of the first award, and name its address and id as
    evidence. What was signed anew before is left out, so that nothing is signed twice.

    Args:
        actor: an owner or issuer of the organization.
        import_id: the import.
        sends_letters: whether the recipients are told that a credential waits.
        at: the moment, timezone-aware.

    Returns:
        The runs that were started; none where nothing was left to sign.

    Raises:
        NotFound: it is not the actor's, or the organization has no key.
        MalformedDocument: no credential of an achievement would be valid.
        Conflict: an achievement is archived.
    """
    brought = import_for(actor, import_id, roles=ISSUERS)
    wanted = {one.achievement_id for one in left_to_sign(brought, at=at) if one.achievement_id}
    if not wanted:
        return []
    key_in_force(brought.organization_id, at=at)
    for achievement_id in sorted(wanted):
        achievement = achievement_for(actor, achievement_id, roles=ISSUERS)
        demand_awardable(achievement)
        lint(achievement, at=at)
    with transaction.atomic():
        brought = lock_import(import_id)
        number = len(runs_signing(import_id))
        awards = [one for one in left_to_sign(brought, at=at) if one.achievement_id in wanted]
        awards.sort(key=lambda one: str(one.achievement_id))
        runs = [
            _start(actor, brought, list(group), number + place, sends_letters=sends_letters, at=at)
            for place, (_, group) in enumerate(groupby(awards, key=lambda one: one.achievement_id))
        ]
        audit(
            "import.sign",
            str(brought.pk),
            actor=str(actor.pk),
            at=at,
            organization=brought.organization_id,
            body={"awards": len(awards), "runs": len(runs), "letters": sends_letters},
        )
    return runs


def _start(
    actor: Account,
    brought: Import,
    awards: list[AwardElsewhere],
    number: int,
    *,
    sends_letters: bool,
    at: datetime,
) -> BulkRun:
    """Start the run that signs the awards of one achievement."""
    achievement_id = UUID(str(awards[0].achievement_id))
    run = start_linted(
        actor=actor,
        achievement=achievement_for(actor, achievement_id, roles=ISSUERS),
        rows=[_wanted(one) for one in awards],
        key=f"import:{brought.pk}:{number}",
        at=at,
    )
    store_signing(ImportSigning(run=run, source=brought, sends_letters=sends_letters), awards)
    return run


def left_to_sign(brought: Import, *, at: datetime) -> list[AwardElsewhere]:
    """Return the awards of an import's file that can be signed anew and are not.

    Those that an earlier file brought already are among them.
    """
    found: dict[UUID, AwardElsewhere] = {}
    for batch in batches_of(brought.pk):
        here = {UUID(outcome[2]) for outcome in batch.outcomes if outcome[2]} - found.keys()
        found |= {one.pk: one for one in _unsigned(brought, here, at)}
    return list(found.values())


def _unsigned(brought: Import, here: set[UUID], at: datetime) -> Iterator[AwardElsewhere]:
    """Yield which awards of a batch can be signed anew and are not."""
    awards = unsigned_awards(here, at=at)
    keys = {row_key(one.run_id, str(one.pk)) for one in awards if one.run_id}
    standing = credentials_under(brought.organization_id, keys) if keys else {}
    signed = {key for key, one in standing.items() if one.state != CredentialState.RESERVED}
    for one in awards:
        if one.run_id is None or row_key(one.run_id, str(one.pk)) not in signed:
            yield one


def _wanted(award: AwardElsewhere) -> Wanted:
    return Wanted(
        key=str(award.pk),
        email=award.recipient_email,
        name=award.recipient_name,
        valid_from=award.awarded_at,
        valid_until=award.expires_at,
        evidence=tuple(_evidence(award)),
    )


def _evidence(award: AwardElsewhere) -> Iterator[Evidence]:
    """Yield where it was awarded first, how it was earned, and what was shown for it."""
    named = _FIRST % PLATFORMS[award.platform]
    said = f"{named} on {award.awarded_at:%Y-%m-%d}, under the id {award.original_id}."
    yield Evidence(id=award.url or None, name=named, narrative=said)
    if award.narrative:
        yield Evidence(id=None, name=_EARNED, narrative=award.narrative)
    for one in award.evidence:
        yield Evidence(id=one["url"], name=one["name"], narrative=one["narrative"])
