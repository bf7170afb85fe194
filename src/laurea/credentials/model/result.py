"""A result that a learner reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from laurea.credentials.model.alignment import Alignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One result that the learner reached.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#result
    """

    type: tuple[str, ...] = ("Result",)
    achieved_level: str | None = None
    """The `id` of the rubric level reached."""
    alignment: tuple[Alignment, ...] = ()
    """The nodes of frameworks met beyond those of the result description."""
    result_description: str | None = None
    """The `id` of the result description, in the same achievement."""
    status: str | None = None
    """A term of `RESULT_STATUS_TYPES`, where the result is a status."""
    value: str | None = None
    """The value, as a string."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
