"""A file that says where documents lie on this machine: URL or DID → file.

With a map, verification asks nothing else: what the map does not name was not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from laurea.credentials.document import json_kind, pointer, read_object
from laurea.credentials.errors import LaureaError, MalformedDocument, NotFound, Unavailable
from laurea.credentials.keys.did_web import did_web_url
from laurea.credentials.problems import (
    FETCH_FAILED,
    LIMIT,
    MALFORMED_VALUE,
    NOT_FOUND,
    PARSING,
    Problem,
)


@dataclass(frozen=True, slots=True)
class DocumentMap:
    """A resolver over files. `None` in place of a file: there is known to be no document.

    Attributes:
        files: the file of each address. A did:web stands under its own name and under the
            address of its document.
    """

    files: Mapping[str, Path | None]

    @classmethod
    def from_file(cls, path: Path) -> DocumentMap:
        """Read a map: a JSON object from URL or DID to file name, or to null.

        File names are relative to the folder of the map.

        Raises:
            MalformedDocument: the file cannot be read, or is no such object.
            LimitExceeded: the map is larger than a document may be.
        """
        try:
            raw = path.read_bytes()
        except OSError as error:
            detail = f"The map {path} cannot be read: {error.strerror}."
            raise MalformedDocument(Problem(PARSING, detail)) from error
        files: dict[str, Path | None] = {}
        for address, name in read_object(raw).items():
            place = _place(name, path.parent, pointer(address))
            files[address] = place
            if address.startswith("did:web:"):
                files.setdefault(_document_url(address), place)
        return cls(files)

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:  # noqa: ARG002
        """Return the file that the map gives for `url`; `accept` is of no use to a file.

        Raises:
            NotFound: the map says that there is no document.
            Unavailable: the map does not name `url`, or the file cannot be read or is larger
                than `max_bytes`.
        """
        if url not in self.files:
            detail = f"The document map has no entry for {url}, and nothing else is asked."
            raise Unavailable(Problem(FETCH_FAILED, detail))
        path = self.files[url]
        if path is None:
            raise NotFound(Problem(NOT_FOUND, f"The document map says that {url} is empty."))
        try:
            with path.open("rb") as file:
                content = file.read(max_bytes + 1)
        except OSError as error:
            detail = f"The file {path} for {url} cannot be read: {error.strerror}."
            raise Unavailable(Problem(FETCH_FAILED, detail)) from error
        if len(content) > max_bytes:
            raise Unavailable(Problem(LIMIT, f"{path} has more than {max_bytes} bytes."))
        return content


def _place(name: Any, folder: Path, where: str) -> Path | None:
    if name is None:
        return None
    if isinstance(name, str) and name and "\0" not in name:
        return folder / name
    detail = f"The file is {json_kind(name)}; write its name, or null."
    raise MalformedDocument(Problem(MALFORMED_VALUE, detail, where))


def _document_url(did: str) -> str:
    try:
        return did_web_url(did)
    except LaureaError:
        # Such a DID is refused before any address is asked; its entry does no harm.
        return did
