"""Entries of status lists as they stand in documents."""

from __future__ import annotations

from typing import Any

from laurea.credentials.status import entry
from laurea.credentials.wire.ob3 import write_object
from laurea.credentials.wire.vc_tables import CREDENTIAL_STATUS


def new_entry(list_url: str, index: int, *, purpose: str = "revocation") -> dict[str, Any]:
    return write_object(entry.new_entry(list_url, index, purpose=purpose), CREDENTIAL_STATUS)
