"""The results of the demo's learners, and what some of them show for it."""

from __future__ import annotations

from random import Random
from typing import Any, Final

from laurea.credentials.model import Evidence
from laurea.demo.definitions import Definition
from laurea.demo.learners import Learner

_SEED: Final = 20_250_903
_SHARE_WITH_EVIDENCE: Final = 0.3
_PERCENT: Final = (60, 98)

_SHOWN: Final = {
    "DM-101": ("Search review of a regional museum", "Findings, remedies and eight weeks after."),
    "DM-102": ("Where visitors leave", "Measurement plan and analysis of 90 days of visits."),
    "DM-103": ("One quarter of stories", "Four pieces for a repair café, with the review."),
    "DM-104": ("Campaign for a night market", "Plan, log of answers, and the account."),
    "DM-105": ("Nine figures on one screen", "A dashboard, and how three readers read it."),
    "TE-210": ("Three lessons on fractions", "Plans, observation sheet and reflection."),
}


def results_of(definition: Definition, learner: Learner) -> tuple[tuple[str, str], ...]:
    """Return what a learner reached, by the names of the results; all of them suffice."""
    random = _random(definition, learner)
    described: list[dict[str, Any]] = definition.document.get("resultDescription", [])
    return tuple((one["name"], _value(one, random)) for one in described)


def evidence_of(definition: Definition, learner: Learner) -> tuple[Evidence, ...]:
    """Return what a learner shows: for some a page of their portfolio, for most nothing."""
    random = _random(definition, learner)
    if definition.code not in _SHOWN or random.random() > _SHARE_WITH_EVIDENCE:
        return ()
    name, narrative = _SHOWN[definition.code]
    page = f"https://portfolio.example/{learner.email.partition('@')[0]}/{definition.code.lower()}"
    return (Evidence(id=page, name=name, narrative=narrative),)


def _value(described: dict[str, Any], random: Random) -> str:
    levels = described.get("rubricCriterionLevel")
    if levels:
        return str(_from(described["requiredLevel"], levels, random)["name"])
    if "allowedValue" in described:
        allowed: list[str] = described["allowedValue"]
        return random.choice(allowed[allowed.index(described["requiredValue"]) :])
    return str(random.randint(*_PERCENT))


def _from(required: str, levels: list[dict[str, Any]], random: Random) -> dict[str, Any]:
    first = next(place for place, level in enumerate(levels) if level["id"] == required)
    return random.choice(levels[first:])


def _random(definition: Definition, learner: Learner) -> Random:
    return Random(f"{_SEED} {definition.code} {learner.email}")
