"""Reading and making one `credentialStatus` entry: which bit of which list to look at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.document import json_kind
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.model import CredentialStatus
from laurea.credentials.problems import MALFORMED_VALUE, MISSING_VALUE, Problem, Severity
from laurea.credentials.properties import is_list_index

_WIDEST_STATUS: Final = 16


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """One entry of `credentialStatus`, checked.

    Attributes:
        list_url: where the status list is published; not yet judged as an address.
        index: position in the list, counted in entries from 0.
        purpose: `revocation`, `suspension`, `refresh`, `message`, or a word of the issuer's own.
        size: width of one status, in bits, from 1 to 16.
        messages: what each value of the status means, by value; empty where nothing is said.
        where: JSON Pointer to the entry in its credential.
        warnings: what deviates from the standard and does no harm.
    """

    list_url: str
    index: int
    purpose: str
    size: int = 1
    messages: tuple[str, ...] = ()
    where: str = ""
    warnings: tuple[Problem, ...] = ()


def read_entry(entry: Mapping[str, Any], *, where: str = "") -> StatusEntry:
    """Return the status entry that a JSON object of a `BitstringStatusListEntry` stands for.

    The index is decimal ASCII digits, without sign, spaces or leading zeros. A JSON integer is
    read with a warning: some issuers write it so.

    Args:
        entry: the JSON object, of a type in `model.credential_status.BITSTRING_ENTRY_TYPES`.
        where: JSON Pointer to the object, for problems.

    Raises:
        MalformedDocument: a property is missing or not of its kind.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry

    >>> entry = {
    ...     "statusPurpose": "revocation",
    ...     "statusListIndex": "1_000",
    ...     "statusListCredential": "https://school.example/status/1",
    ... }
    >>> read_entry(entry, where="/credentialStatus")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: ...: "1_000" is no index. ...
    """
    index, warnings = _index(entry, where)
    size = _size(entry, where)
    return StatusEntry(
        list_url=_text(entry, "statusListCredential", where),
        index=index,
        purpose=_text(entry, "statusPurpose", where),
        size=size,
        messages=_messages(entry, size, where),
        where=where,
        warnings=warnings,
    )


def new_entry(list_url: str, index: int, *, purpose: str = "revocation") -> CredentialStatus:
    """Return the status entry of a credential that is to be found at `index` of a list.

    >>> new_entry("https://school.example/status/1", 94567).id
    'https://school.example/status/1#94567'
    """
    return CredentialStatus(
        id=f"{list_url}#{index}",
        status_purpose=purpose,
        status_list_index=str(index),
        status_list_credential=list_url,
    )


def _text(entry: Mapping[str, Any], name: str, where: str) -> str:
    value = entry.get(name)
    if value is None:
        raise MalformedDocument(
            Problem(MISSING_VALUE, f"The status entry has no {name}.", f"{where}/{name}")
        )
    if not isinstance(value, str) or not value:
        raise _malformed(f"{name} is {json_kind(value)}, not a text.", f"{where}/{name}")
    return value


def _index(entry: Mapping[str, Any], where: str) -> tuple[int, tuple[Problem, ...]]:
    value, place = entry.get("statusListIndex"), f"{where}/statusListIndex"
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        note = f"The index {value} is a number. The standard writes it as a string."
        return value, (Problem(MALFORMED_VALUE, note, place, Severity.WARNING),)
    text = str(value) if isinstance(value, int) else _text(entry, "statusListIndex", where)
    if not is_list_index(text):
        raise _malformed(f'"{text[:40]}" is no index. Write it in decimal digits.', place)
    return int(text), ()


def _size(entry: Mapping[str, Any], where: str) -> int:
    size = entry.get("statusSize", 1)
    if isinstance(size, int) and not isinstance(size, bool) and 1 <= size <= _WIDEST_STATUS:
        return size
    raise _malformed(
        f"statusSize is no whole number from 1 to {_WIDEST_STATUS}.", f"{where}/statusSize"
    )


def _messages(entry: Mapping[str, Any], size: int, where: str) -> tuple[str, ...]:
    place = f"{where}/statusMessage"
    items = entry.get("statusMessage")
    if items is None and size == 1:
        return ()
    if not isinstance(items, list) or len(items) != 2**size:
        raise _malformed(f"statusMessage does not name {2**size} messages.", place)
    messages = dict(_message(item, f"{place}/{number}") for number, item in enumerate(items))
    if set(messages) != set(range(2**size)):
        raise _malformed("statusMessage does not name each status once.", place)
    return tuple(messages[value] for value in range(2**size))


def _message(item: Any, place: str) -> tuple[int, str]:
    status = item.get("status") if isinstance(item, dict) else None
    message = item.get("message") if isinstance(item, dict) else None
    if not isinstance(status, str) or not re.fullmatch(r"0x[0-9A-Fa-f]{1,8}", status):
        raise _malformed("A status message has no status such as 0x1.", place)
    if not isinstance(message, str):
        raise _malformed("A status message has no text.", place)
    return int(status, 16), message


def _malformed(detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(MALFORMED_VALUE, detail, where))
