"""did:web: an identifier whose document lies at a web address.

The address follows from the identifier's text alone. Whatever could lead a reader somewhere
else than the text says (IP addresses, local names, encoded separators, `..`) is refused.

Spec: https://w3c-ccg.github.io/did-method-web/
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from laurea.credentials.addresses import is_public_host_name
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import DID_INVALID, FETCH_FORBIDDEN, Problem

_METHOD: Final = "did:web:"
_ESCAPE: Final = re.compile("%[0-9a-f]{2}")
_AUTHORITY: Final = re.compile(r"([A-Za-z0-9.-]+)(?:%3[Aa]([1-9][0-9]{0,4}))?")
_SEGMENT: Final = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
_SEPARATORS: Final = frozenset(b"/\\%?#:") | frozenset(range(0x20)) | {0x7F}


def did_web_url(did: str, *, own_origins: Collection[str] = ()) -> str:
    """Return the address of the DID document of a did:web.

    Args:
        did: the identifier, without a fragment.
        own_origins: origins whose documents are at hand, in lower case, without a path. A did:web
            of one of them leads there, also where that is no public host or speaks no https.

    Raises:
        MalformedDocument: `did-invalid` where `did` is no did:web, or its path plays tricks;
            `fetch-forbidden` where its host is no public host name.

    Spec: https://w3c-ccg.github.io/did-method-web/#read-resolve

    >>> did_web_url("did:web:School.example")
    'https://school.example/.well-known/did.json'
    >>> did_web_url("did:web:school.example%3A8443:faculties:law")
    'https://school.example:8443/faculties/law/did.json'
    >>> did_web_url("did:web:school.example:..:admin")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The issuer's identifier cannot be resolved: ...
    """
    identifier = did.removeprefix(_METHOD)
    if identifier == did:
        raise _invalid("The identifier does not begin did:web:.")
    authority, *segments = identifier.split(":")
    origin = _own_origin(authority, own_origins) or _public_origin(authority)
    for segment in segments:
        _check_segment(segment)
    path = "/".join(segments) if segments else ".well-known"
    return f"{origin}/{path}/did.json"


def _own_origin(authority: str, own_origins: Collection[str]) -> str | None:
    named = {quote(origin.partition("://")[2], safe=""): origin for origin in own_origins}
    return named.get(_ESCAPE.sub(lambda escape: escape[0].upper(), authority.lower()))


def _public_origin(authority: str) -> str:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise _invalid("The identifier does not name its host plainly.")
    host, port = match[1].lower(), match[2]
    if not is_public_host_name(host):
        detail = (
            f"The issuer's keys lie on {host[:80]}, which is not the name of a public host. "
            "They were not fetched."
        )
        raise MalformedDocument(Problem(FETCH_FORBIDDEN, detail))
    if port is not None and int(port) > 65_535:
        raise _invalid("There is no such port.")
    return f"https://{host}:{port}" if port else f"https://{host}"


def _check_segment(segment: str) -> None:
    meant = unquote_to_bytes(segment)
    if not _SEGMENT.fullmatch(segment) or meant in (b".", b"..") or _SEPARATORS & set(meant):
        raise _invalid("A part of the identifier's path is empty, or is no plain name.")


def _invalid(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(DID_INVALID, detail))
