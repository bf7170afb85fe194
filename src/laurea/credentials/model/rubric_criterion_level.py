"""One level of a rubric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from laurea.credentials.model.alignment import Alignment


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricCriterionLevel:
    """One level that a learner can reach in one criterion of a rubric.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#rubriccriterionlevel
    """

    id: str
    """By this a result points at the level."""
    type: tuple[str, ...] = ("RubricCriterionLevel",)
    alignment: tuple[Alignment, ...] = ()
    """The nodes of frameworks that the level meets."""
    description: str | None = None
    """The level in words."""
    level: str | None = None
    """The level's place among the others, as the rubric names it."""
    name: str
    """The level's name."""
    points: str | None = None
    """The points the level is worth."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
