"""Whether a document says nothing that its published copy does not say.

The copy at the issuer's own address is what counts; a document that was handed over must only not
say more, or anything else. Spellings are none of its business: both are in plain words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from laurea.credentials.document import pointer

_HASH: Final = "identity"


def first_difference(
    shown: Mapping[str, Any], published: Mapping[str, Any], place: str = ""
) -> str | None:
    """Return the JSON Pointer of the first thing that only `shown` says, or None.

    Args:
        shown: what was handed over, in plain words.
        published: what stands at the address, in plain words.
        place: the JSON Pointer to both.

    An object that is linked in one of them and embedded in the other is the same object where
    the ids agree; whether the embedded one is true to its own address is another question.

    >>> first_difference({"id": "a", "name": "PhD"}, {"id": "a", "name": "BSc", "expires": "x"})
    '/name'
    """
    for name, value in shown.items():
        here = place + pointer(name)
        if name not in published:
            return here
        found = _differs(name, value, published[name], here)
        if found is not None:
            return found
    return None


def _differs(name: str, shown: Any, published: Any, place: str) -> str | None:
    if isinstance(shown, Mapping) and isinstance(published, Mapping):
        return first_difference(shown, published, place)
    if isinstance(shown, list) and isinstance(published, list):
        if len(shown) != len(published):
            return place
        pairs = enumerate(zip(shown, published, strict=True))
        found = (_differs(name, one, other, f"{place}/{at}") for at, (one, other) in pairs)
        return next((where for where in found if where is not None), None)
    if isinstance(shown, Mapping) != isinstance(published, Mapping):
        linked, embedded = (published, shown) if isinstance(shown, Mapping) else (shown, published)
        return None if isinstance(embedded, Mapping) and embedded.get("id") == linked else place
    if name == _HASH and isinstance(shown, str) and isinstance(published, str) and "$" in shown:
        shown, published = shown.lower(), published.lower()
    # A JSON `true` is no 1, which Python takes for equal.
    is_same = shown == published and isinstance(shown, bool) == isinstance(published, bool)
    return None if is_same else place
