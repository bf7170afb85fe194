"""Under which terms a credential was issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfUse:
    """One set of terms, by address.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#termsofuse
    """

    id: str | None = None
    """The address of the terms."""
    type: str
    """What kind of terms they are."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
