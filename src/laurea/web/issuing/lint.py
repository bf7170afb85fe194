"""The rehearsal before the organization's key signs: one credential for nobody, verified.

What is wrong with an achievement or its issuer is wrong with every credential. It is found with
a key that is thrown away, by the full algorithm of a verifier. An achievement is rehearsed once
for as long as neither it nor its issuer changes.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import orjson

from laurea import __version__
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.model import Profile
from laurea.credentials.wire.ob3 import write_profile
from laurea.integrations.issue_run.rehearsal import rehearse_achievement, throw_away_signer
from laurea.web.catalog.access import Achievement
from laurea.web.catalog.define import read_stored
from laurea.web.issuing.access import linted_as, store_lint
from laurea.web.organizations.access import organization_by_id
from laurea.web.organizations.keys import issuer_profile


def lint(achievement: Achievement, *, at: datetime) -> None:
    """Rehearse an achievement, unless it was rehearsed as it stands now.

    Args:
        achievement: what will be awarded.
        at: the moment, timezone-aware.

    Raises:
        MalformedDocument: no credential of it would be valid; says what is wrong and where.
    """
    issuer = issuer_profile(organization_by_id(achievement.organization_id))
    digest = _digest(achievement, issuer)
    if linted_as(achievement.pk) == digest:
        return
    try:
        value = read_stored(achievement)
        rehearse_achievement(value, issuer, at=at, signer=throw_away_signer())
    except LaureaError as error:
        raise MalformedDocument(error.problem) from error
    store_lint(achievement.pk, digest, at=at)


def _digest(achievement: Achievement, issuer: Profile) -> bytes:
    """Return what tells apart whatever may change what is signed, and how it is judged."""
    said = [__version__, bytes(achievement.document).decode("utf-8", "replace")]
    return hashlib.sha256(orjson.dumps([*said, write_profile(issuer)])).digest()
