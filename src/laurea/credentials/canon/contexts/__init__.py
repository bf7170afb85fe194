"""The JSON-LD contexts that come with Laurea, so that nothing is fetched to read a credential.

The files beside this module are what the publishers of the contexts put under their addresses,
taken from registry packages by `scripts/bundle_contexts.py` and held to the SHA-256 that
`index.json` states. Of some addresses several copies went round; the first is used first, and
the others are there for a verifier whose issuer signed over another copy.

JSON-LD 1.1, section 9.4 ("Remote document and context retrieval") allows a cached copy.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

__all__ = ["BundledContext", "alternates", "context_copies", "known_contexts", "load_context"]


@dataclass(frozen=True, slots=True)
class BundledContext:
    """One bundled copy of one context.

    `sha256` is that of the file in lower-case hex; `source` names the package, its version and
    the path inside it; `licence` is the SPDX expression under which the publisher lets the text
    be used; `file` is the name of the file beside this module.
    """

    url: str
    sha256: str
    source: str
    licence: str
    file: str


def known_contexts() -> Mapping[str, BundledContext]:
    """Return the bundled contexts by address, each the copy that is used first.

    An address is matched character by character; no trailing slash or scheme is made up.

    >>> known_contexts()["https://www.w3.org/ns/credentials/v2"].file
    'credentials-v2.jsonld'
    >>> "http://www.w3.org/ns/credentials/v2" in known_contexts()
    False
    """
    return _first_copies()


def alternates(url: str) -> int:
    """Return how many copies of the context at `url` are bundled, the first included.

    >>> alternates("https://www.w3.org/ns/credentials/v2")
    1
    >>> alternates("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
    2

    Raises:
        KeyError: no context of this address is bundled.
    """
    return len(_copies()[url])


def load_context(url: str, *, alternate: int = 0) -> dict[str, Any]:
    """Return the document at `url`: a JSON object with a member `@context`.

    The object is parsed once and shared by all callers, who must not change it.

    Args:
        url: the address as it stands in a document's `@context`.
        alternate: which copy, from 0 up to `alternates(url)` exclusive.

    Raises:
        KeyError: no context of this address, or no such copy of it, is bundled.
    """
    copies = _copies()[url]
    if not 0 <= alternate < len(copies):
        raise KeyError(url, alternate)
    return _parsed(copies[alternate].file)


def context_copies(url: str) -> tuple[bytes, ...]:
    """Return all bundled copies of the context at `url` as their publisher wrote them.

    Copies that were written anew from a program's text are left out: their bytes are not the
    publisher's. Nothing is returned where no context of this address is bundled.
    """
    rows = [row for row in _rows() if url in row["urls"] and row["form"] != "reserialised"]
    return tuple(_content(row["file"]) for row in rows)


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(_content("index.json")))


@cache
def _copies() -> dict[str, tuple[BundledContext, ...]]:
    found: dict[str, tuple[BundledContext, ...]] = {}
    for row in _rows():
        source = f"{row['package']} {row['path']}"
        for url in row["urls"]:
            copy = BundledContext(url, row["sha256"], source, row["licence"], row["file"])
            found[url] = (*found.get(url, ()), copy)
    return found


@cache
def _first_copies() -> Mapping[str, BundledContext]:
    return MappingProxyType({url: copies[0] for url, copies in _copies().items()})


@cache
def _parsed(file: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_content(file))
    return document


def _content(file: str) -> bytes:
    return files(__name__).joinpath(file).read_bytes()
