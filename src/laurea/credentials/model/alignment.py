"""Where an achievement meets a framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A link from an achievement, a result or a level to one node of an educational framework.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#alignment
    """

    type: tuple[str, ...] = ("Alignment",)
    target_code: str | None = None
    """The node's code within its framework."""
    target_description: str | None = None
    """The node in a sentence."""
    target_name: str
    """The node's name."""
    target_framework: str | None = None
    """The framework's name."""
    target_type: str | None = None
    """A term of `ALIGNMENT_TARGET_TYPES`, or one's own."""
    target_url: str
    """Where the framework's owner describes the node."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
