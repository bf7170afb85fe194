"""A further identifier of a profile or an achievement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierEntry:
    """One identifier in clear, with what kind of identifier it is.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identifierentry
    """

    type: str = "IdentifierEntry"
    identifier: str
    """The identifier."""
    identifier_type: str
    """A term of `IDENTIFIER_TYPES`, or one's own."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
