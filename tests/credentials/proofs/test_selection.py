from __future__ import annotations

from typing import Any

import pytest

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.proofs.selection import select

DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:a",
    "type": ["VerifiableCredential"],
    "a/b": {"~": [1, 2, 3]},
    "items": [{"type": "One", "x": 1, "y": 2}, {"id": "_:b", "x": 3}],
}


def part(*pointers: str) -> Any:
    found = select(DOCUMENT, pointers)
    return None if found is None else found.part


HEAD = {name: DOCUMENT[name] for name in ("@context", "id", "type")}


def test_nothing_is_selected_by_nothing() -> None:
    assert part() is None


def test_objects_on_the_way_keep_id_and_type_and_arrays_close_up() -> None:
    assert part("/items/0/x") == {**HEAD, "items": [{"type": "One", "x": 1}]}
    assert part("/items/1/x") == {**HEAD, "items": [{"x": 3}]}
    assert part("/a~1b/~0/1", "/a~1b/~0/2") == {**HEAD, "a/b": {"~": [2, 3]}}


def test_the_empty_pointer_selects_everything() -> None:
    assert part("") == DOCUMENT
    assert part("", "/items/0/x") == DOCUMENT
    assert part("/items", "/items/0/x") == {**HEAD, "items": DOCUMENT["items"]}


@pytest.mark.parametrize(
    "pointer",
    ["items", "/items/2", "/items/-", "/items/01", "/items/x", "/none", "/a~1b/~", "/items/0/x/y"],
)
def test_a_pointer_that_leads_nowhere_is_refused(pointer: str) -> None:
    with pytest.raises(MalformedDocument):
        part(pointer)


def test_the_originals_of_all_objects_are_known() -> None:
    found = select(DOCUMENT, ["/items/1/x"])
    assert found is not None
    assert found.origins[id(found.part)] == id(DOCUMENT)
    assert found.origins[id(found.part["items"][0])] == id(DOCUMENT["items"][1])
    assert id(found.part["items"]) not in found.origins
