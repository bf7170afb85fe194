"""Blockcerts: what their documents and their issuers' profiles call things.

Version 2 is an assertion of Open Badges 2 with a Merkle proof; version 3 is a W3C credential with
one. Version 1 is a format of its own (`blockcerts_1`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from laurea.credentials.properties import strings_of, types_of
from laurea.credentials.wire.ob2_tables import moment_of_award

_KEY: Final = "ecdsa-koblitz-pubkey:"
_ENDS: Final = ("revoked", "invalidated", "expires")
_TYPES: Final = frozenset({"BlockcertsCredential", "BlockcertsVerifiableCredential"})


@dataclass(frozen=True, slots=True)
class IssuingAddress:
    """An address in a ledger that an issuer's profile lists, and when it was in use."""

    address: str
    created: datetime | None = None
    revoked: datetime | None = None
    expires: datetime | None = None

    def is_in_use(self, moment: datetime) -> bool:
        """Say whether the issuer used the address at a moment, the first one included."""
        ends = [end for end in (self.revoked, self.expires) if end is not None]
        return (self.created is None or self.created <= moment) and all(
            moment < end for end in ends
        )


def is_blockcert_2(document: Mapping[str, Any]) -> bool:
    """Say whether a document of Open Badges 2 is to be verified by a Merkle proof.

    >>> is_blockcert_2({"verification": {"type": ["MerkleProofVerification2017", "Extension"]}})
    True
    """
    verification = document.get("verification")
    if not isinstance(verification, Mapping):
        return False
    kinds = {"MerkleProofVerification2017", "MerkleProof2017"}
    return not kinds.isdisjoint(strings_of(verification.get("type")))


def is_blockcert_3(document: Mapping[str, Any]) -> bool:
    """Say whether a W3C credential calls itself a Blockcert."""
    return not types_of(document).isdisjoint(_TYPES)


def address_in(key: object) -> str | None:
    """Return the address in a ledger that a key's name holds, or None.

    >>> address_in("ecdsa-koblitz-pubkey:1AwdUWQzJgfDDjeKtpPzMfYMHejFBrxZfo")
    '1AwdUWQzJgfDDjeKtpPzMfYMHejFBrxZfo'
    """
    return key.removeprefix(_KEY) if isinstance(key, str) and key.startswith(_KEY) else None


def issuing_addresses(profile: Mapping[str, Any]) -> Iterator[IssuingAddress]:
    """Yield the addresses that an issuer's profile lists, damaged entries left out.

    An entry whose date of withdrawal cannot be read is left out: it may have been withdrawn.
    """
    listed = [
        *_entries(profile.get("publicKey"), "id", "created"),
        *_entries(profile.get("publicKeys"), "publicKey", "created"),
        *_entries(profile.get("issuerKeys"), "key", "date"),
    ]
    for entry, name, since in listed:
        address = address_in(entry.get(name)) or (entry.get(name) if name == "key" else None)
        dates = {key: _date(entry.get(key)) for key in (since, *_ENDS)}
        readable = all(dates[key] is not None or key not in entry for key in dates)
        if isinstance(address, str) and readable:
            withdrawn = [dates[key] for key in ("revoked", "invalidated") if key in entry]
            revoked = min((end for end in withdrawn if end is not None), default=None)
            yield IssuingAddress(address, dates[since], revoked, dates["expires"])


def _date(value: Any) -> datetime | None:
    if isinstance(value, str) and value[-5:-4] in ("+", "-") and value[-4:].isdecimal():
        value = f"{value[:-2]}:{value[-2:]}"  # early profiles write +0000
    return moment_of_award(value)


def _entries(value: Any, name: str, since: str) -> list[tuple[Mapping[str, Any], str, str]]:
    every = value if isinstance(value, list) else [value]
    return [(one, name, since) for one in every if isinstance(one, Mapping)]
