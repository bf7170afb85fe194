"""Awards as the overlays that a `SigningPlan` lays over the template of their achievement."""

from __future__ import annotations

from typing import Any

from laurea.credentials.model.award import Award
from laurea.credentials.wire.dates import write_moment
from laurea.credentials.wire.ob3 import write_object
from laurea.credentials.wire.ob3_tables import EVIDENCE, IDENTITY_OBJECT, RESULT
from laurea.credentials.wire.vc_tables import CREDENTIAL_STATUS


def write_award(award: Award) -> dict[str, Any]:
    """Return what a credential says of one award, without what its template says.

    Raises:
        ValueError: a date has no zone (a bug of the caller).
    """
    overlay: dict[str, Any] = {"id": award.id, "validFrom": write_moment(award.valid_from)}
    if award.valid_until is not None:
        overlay["validUntil"] = write_moment(award.valid_until)
    if award.awarded_date is not None:
        overlay["awardedDate"] = write_moment(award.awarded_date)
    overlay["credentialSubject"] = _subject(award)
    if award.evidence:
        overlay["evidence"] = [write_object(one, EVIDENCE) for one in award.evidence]
    if award.credential_status:
        entries = [write_object(one, CREDENTIAL_STATUS) for one in award.credential_status]
        overlay["credentialStatus"] = entries[0] if len(entries) == 1 else entries
    return overlay


def _subject(award: Award) -> dict[str, Any]:
    subject: dict[str, Any] = {}
    if award.recipient_id is not None:
        subject["id"] = award.recipient_id
    if award.identifier:
        subject["identifier"] = [write_object(one, IDENTITY_OBJECT) for one in award.identifier]
    if award.result:
        subject["result"] = [write_object(one, RESULT) for one in award.result]
    return subject
