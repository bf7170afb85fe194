"""A resource outside the credential whose bytes the issuer pins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedResource:
    """A resource outside the credential, with the digest its bytes must have.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources
    """

    id: str
    """The resource's address."""
    media_type: str | None = None
    """Its media type."""
    digest_sri: str | None = None
    """Its digest in the form of Subresource Integrity."""
    digest_multibase: str | None = None
    """Its digest as a multibase-encoded multihash."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
