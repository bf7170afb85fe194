"""Another achievement that belongs to this one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A related achievement, such as another version or the same in another language.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#related
    """

    id: str
    """The related achievement."""
    type: tuple[str, ...] = ("Related",)
    in_language: str | None = None
    """Its language, a tag of BCP 47."""
    version: str | None = None
    """Its version."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
