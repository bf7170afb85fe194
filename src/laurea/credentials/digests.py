"""Digests by which one document pins another: `digestSRI` and `digestMultibase`.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.multibase import decode_multibase
from laurea.credentials.problems import MALFORMED_VALUE, Problem

_SRI: Final = ("sha512", "sha384", "sha256")
"""The hashes of Subresource Integrity, the strongest first."""
_MULTIHASH: Final = {b"\x12\x20": "sha256", b"\x13\x40": "sha512", b"\x20\x30": "sha384"}
_LONGEST: Final = 2_048


class _Hash(Protocol):
    def digest(self) -> bytes: ...


_HASHES: Final[dict[str, Callable[[bytes], _Hash]]] = {
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


def is_pinned(entry: Mapping[str, Any]) -> bool:
    """Say whether an object pins the content of what its `id` names."""
    return "digestSRI" in entry or "digestMultibase" in entry


def fits_digests(entry: Mapping[str, Any], content: bytes, *, where: str = "") -> bool:
    """Say whether content is what the digests of an object say; without digests it is.

    Args:
        entry: the object, with `digestSRI`, `digestMultibase`, both or neither.
        content: the bytes that its `id` leads to, as they were delivered.
        where: JSON Pointer to the object, for problems.

    Raises:
        MalformedDocument: a digest is not written as one, or by a hash that is not known here.

    >>> fits_digests({"digestSRI": "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="}, b"")
    True
    """
    if "digestSRI" in entry and not _fits_sri(entry["digestSRI"], content, f"{where}/digestSRI"):
        return False
    place = f"{where}/digestMultibase"
    return "digestMultibase" not in entry or _fits_multihash(
        entry["digestMultibase"], content, place
    )


def _fits_sri(text: Any, content: bytes, where: str) -> bool:
    """Compare with the strongest hash named; where it is named more than once, any may fit."""
    found: dict[str, list[bytes]] = {}
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise _malformed("The digest is no text, or too long.", where)
    for part in text.split():
        name, _, encoded = part.partition("?")[0].partition("-")
        if name in _SRI:
            found.setdefault(name, []).append(_from_base64(encoded, where))
    strongest = next((name for name in _SRI if name in found), None)
    if strongest is None:
        raise _malformed("The digest names no hash that is known here.", where)
    return _HASHES[strongest](content).digest() in found[strongest]


def _from_base64(encoded: str, where: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise _malformed("The digest is not base64.", where) from None


def _fits_multihash(text: Any, content: bytes, where: str) -> bool:
    if not isinstance(text, str):
        raise _malformed("The digest is no text.", where)
    try:
        multihash = decode_multibase(text)
    except LaureaError as error:
        raise _malformed(error.problem.detail, where) from None
    name = _MULTIHASH.get(multihash[:2])
    if name is None:
        raise _malformed("The digest is no multihash of a hash that is known here.", where)
    return _HASHES[name](content).digest() == multihash[2:]


def _malformed(detail: str, where: str) -> MalformedDocument:
    return MalformedDocument(Problem(MALFORMED_VALUE, detail, where))
