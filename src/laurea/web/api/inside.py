"""What a caller finds: things of the organization its token counts in, and nothing of others.

The doors of the rooms below let the member into all of their organizations; these let the token
into one.
"""

from __future__ import annotations

from uuid import UUID

from laurea.web.api.caller import Caller
from laurea.web.catalog.access import Achievement, Draft, achievement_for, drafts_of
from laurea.web.issuing.access import BulkRun, Credential, credential_for, run_for
from laurea.web.organizations.access import absent


def achievement_inside(caller: Caller, achievement_id: UUID) -> Achievement:
    """Return an achievement.

    Raises:
        NotFound: there is none of this id here.
    """
    found = achievement_for(caller.account, achievement_id)
    _demand_inside(caller, found.organization_id)
    return found


def draft_inside(caller: Caller, draft_id: UUID) -> Draft | None:
    """Return a draft, if there is one of this id here."""
    return drafts_of(caller.organization).filter(pk=draft_id).first()


def credential_inside(caller: Caller, credential_id: UUID) -> Credential:
    """Return a credential.

    Raises:
        NotFound: there is none of this id here.
    """
    found = credential_for(caller.account, credential_id)
    _demand_inside(caller, found.organization_id)
    return found


def run_inside(caller: Caller, run_id: UUID) -> BulkRun:
    """Return a run.

    Raises:
        NotFound: there is none of this id here.
    """
    found = run_for(caller.account, run_id)
    _demand_inside(caller, found.organization_id)
    return found


def _demand_inside(caller: Caller, organization_id: UUID) -> None:
    if organization_id != caller.organization.pk:
        raise absent()
