"""Credentials inside a credential: endorsements anywhere, and the parts of a CLR."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_ENDORSEMENTS: Final = frozenset({"endorsement", "endorsementJwt"})


@dataclass(frozen=True, slots=True)
class Embedded:
    """One credential inside another: where it stands, and whether it endorses.

    `value` is what stands there: an object, or the text of a signed token.
    """

    pointer: str
    value: Any
    is_endorsement: bool


def embedded_credentials(document: Mapping[str, Any]) -> Iterator[Embedded]:
    """Yield the credentials directly inside a credential, without looking inside those.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#endorsement,
        https://www.imsglobal.org/spec/clr/v2p0/#clrsubject

    >>> [found.pointer for found in embedded_credentials(
    ...     {"issuer": {"endorsement": [{}, {}]}, "credentialSubject": {}})]
    ['/issuer/endorsement/0', '/issuer/endorsement/1']
    """
    subject = document.get("credentialSubject")
    if isinstance(subject, Mapping) and "verifiableCredential" in subject:
        yield from _each(
            subject["verifiableCredential"], "/credentialSubject/verifiableCredential", False
        )
    yield from _endorsements(document, "")


def _endorsements(value: Any, pointer: str) -> Iterator[Embedded]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in _ENDORSEMENTS:
                yield from _each(inner, f"{pointer}/{key}", True)
            elif isinstance(inner, (dict, list)) and key not in {"proof", "verifiableCredential"}:
                yield from _endorsements(inner, f"{pointer}/{key}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            if isinstance(inner, (dict, list)):
                yield from _endorsements(inner, f"{pointer}/{position}")


def _each(value: Any, pointer: str, is_endorsement: bool) -> Iterator[Embedded]:
    if not isinstance(value, list):
        yield Embedded(pointer, value, is_endorsement)
        return
    for position, inner in enumerate(value):
        yield Embedded(f"{pointer}/{position}", inner, is_endorsement)
