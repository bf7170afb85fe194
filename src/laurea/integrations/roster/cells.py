"""What a single cell says: a line of text, a DID, addresses of evidence. Nothing is fetched."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

from laurea.credentials.addresses import is_public_host_name
from laurea.credentials.problems import LIMIT, ROW_DID, ROW_TEXT, ROW_URL
from laurea.integrations.roster.formulas import without_neutraliser
from laurea.integrations.roster.printing import character_name, shown
from laurea.integrations.roster.rows import CellRefused

_LONGEST_DID: Final = 4_096
_LONGEST_URL: Final = 2_048
_DID: Final = re.compile(
    r"did:[a-z0-9]+(?::(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})*)*:(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+"
)
_URI: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
_PLAIN_URL: Final = re.compile(
    r"https?://([a-z0-9.-]+)(?:[/?#](?:[A-Za-z0-9\-._~:/?#@!$&'()*+=]|%[0-9A-Fa-f]{2})*)?"
)
"""Most addresses. Without comma and semicolon it is one address, without [ and \\ a clear one."""
_BETWEEN_URLS: Final = re.compile(r"[\s,;|]+(?=[A-Za-z][A-Za-z0-9+.-]*:)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_JOINERS: Final = frozenset("\u200c\u200d\u200e\u200f")
"""Zero-width marks that names in Persian, Arabic, Hebrew and Indic scripts are written with."""
_DAMAGED: Final = "\ufffd"
_ERROR: Final = re.compile(r"#(?:N/A|NV|N/D|GETTING_DATA|[^\W\d_a-z][^\W_a-z]*(?:/0)?[!?])")
_NOT_COMPUTED: Final = "#FORMULA!"
"""What `sheet_reader` writes for a formula whose value was not stored."""


def what_failed(cell: str) -> str | None:
    """Return what is wrong with a cell that shows an error of a spreadsheet; `None`: nothing.

    >>> what_failed("#N/A"), what_failed("#1")
    ('shows #N/A instead of a value', None)
    """
    text = cell.strip()
    if text[:1] != "#" or not _ERROR.fullmatch(text):
        return None
    if text == _NOT_COMPUTED:
        return "holds a formula whose value was not stored in the file"
    return f"shows {text} instead of a value"


def read_text(cell: str, *, max_characters: int) -> str:
    r"""Return a cell's text on one line, in NFC, as it may stand in a credential.

    Raises:
        CellRefused: it holds hidden or damaged characters, or is too long.

    >>> read_text("Alva  \n Lind ", max_characters=200)
    'Alva Lind'
    """
    text = " ".join(without_neutraliser(cell).split())
    failure = what_failed(text)
    if failure:
        raise CellRefused(ROW_TEXT, f"A cell {failure}.")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if len(text) > max_characters:
        raise CellRefused(
            LIMIT, f"A text has {len(text):,} characters; {max_characters:,} are read."
        )
    if not text.isprintable() or _DAMAGED in text:
        _refuse_hidden_characters(text)
    return text


def _refuse_hidden_characters(text: str) -> None:
    for character in text:
        if character == _DAMAGED:
            raise CellRefused(
                ROW_TEXT,
                f"“{shown(text)}” lost characters when the file was saved in a wrong encoding.",
            )
        if not character.isprintable() and character != " " and character not in _JOINERS:
            raise CellRefused(
                ROW_TEXT,
                f"“{shown(text)}” holds the hidden character {character_name(character)}. "
                "Type the cell anew.",
            )


def read_did(cell: str) -> str:
    """Return the DID in a cell (DID Core, section 3.1; no path, query or fragment).

    Raises:
        CellRefused: it is no DID; says why.

    >>> read_did(" did:web:school.example:people:alva ")
    'did:web:school.example:people:alva'
    """
    text = cell.strip()
    if len(text) > _LONGEST_DID:
        raise CellRefused(ROW_DID, f"The DID is longer than {_LONGEST_DID:,} characters.")
    if _DID.fullmatch(text):
        return text
    if _DID.match(text) and re.search(r"[/?#]", text):
        raise CellRefused(
            ROW_DID,
            f"{shown(text)} names a part of something. Write the DID alone, without /, ? or #.",
        )
    raise CellRefused(ROW_DID, f"{shown(text)} is no DID. One looks like did:key:z6Mk….")


def read_urls(cell: str) -> tuple[str, ...]:
    """Return the addresses in a cell, each of which names something on a public host, as URIs.

    Several addresses are parted by blanks, line breaks, or a comma or semicolon and the next
    address's scheme.

    Raises:
        CellRefused: one of them is no such address; says why.

    >>> read_urls("https://school.example/1, https://bücher.example/ä")
    ('https://school.example/1', 'https://xn--bcher-kva.example/%C3%A4')
    """
    plain = _PLAIN_URL.fullmatch(cell)
    if plain and len(cell) <= _LONGEST_URL and _is_public(plain[1]):
        return (cell,)
    urls = [url.strip(" \t\r\n,;|") for url in _BETWEEN_URLS.split(cell.strip())]
    return tuple(dict.fromkeys(_read_url(url) for url in urls))


def _read_url(url: str) -> str:
    scheme = _SCHEME.match(url)
    is_web = scheme is not None and scheme[1].lower() in {"http", "https"}
    if scheme is None or (not is_web and "." in scheme[1]):
        raise _refused(url, "is not complete. Write https:// before it")
    if not is_web:
        raise _refused(url, f"begins with {scheme[1]}: and not with https://")
    if len(url) > _LONGEST_URL:
        raise _refused(url, f"is longer than {_LONGEST_URL:,} characters")
    uri = _percent_encoded(url)
    if not _URI.fullmatch(uri):
        raise _refused(url, "holds characters that do not belong in an address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused(url, "cannot be read") from None
    if "@" in parts.netloc:
        raise _refused(url, "carries a user name")
    host = _ascii_host(parts.hostname or "")
    if port == 0 or not is_public_host_name(host):
        raise _refused(url, "does not name a public host")
    if parts.netloc.isascii():
        return uri
    netloc = host if port is None else f"{host}:{port}"
    return uri.replace(_percent_encoded(parts.netloc), netloc, 1)


@lru_cache(maxsize=1024)
def _is_public(host: str) -> bool:
    return is_public_host_name(host)


def _percent_encoded(url: str) -> str:
    """Return the URI of an IRI (RFC 3987, section 3.1), the host left aside."""
    if url.isascii():
        return url
    return "".join(
        quote(c) if not c.isascii() and (c.isalnum() or unicodedata.category(c)[0] == "M") else c
        for c in url
    )


def _ascii_host(host: str) -> str:
    """Return a host as DNS stores it; one that another reader might map to another is none."""
    if host.isascii():
        return host
    if unicodedata.normalize("NFKC", host).lower() != unicodedata.normalize("NFC", host):
        return ""
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")
        for label in unicodedata.normalize("NFC", host).split(".")
    )


def _refused(url: str, reason: str) -> CellRefused:
    return CellRefused(ROW_URL, f"The address {shown(url)} {reason}.")
