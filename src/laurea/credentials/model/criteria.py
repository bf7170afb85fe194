"""What must be done to earn an achievement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What a learner has to do or to show, told here or on a page that is pointed at.

    It carries no type: in context 3.0.3 the term `Criteria` is both a class and a property.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#criteria
    """

    id: str | None = None
    """The page that tells it."""
    narrative: str | None = None
    """The same in words; Markdown is allowed."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
