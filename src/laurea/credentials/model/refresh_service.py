"""Where a newer version of a credential is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshService:
    """The issuer's service that gives out the newest version of a credential.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#refreshservice
    """

    id: str | None = None
    """The service's address. Open Badges ask for it, VC 2.0 does not."""
    type: str = "1EdTechCredentialRefresh"
    """How the service is used."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
