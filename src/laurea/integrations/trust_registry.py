"""A file that says which issuers a verifier trusts.

Two shapes are read, each a JSON object; members that are not named here are left alone:

- `{"issuers": [{"id": "did:web:school.example", "name": "School"}, "did:key:z6Mk…"]}`
- `{"registry": {"did:web:school.example": {"name": "School"}}}`, as the registries of known
  issuers of the Digital Credentials Consortium are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from laurea.credentials.document import json_kind, pointer, read_object
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.problems import MALFORMED_VALUE, MISSING_VALUE, Problem, ProblemType
from laurea.credentials.wire.kinds import is_absolute_iri
from laurea.integrations.files import naming, read_file
from laurea.integrations.swapped import expecting


def read_trust_registry(path: str | Path) -> dict[str, str | None]:
    """Return the issuers of a registry: from id to name, `None` where no name is given.

    Raises:
        MalformedDocument: the file is no registry; the problem says where.
        LimitExceeded: it is larger or deeper than a document may be.
        NotFound: there is no such file.
        Unavailable: the system does not let it be read.
    """
    raw = read_file(path, max_bytes=DEFAULT_LIMITS.document_bytes)
    with (
        expecting("the registry of issuers", raw, path),
        naming(f"The registry {path} cannot be used"),
    ):
        return dict(_issuers(read_object(raw)))


def _issuers(registry: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    if "issuers" in registry:
        yield from _listed(registry["issuers"])
    elif "registry" in registry:
        yield from _keyed(registry["registry"])
    else:
        raise _refused('It has neither "issuers" nor "registry".', "", MISSING_VALUE)


def _listed(entries: Any) -> Iterator[tuple[str, str | None]]:
    if not isinstance(entries, list):
        raise _refused(f'"issuers" is {json_kind(entries)}; an array was expected.', "/issuers")
    for number, entry in enumerate(entries):
        where = pointer("issuers", number)
        if isinstance(entry, dict):
            yield _id(entry.get("id"), f"{where}/id"), _name(entry, where)
        else:
            yield _id(entry, where), None


def _keyed(entries: Any) -> Iterator[tuple[str, str | None]]:
    if not isinstance(entries, dict):
        raise _refused(f'"registry" is {json_kind(entries)}; an object was expected.', "/registry")
    for identifier, entry in entries.items():
        where = pointer("registry", identifier)
        if not isinstance(entry, dict):
            raise _refused(f"The entry is {json_kind(entry)}; an object was expected.", where)
        yield _id(identifier, where), _name(entry, where)


def _id(value: Any, where: str) -> str:
    if isinstance(value, str) and is_absolute_iri(value):
        return value
    raise _refused("An issuer is named by its id: a DID, or an https address.", where)


def _name(entry: Mapping[str, Any], where: str) -> str | None:
    name = entry.get("name")
    if name is None or isinstance(name, str):
        return name
    raise _refused(f"The name is {json_kind(name)}; a string was expected.", f"{where}/name")


def _refused(detail: str, where: str, kind: ProblemType = MALFORMED_VALUE) -> MalformedDocument:
    return MalformedDocument(Problem(kind, detail, where))
