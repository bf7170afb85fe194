"""Where a person or an organisation is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class GeoCoordinates:
    """A point on the Earth (WGS 84).

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#geocoordinates
    """

    type: str = "GeoCoordinates"
    latitude: float
    """Degrees north, in [-90, 90]."""
    longitude: float
    """Degrees east, in [-180, 180]."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A postal address.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#address
    """

    type: tuple[str, ...] = ("Address",)
    address_country: str | None = None
    """The country's name."""
    address_country_code: str | None = None
    """The country's two letters in ISO 3166-1."""
    address_region: str | None = None
    """State, province or canton."""
    address_locality: str | None = None
    """Town."""
    street_address: str | None = None
    """Street and number."""
    post_office_box_number: str | None = None
    """Number of the post office box."""
    postal_code: str | None = None
    """Postal code."""
    geo: GeoCoordinates | None = None
    """The same place as a point."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond the specification, by their JSON names."""
