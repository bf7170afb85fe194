"""Whether an achievement can be published: what keeps it from that, found before it is.

What is wrong with an achievement is wrong with every credential of it. So one credential for
nobody is made of it, signed with a key that is thrown away, and verified by the full algorithm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.wire.ob3 import read_achievement
from laurea.credentials.wire.structure import check_object
from laurea.integrations.issue_run.rehearsal import rehearse_achievement, throw_away_signer
from laurea.web.catalog.rules import broken_rules
from laurea.web.organizations.access import Organization
from laurea.web.organizations.keys import issuer_profile

_PLACE: Final = "/credentialSubject/achievement"


def faults_in(
    document: Mapping[str, Any], organization: Organization, *, at: datetime
) -> tuple[Problem, ...]:
    """Return what keeps an achievement from being published; nothing if nothing does.

    Args:
        document: the Open Badges 3.0 Achievement as parsed JSON, with its `id`.
        organization: who is to award it.
        at: the moment, timezone-aware.

    Returns:
        The problems, each with a pointer into the achievement; that of a problem with the
        organization begins with `/issuer`.
    """
    problems = (*check_object(document, "Achievement"), *broken_rules(document))
    found = tuple(each for each in problems if each.severity is Severity.ERROR)
    if found:
        return found
    issuer = issuer_profile(organization)
    try:
        rehearse_achievement(read_achievement(document), issuer, at=at, signer=throw_away_signer())
    except LaureaError as error:
        problem = error.problem
        return (replace(problem, pointer=problem.pointer.removeprefix(_PLACE)),)
    return ()


def demand_publishable(
    document: Mapping[str, Any], organization: Organization, *, at: datetime
) -> None:
    """Do nothing where an achievement can be published.

    Raises:
        MalformedDocument: it cannot; says what is wrong first, and where.
    """
    faults = faults_in(document, organization, at=at)
    if faults:
        raise MalformedDocument(faults[0])
