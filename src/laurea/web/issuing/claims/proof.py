"""What shows that somebody may act for the recipient of a credential.

There are three such proofs, and each is made by its door alone, which has seen what it says: a
link (`claims.access.standing_with`), an account that holds it (`claimed_by`, and the wallet's
`proof_of`), and a browser in which it was accepted (`claims.remembered`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.utils.translation import gettext as _

from laurea.credentials.errors import Conflict
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.access import Claim, LinkStanding
from laurea.web.organizations.access import absent


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """That an account holds a credential."""

    credential_id: UUID
    account_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedHere:
    """That a credential was accepted in the browser that asks."""

    credential_id: UUID


Proof: TypeAlias = LinkStanding | Held | AcceptedHere


def claimed_by(actor: Account | None, claim: Claim | LinkStanding) -> Held | None:
    """Return the proof that an account accepted something, if it is this one."""
    if actor is None or claim.claimed_by_id != actor.pk:
        return None
    return Held(credential_id=claim.credential_id, account_id=actor.pk)


def demand_proof(actor: Account | None, proof: Proof, *, at: datetime) -> None:
    """Refuse somebody whom a proof does not serve.

    Raises:
        NotFound: another account holds the credential.
        Conflict: the link is too old.
    """
    if isinstance(proof, Held) and (actor is None or proof.account_id != actor.pk):
        raise absent()
    if isinstance(proof, LinkStanding) and proof.expires_at <= at:
        raise Conflict(Problem(MALFORMED_VALUE, _("This link has expired. Ask for a new one.")))
