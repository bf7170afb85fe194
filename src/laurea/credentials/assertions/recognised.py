"""Whether a document, or a token, is one of Open Badges 1 or 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from laurea.credentials.proofs.envelopes import is_enveloped, token_of
from laurea.credentials.properties import types_of
from laurea.credentials.wire.blockcerts_1 import is_blockcert_1
from laurea.credentials.wire.ob2 import ob2_class


def is_open_badges_2(document: Mapping[str, Any]) -> bool:
    """Say whether an opened document is one of Open Badges 1 or 2, definitions included.

    Blockcerts 1 and 2 are such documents as well.

    >>> is_open_badges_2({"type": ["VerifiableCredential", "Assertion"]})
    False
    """
    if "VerifiableCredential" in types_of(document):
        return False
    return is_blockcert_1(document) or ob2_class(document) is not None


def as_received(document: Mapping[str, Any] | str) -> Mapping[str, Any] | str:
    """Return a document that `is_open_badges_2` as it came: the token where it came in one.

    Args:
        document: a JSON object, a token, or an envelope with a token in it.

    Raises:
        MalformedDocument: an envelope that cannot be opened.
    """
    if isinstance(document, str) or not is_enveloped(document):
        return document
    return token_of(document)
