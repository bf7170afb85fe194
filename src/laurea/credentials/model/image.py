"""A picture of an achievement, an award or a profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture by address, with what it shows in words.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#image
    """

    id: str
    """The picture's address, or the picture itself as a `data:` URI."""
    type: str = "Image"
    caption: str | None = None
    """What the picture shows."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
