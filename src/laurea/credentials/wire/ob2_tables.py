"""The classes of Open Badges 1 and 2, as their tables have them.

Names are those of Open Badges 2.0; what stands under an older name is brought to these first
(`ob2.plain`). Open Badges 1.0 knew neither types nor ids, so what only 2.0 asks for is not asked of
documents that name no context.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from laurea.credentials import timestamps
from laurea.credentials.wire.kinds import BOOLEAN, STRING, STRINGS, TYPE, URI, Scalar
from laurea.credentials.wire.table import ClassTable, Of, Row, table

_LATEST_SECONDS: Final = 9_999_999_999
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+")


def moment_of_award(value: object) -> datetime | None:
    """Return the moment that a date of Open Badges 1 or 2 names, or None where it names none.

    What has no zone, or is a day alone, is read as of Greenwich: the day's first moment. Open
    Badges 1.0 also counts seconds since 1970.

    >>> moment_of_award("2015-04-30").isoformat(), moment_of_award("2015-04-31")
    ('2015-04-30T00:00:00+00:00', None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC) if 0 <= value <= _LATEST_SECONDS else None
    if not isinstance(value, str):
        return None
    found = timestamps.date_time_of(value)
    if found is None:
        day = timestamps.day_of(value)
        return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _is_date(value: Any) -> bool:
    return moment_of_award(value) is not None


def _is_email(value: Any) -> bool:
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def _is_revoked_entry(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(isinstance(value.get(name), str) for name in ("id", "uid"))
    return isinstance(value, str)


DATE: Final = Scalar("a date, or a date and time, such as 2016-12-31T23:59:59Z", _is_date)
EMAIL: Final = Scalar("an e-mail address", _is_email)
REVOKED: Final = Scalar("the id of an assertion, or an object with one", _is_revoked_entry)

_ID: Final[Row] = ("id", URI, "1")
_TYPE: Final[Row] = ("type", TYPE, "1..*")


def _open_badges(
    name: str, *rows: Row, types: frozenset[str] | None = None, is_typed: bool = True
) -> ClassTable:
    asked = (frozenset({name}) if types is None else types,) if is_typed else ()
    return table(name, None, *rows, types=asked)


_ASSERTION: Final[tuple[Row, ...]] = (
    ("recipient", Of("RecipientIdentity"), "1"),
    ("badge", Of("BadgeClass", or_iri=True), "1"),
    ("verification", Of("Verification"), "1"),
    ("issuedOn", DATE, "1"),
    ("expires", DATE, "0..1"),
    ("image", Of("Image", or_iri=True), "0..1"),
    ("evidence", Of("Evidence", or_iri=True), "0..*"),
    ("narrative", STRING, "0..1"),
    ("revoked", BOOLEAN, "0..1"),
    ("revocationReason", STRING, "0..1"),
    ("uid", STRING, "0..1"),
)
_BADGE_CLASS: Final[tuple[Row, ...]] = (
    ("name", STRING, "1"),
    ("description", STRING, "1"),
    ("image", Of("Image", or_iri=True), "0..1"),
    ("criteria", Of("Criterion", or_iri=True), "1"),
    ("issuer", Of("Issuer", or_iri=True), "1"),
    ("alignment", Of("AlignmentObject", or_iri=True), "0..*"),
    ("tags", STRINGS, "0..1"),
)
_ISSUER: Final[tuple[Row, ...]] = (
    ("name", STRING, "1"),
    ("url", URI, "1"),
    ("email", EMAIL, "0..1"),
    ("description", STRING, "0..1"),
    ("image", Of("Image", or_iri=True), "0..1"),
    ("publicKey", Of("SigningKey", or_iri=True), "0..*"),
    ("verification", Of("HostingRule"), "0..1"),
    ("revocationList", URI, "0..1"),
)
_PROFILES: Final = frozenset({"Issuer", "Profile"})

OB2_CLASSES: Final[dict[str, ClassTable]] = {
    row.name: row
    for row in (
        _open_badges("Assertion", _ID, _TYPE, *_ASSERTION),
        # Inside an assertion, and in Open Badges 1.0, these need neither id nor type.
        _open_badges("BadgeClass", ("id", URI, "0..1"), *_BADGE_CLASS, is_typed=False),
        _open_badges("Issuer", ("id", URI, "0..1"), *_ISSUER, is_typed=False),
        _open_badges(
            "RecipientIdentity",
            ("type", STRINGS, "1"),
            ("identity", STRING, "1"),
            ("hashed", BOOLEAN, "1"),
            ("salt", STRING, "0..1"),
            is_typed=False,
        ),
        _open_badges(
            "Verification",
            ("type", STRINGS, "1"),
            ("url", URI, "0..1"),
            ("creator", URI, "0..1"),
            is_typed=False,
        ),
        _open_badges(
            "HostingRule",
            ("startsWith", STRINGS, "0..1"),
            ("allowedOrigins", STRINGS, "0..1"),
            is_typed=False,
        ),
        _open_badges(
            "SigningKey",
            ("id", URI, "0..1"),
            ("owner", URI, "0..1"),
            ("publicKeyPem", STRING, "0..1"),
            ("created", DATE, "0..1"),
            ("expires", DATE, "0..1"),
            ("revoked", DATE, "0..1"),
            is_typed=False,
        ),
        _open_badges("Image", ("id", STRING, "0..1"), ("caption", STRING, "0..1"), is_typed=False),
        _open_badges(
            "Evidence", ("id", STRING, "0..1"), ("narrative", STRING, "0..1"), is_typed=False
        ),
        _open_badges(
            "Criterion", ("id", STRING, "0..1"), ("narrative", STRING, "0..1"), is_typed=False
        ),
        _open_badges(
            "AlignmentObject",
            ("targetName", STRING, "0..1"),
            ("targetUrl", URI, "0..1"),
            is_typed=False,
        ),
        _open_badges(
            "RevocationList",
            ("id", URI, "0..1"),
            ("issuer", Of("Issuer", or_iri=True), "0..1"),
            ("revokedAssertions", REVOKED, "0..*"),
            is_typed=False,
        ),
        _open_badges("Extension", ("@context", STRINGS, "1"), _TYPE),
    )
}
"""The classes an object of Open Badges 1 or 2 can be of, by the names they have here."""

OB2_DOCUMENTS: Final[dict[tuple[str, bool], ClassTable]] = {
    ("Assertion", False): _open_badges("Assertion", _ID, _TYPE, *_ASSERTION),
    ("Assertion", True): _open_badges(
        "Assertion", ("id", URI, "0..1"), *_ASSERTION, is_typed=False
    ),
    ("BadgeClass", False): _open_badges("BadgeClass", _ID, _TYPE, *_BADGE_CLASS),
    ("BadgeClass", True): OB2_CLASSES["BadgeClass"],
    ("Issuer", False): _open_badges("Issuer", _ID, _TYPE, *_ISSUER, types=_PROFILES),
    ("Issuer", True): OB2_CLASSES["Issuer"],
    ("AlignmentObject", False): _open_badges(
        "AlignmentObject", _TYPE, ("targetName", STRING, "1"), ("targetUrl", URI, "1")
    ),
}
"""The documents of Open Badges that stand alone, by class and whether they are older than 2.0."""
