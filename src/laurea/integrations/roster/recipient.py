"""One recipient that somebody names outside a roster, read as strictly as a row of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import Problem
from laurea.integrations.roster.cells import read_did, read_text, read_urls
from laurea.integrations.roster.email_address import read_email
from laurea.integrations.roster.rows import CellRefused

_LONGEST_NAME: Final = 300

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is awarded something; what is not known is empty."""

    email: str
    did: str
    name: str


def read_recipient(*, email: str, did: str, name: str, where: str) -> Recipient:
    """Return a recipient: the address and the name in NFC, without blanks around them.

    Args:
        email: the address, or nothing.
        did: the DID, or nothing.
        name: the name, or nothing.
        where: the JSON Pointer to the recipient.

    Raises:
        MalformedDocument: one of them is not what it claims to be.

    >>> read_recipient(email=" Alva@Example.ORG ", did="", name=" Alva  Lind", where="")
    Recipient(email='Alva@example.org', did='', name='Alva Lind')
    """
    address = _read(lambda: read_email(email), f"{where}/email") if email.strip() else None
    return Recipient(
        email=address.address if address else "",
        did=_read(lambda: read_did(did), f"{where}/did") if did.strip() else "",
        name=_read(lambda: read_text(name, max_characters=_LONGEST_NAME), f"{where}/name"),
    )


def read_line(text: str, *, longest: int, where: str) -> str:
    """Return a text on one line, in NFC.

    Raises:
        MalformedDocument: it holds hidden characters, or is too long.
    """
    return _read(lambda: read_text(text, max_characters=longest), where)


def read_address(url: str, *, where: str) -> str:
    """Return the address of a page on a public host, as a URI.

    Raises:
        MalformedDocument: it is none, or there are several.
    """
    urls = _read(lambda: read_urls(url), where)
    return urls[0]


def _read(read: Callable[[], Read], where: str) -> Read:
    try:
        return read()
    except CellRefused as refused:
        raise MalformedDocument(Problem(refused.kind, refused.detail, where)) from None
