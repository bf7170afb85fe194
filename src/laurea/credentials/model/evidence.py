"""What a learner made or did, as far as a credential points at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One piece of evidence, or several described together.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#evidence
    """

    id: str | None = None
    """The page that presents it, or the evidence itself as a `data:` URI."""
    type: tuple[str, ...] = ("Evidence",)
    narrative: str | None = None
    """How it came about and what it shows; Markdown is allowed."""
    name: str | None = None
    """Its title."""
    description: str | None = None
    """Its description."""
    genre: str | None = None
    """Its kind: poetry, prose, film."""
    audience: str | None = None
    """For whom it was made."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
