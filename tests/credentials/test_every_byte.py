"""One byte changed anywhere in a signed document, of any suite and format, is never valid."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from laurea.credentials.canon import canonical_nquads
from laurea.credentials.errors import LaureaError
from laurea.credentials.received import read_received
from laurea.credentials.report import Verdict
from tests.simulator.specimens import Specimen, specimens

CHANGES = (0x01, 0x20, 0x80)
"""What is changed: the lowest bit, the case of a letter, whether it is a letter at all."""


def changed(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the content with one byte changed, at each place in turn."""
    is_thorough = bool(os.environ.get("LAUREA_THOROUGH"))
    for place, byte in enumerate(content):
        usual = CHANGES[place % len(CHANGES)]
        for change in range(1, 256) if is_thorough else (usual,):
            yield place, content[:place] + bytes([byte ^ change]) + content[place + 1 :]


def says_the_same(one: bytes, other: bytes) -> bool:
    """Say whether two files hold the same credential.

    A picture may look different. And a document may name another version of a context in which
    its words mean what they mean in the first: then its statements, which are signed, stay.
    """
    first, second = (read_received(content).document for content in (one, other))
    return first == second or (
        _without_context(first) == _without_context(second)
        and canonical_nquads(first) == canonical_nquads(second)
    )


def _without_context(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "@context"}


def is_valid(specimen: Specimen, content: bytes) -> bool:
    try:
        return specimen.report(content).verdict is Verdict.VALID
    except LaureaError:
        return False


@pytest.mark.parametrize("name", specimens())
def test_a_changed_byte_makes_it_anything_but_valid(name: str) -> None:
    specimen = specimens()[name]
    assert is_valid(specimen, specimen.content)
    forged = [
        (place, content)
        for place, content in changed(specimen.content)
        if is_valid(specimen, content) and not says_the_same(specimen.content, content)
    ]
    assert forged == []
