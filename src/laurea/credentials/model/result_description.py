"""A result that an achievement can have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from laurea.credentials.model.alignment import Alignment
from laurea.credentials.model.rubric_criterion_level import RubricCriterionLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDescription:
    """One result that an achievement can have: its scale, and what suffices to pass.

    Values are strings, as the specification has them, also where they are numbers.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#resultdescription
    """

    id: str
    """By this a result points at its description."""
    type: tuple[str, ...] = ("ResultDescription",)
    alignment: tuple[Alignment, ...] = ()
    """The nodes of frameworks that the result meets."""
    allowed_value: tuple[str, ...] = ()
    """The values allowed, from low to high."""
    name: str
    """The result's name."""
    required_level: str | None = None
    """The `id` of the rubric level that suffices to pass."""
    required_value: str | None = None
    """The value that suffices to pass."""
    result_type: str
    """A term of `RESULT_TYPES`, or one's own."""
    rubric_criterion_level: tuple[RubricCriterionLevel, ...] = ()
    """The levels, from low to high, where the result is one of a rubric."""
    value_max: str | None = None
    """The highest value."""
    value_min: str | None = None
    """The lowest value."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
