"""Where a verifier learns whether a credential still stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

BITSTRING_ENTRY_TYPES: Final = frozenset({"BitstringStatusListEntry", "StatusList2021Entry"})
"""The types of entries that point at one bit, or some, of a list."""
LIST_CREDENTIAL_TYPES: Final = frozenset(
    {"BitstringStatusListCredential", "StatusList2021Credential"}
)
"""The types of the credentials that hold such lists."""
REVOCATION_LIST_TYPE: Final = "1EdTechRevocationList"
"""The type of entries that point at a list of the ids of revoked credentials."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialStatus:
    """One way to learn the status of a credential, most often an entry of a status list.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#status and, for the properties of entries,
    https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry
    """

    id: str | None = None
    """An identifier of the entry, or for `1EdTechRevocationList` the list's address."""
    type: str = "BitstringStatusListEntry"
    status_purpose: str | None = None
    """What a set bit says: `revocation`, `suspension`, `refresh`, `message`."""
    status_list_index: str | None = None
    """The entry's position in the list, from 0, as a decimal string."""
    status_list_credential: str | None = None
    """The address of the credential that holds the list."""
    extensions: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """Properties beyond these, by their JSON names: `statusSize`, `statusMessage`, …"""
