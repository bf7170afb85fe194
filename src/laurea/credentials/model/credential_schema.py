"""A schema that a credential declares to meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSchema:
    """A schema file and how it is applied.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#credentialschema
    """

    id: str
    """The schema's address."""
    type: str = "1EdTechJsonSchemaValidator2019"
    """How the schema is applied."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
