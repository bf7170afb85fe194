"""Making status lists: which index a new credential gets, and the list as it is published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from laurea.credentials.errors import LimitExceeded
from laurea.credentials.model import VC2_CONTEXT
from laurea.credentials.problems import LIMIT, Problem
from laurea.credentials.status.bitstring import MINIMUM_ENTRIES, compress_bitstring
from laurea.credentials.timestamps import write_timestamp


def new_status_list(
    list_url: str,
    *,
    issuer: str | Mapping[str, Any],
    valid_from: datetime,
    valid_until: datetime | None = None,
    set_indexes: Iterable[int] = (),
    purpose: str = "revocation",
    entries: int = MINIMUM_ENTRIES,
    ttl_ms: int | None = None,
) -> dict[str, Any]:
    """Return an unsigned `BitstringStatusListCredential`: the same document for the same input.

    Args:
        list_url: where the list is published; its `id`.
        issuer: the issuer's IRI, or its Profile.
        valid_from: from when on the list is in force, timezone-aware.
        valid_until: until when; the next list should be published earlier.
        set_indexes: the entries that are revoked, or whatever else the purpose says.
        purpose: `revocation` or `suspension`.
        entries: how many credentials the list has room for, a multiple of 8.
        ttl_ms: how long a copy may be kept, in milliseconds; `None` says nothing of it.

    Raises:
        ValueError: fewer entries than the standard asks for, no multiple of 8, or an index
            beyond them.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#generate-algorithm
    """
    if entries < MINIMUM_ENTRIES or entries % 8:
        raise ValueError(f"entries must be a multiple of 8 and at least {MINIMUM_ENTRIES}")
    bits = bytearray(entries // 8)
    for index in set_indexes:
        if not 0 <= index < entries:
            raise ValueError(f"index {index} is not in a list of {entries} entries")
        bits[index // 8] |= 0x80 >> index % 8
    until = {} if valid_until is None else {"validUntil": write_timestamp(valid_until)}
    ttl = {} if ttl_ms is None else {"ttl": ttl_ms}
    return {
        "@context": [VC2_CONTEXT],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": write_timestamp(valid_from),
        **until,
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            **ttl,
            "encodedList": compress_bitstring(bytes(bits)),
        },
    }


def allocate_indexes(
    count: int,
    *,
    taken: Collection[int],
    random_below: Callable[[int], int],
    entries: int = MINIMUM_ENTRIES,
) -> list[int]:
    """Return `count` free indexes of a list, each drawn at random.

    Indexes given out in order would tell who was awarded when. The work grows with `entries`.

    Args:
        count: how many are wanted.
        taken: the indexes that are given out already.
        random_below: returns a random integer from 0 to one less than its argument, as
            `secrets.randbelow` does.
        entries: how many credentials the list has room for.

    Raises:
        LimitExceeded: the list has fewer free indexes than that.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry

    >>> allocate_indexes(3, taken={0, 3}, entries=5, random_below=lambda bound: bound - 1)
    [4, 2, 1]
    """
    occupied = frozenset(taken)
    free = [index for index in range(entries) if index not in occupied]
    if count > len(free):
        raise LimitExceeded(
            Problem(
                LIMIT,
                f"The status list has {len(free)} free entries, and {count} are wanted. "
                "Begin a new list.",
            )
        )
    # Fisher and Yates: each draw moves the last free index into the gap.
    drawn = []
    for _ in range(count):
        place = random_below(len(free))
        drawn.append(free[place])
        free[place] = free[-1]
        free.pop()
    return drawn
