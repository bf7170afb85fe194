"""Finishing an award that was begun: it was reserved, and then something stopped it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.web.accounts.access import Account
from laurea.web.issuing.access import Credential, CredentialState, credential_for
from laurea.web.issuing.award import ISSUERS, sign_and_store
from laurea.web.issuing.bulk import is_of_run


def is_left(credential: Credential) -> bool:
    """Say whether an award to one person was begun and nothing signed."""
    return credential.state == CredentialState.RESERVED and not is_of_run(credential)


def finish_award(*, actor: Account, credential_id: UUID, at: datetime) -> Credential:
    """Sign and store what was reserved for one person, as it was asked for.

    Args:
        actor: an owner or issuer of the organization.
        credential_id: what was begun; where it is finished already, nothing changes.
        at: the moment, timezone-aware.

    Returns:
        The credential, issued and stored.

    Raises:
        NotFound: it is not the actor's, or the organization has no key.
        Conflict: a run began it, and runs finish their rows themselves.
        MalformedDocument: it cannot be signed as it is.
        Unavailable: the key cannot be used now.
    """
    credential = credential_for(actor, credential_id, roles=ISSUERS)
    if credential.state != CredentialState.RESERVED:
        return credential
    if is_of_run(credential):
        detail = "A run began this award. Go on with it on the page of the run."
        raise Conflict(Problem(MALFORMED_VALUE, detail))
    (answer,) = sign_and_store([credential], actor=str(actor.pk), at=at)
    if isinstance(answer, Problem):
        raise MalformedDocument(answer)
    return answer
