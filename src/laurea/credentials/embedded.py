"""Credentials inside a credential: endorsements anywhere, the parts of a CLR and of a LER-RS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from laurea.credentials.document import pointer
from laurea.credentials.properties import types_of

CREDENTIALS: Final = {"endorsement": True, "endorsementJwt": True, "verifiableCredential": False}
"""The properties that hold credentials, wherever they stand, and whether those endorse."""
_OF_RESUMES: Final = CREDENTIALS | {"verifications": False}
"""What a résumé of HR Open (LER-RS) has besides: the credentials that bear out a line of it."""
_RESUME: Final = "LER-RS VC"


@dataclass(frozen=True, slots=True)
class Embedded:
    """One credential inside another: where it stands, and whether it endorses.

    `value` is what stands there: an object, or the text of a signed token.
    """

    pointer: str
    value: Any
    is_endorsement: bool

    @property
    def is_token(self) -> bool:
        """Whether a signed token stands there."""
        return isinstance(self.value, str)


def embedded_credentials(document: Mapping[str, Any]) -> Iterator[Embedded]:
    """Yield the credentials directly inside a credential, without looking inside those.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#endorsement,
        https://www.imsglobal.org/spec/clr/v2p0/#clrsubject,
        https://schemas.hropenstandards.org/4.5/

    >>> [
    ...     found.pointer
    ...     for found in embedded_credentials(
    ...         {"issuer": {"endorsement": [{}, {}]}, "credentialSubject": {}}
    ...     )
    ... ]
    ['/issuer/endorsement/0', '/issuer/endorsement/1']
    """
    names = _OF_RESUMES if _RESUME in types_of(document) else CREDENTIALS
    yield from _inside(document, "", names)


def _inside(
    value: Mapping[str, Any] | list[Any], place: str, names: Mapping[str, bool]
) -> Iterator[Embedded]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            is_endorsement = names.get(key)
            if is_endorsement is not None:
                yield from _each(inner, place + pointer(key), is_endorsement=is_endorsement)
            elif isinstance(inner, (dict, list)) and key != "proof":
                yield from _inside(inner, place + pointer(key), names)
    else:
        for position, inner in enumerate(value):
            if isinstance(inner, (dict, list)):
                yield from _inside(inner, f"{place}/{position}", names)


def _each(value: Any, place: str, *, is_endorsement: bool) -> Iterator[Embedded]:
    if not isinstance(value, list):
        yield Embedded(place, value, is_endorsement)
        return
    for position, inner in enumerate(value):
        yield Embedded(f"{place}/{position}", inner, is_endorsement)
