"""Who a credential was awarded to, told without telling everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityObject:
    """One identifier of the recipient, hashed or in clear.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityobject
    """

    type: str = "IdentityObject"
    hashed: bool
    """Whether `identity_hash` is a hash."""
    identity_hash: str
    """`sha256$` or `md5$` and the hexadecimal hash of identifier and salt; else the identifier."""
    identity_type: str
    """A term of `IDENTIFIER_TYPES`, or one's own."""
    salt: str | None = None
    """What was appended to the identifier before it was hashed."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
