"""This server's own documents, from its database: no request ever goes out to fetch them.

Read are the DID documents of its organizations, their status lists, what was handed out of
credentials, and achievements. What else lies under the server's own address is no document.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import orjson
from django.conf import settings

from laurea.credentials.document import read_object
from laurea.credentials.errors import NotFound, Unavailable
from laurea.credentials.model.contexts import OB3_CONTEXTS
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import LIMIT, NOT_FOUND, Problem
from laurea.web.catalog.access import public_achievement
from laurea.web.issuing.access import public_credential
from laurea.web.issuing.addresses import own_path
from laurea.web.issuing.publish import published_list
from laurea.web.organizations.access import public_organization
from laurea.web.organizations.identifier import did_document


def own_origins() -> frozenset[str]:
    """Return the origins whose documents `OwnDocuments` has, as a verifier's policy names them."""
    return frozenset({settings.LAUREA_PUBLIC_URL})


@dataclass(frozen=True, slots=True)
class OwnDocuments:
    """A resolver (`credentials.ports.Resolver`) that reads this server's documents itself.

    Attributes:
        fallback: is asked for everything else.
    """

    fallback: Resolver

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`.

        Raises:
            NotFound: this server has no such document, or the fallback says so.
            Unavailable: it has more than `max_bytes`, or the fallback says so.
        """
        path = own_path(url)
        if path is None:
            return self.fallback.fetch(url, accept=accept, max_bytes=max_bytes)
        content = _document(path)
        if content is None:
            raise NotFound(Problem(NOT_FOUND, f"There is nothing at {url}."))
        if len(content) > max_bytes:
            raise Unavailable(Problem(LIMIT, f"{url} gives more than {max_bytes} bytes."))
        return content


def _document(path: str) -> bytes | None:
    kind, _, rest = path.removeprefix("/").partition("/")
    read = _READERS.get(kind)
    try:
        return None if read is None else read(rest)
    except (NotFound, ValueError):  # absent, or no identifier at all
        return None


def _did_document(rest: str) -> bytes | None:
    slug, _, name = rest.partition("/")
    if name != "did.json":
        return None
    return orjson.dumps(did_document(public_organization(slug)))


def _status_list(rest: str) -> bytes:
    return published_list(UUID(rest)).document


def _credential(rest: str) -> bytes:
    return bytes(public_credential(UUID(rest.removesuffix(".json"))).document or b"")


def _achievement(rest: str) -> bytes:
    achievement = public_achievement(UUID(rest.removesuffix(".json")))
    document = read_object(bytes(achievement.document))
    return orjson.dumps({"@context": list(OB3_CONTEXTS), **document})


_READERS: Final[dict[str, Callable[[str], bytes | None]]] = {
    "i": _did_document,
    "status": _status_list,
    "c": _credential,
    "a": _achievement,
}
