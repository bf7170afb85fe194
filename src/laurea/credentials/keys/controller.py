"""Keys as their controller lists them: DID documents and controlled identifier documents.

A key counts only if the document is the one asked for, lists the key for the purpose, and
names itself as the key's controller.

Spec: https://www.w3.org/TR/cid-1.0/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.verification_method import (
    VerificationMethod,
    parse_verification_method,
)
from laurea.credentials.problems import (
    DID_INVALID,
    KEY_INVALID,
    KEY_REVOKED,
    KEY_UNAUTHORIZED,
    Problem,
)
from laurea.credentials.timestamps import in_words, read_timestamp

_METHODS: Final = "verificationMethod"


@dataclass(frozen=True, slots=True)
class ListedMethod:
    """A verification method as a controller's document lists it.

    Attributes:
        method: the key, its id, and its controller, which is the document.
        revoked: from when on the key must not be used; it may have been stolen.
        expires: from when on it is no longer used, in the course of things.
    """

    method: VerificationMethod
    revoked: datetime | None = None
    expires: datetime | None = None


def lists_keys(document: Mapping[str, Any], purpose: str) -> bool:
    """Say whether a JSON object is a document that lists keys, for `purpose` or at all."""
    return _METHODS in document or purpose in document


def find_verification_method(
    document: Mapping[str, Any], method_id: str, *, purpose: str = "assertionMethod"
) -> ListedMethod:
    """Return the verification method `method_id` of a DID document or controller document.

    Args:
        document: the document as parsed JSON.
        method_id: the absolute id of the method; what stands before its `#` must be the id of
            the document.
        purpose: the verification relationship that must list the method, by reference or
            embedded.

    Raises:
        MalformedDocument: `did-invalid`: another document, or one that was given up;
            `key-unauthorized`: the key is not listed for the purpose, or another controls it;
            `key-revoked`: it is listed for nothing any more, as withdrawn; `key-invalid`: listed
            twice, or damaged.

    Spec: https://www.w3.org/TR/cid-1.0/#retrieve-verification-method

    >>> document = {"id": "did:web:school.example", "assertionMethod": ["#key-2"]}
    >>> find_verification_method(document, "did:web:school.example#key-1")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: The key does not belong to the issuer: ...
    """
    controller = method_id.partition("#")[0]
    if document.get("id") != controller:
        detail = f"The document is not that of {controller}: it carries another id."
        raise MalformedDocument(Problem(DID_INVALID, detail))
    if document.get("deactivated", False) is not False:
        raise MalformedDocument(Problem(DID_INVALID, f"{controller} was given up by its owner."))
    entry, pointer = _listed(document, method_id, purpose)
    method = parse_verification_method(entry, base=controller, pointer=pointer)
    if method.controller != controller:
        raise _unauthorized(f"The key is controlled by {method.controller}, not by the issuer.")
    return ListedMethod(
        method, _moment(entry, "revoked", pointer), _moment(entry, "expires", pointer)
    )


def _listed(
    document: Mapping[str, Any], method_id: str, purpose: str
) -> tuple[Mapping[str, Any], str]:
    """Return the entry of the method and its place, if the relationship lists it."""
    for entry, pointer in _entries(document, purpose):
        if _absolute(_id_of(entry), document) == method_id:
            return (entry, pointer) if isinstance(entry, dict) else _defined(document, method_id)
    _refuse_withdrawn(document, method_id)
    if any(_absolute(_id_of(entry), document) == method_id for entry, _ in _every(document)):
        raise _unauthorized(f"The issuer lists the key, but not under {purpose}.")
    raise _unauthorized("The issuer's document does not list the key.")


def _refuse_withdrawn(document: Mapping[str, Any], method_id: str) -> None:
    """Raise where the document names the key, for no purpose any more, as withdrawn."""
    for entry, pointer in _entries(document, _METHODS):
        if isinstance(entry, dict) and _absolute(_id_of(entry), document) == method_id:
            revoked = _moment(entry, "revoked", pointer)
            if revoked is not None:
                detail = f"The issuer withdrew this key on {in_words(revoked)}. It counts no more."
                raise MalformedDocument(Problem(KEY_REVOKED, detail))


def _defined(document: Mapping[str, Any], method_id: str) -> tuple[Mapping[str, Any], str]:
    found = [
        (entry, pointer)
        for entry, pointer in _entries(document, _METHODS)
        if isinstance(entry, dict) and _absolute(_id_of(entry), document) == method_id
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise MalformedDocument(
            Problem(KEY_INVALID, "The issuer's document gives two keys one id.")
        )
    raise _unauthorized("The issuer's document names the key and does not contain it.")


def _entries(document: Mapping[str, Any], name: str) -> Iterator[tuple[Any, str]]:
    value = document.get(name, [])
    for number, entry in enumerate(value if isinstance(value, list) else [value]):
        yield entry, f"/{name}/{number}"


def _every(document: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
    for name in document:
        yield from _entries(document, name)


def _id_of(entry: Any) -> Any:
    return entry.get("id") if isinstance(entry, dict) else entry


def _absolute(method_id: Any, document: Mapping[str, Any]) -> Any:
    is_relative = isinstance(method_id, str) and method_id.startswith("#")
    return document["id"] + method_id if is_relative else method_id


def _moment(entry: Mapping[str, Any], name: str, pointer: str) -> datetime | None:
    if entry.get(name) is None:
        return None
    return read_timestamp(entry[name], where=f"{pointer}/{name}")


def _unauthorized(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(KEY_UNAUTHORIZED, detail))
