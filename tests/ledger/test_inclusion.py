"""Entries are found in a tree at their own place only, and under its own root only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from laurea.ledger.inclusion import is_included, leaf_hash, node_hash

ENTRIES = st.lists(st.binary(max_size=8), min_size=1, max_size=40, unique=True)


def split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return int(1 << ((size - 1).bit_length() - 1))


def root_of(entries: list[bytes]) -> bytes:
    if len(entries) == 1:
        return leaf_hash(entries[0])
    at = split(len(entries))
    return node_hash(root_of(entries[:at]), root_of(entries[at:]))


def path_of(index: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    at = split(len(entries))
    if index < at:
        return [*path_of(index, entries[:at]), root_of(entries[at:])]
    return [*path_of(index - at, entries[at:]), root_of(entries[:at])]


@given(ENTRIES, st.data())
def test_every_entry_is_found_at_its_place_and_at_no_other(
    entries: list[bytes], data: st.DataObject
) -> None:
    size, root = len(entries), root_of(entries)
    index = data.draw(st.integers(0, size - 1))
    path = path_of(index, entries)
    assert is_included(entries[index], index=index, size=size, path=path, root=root)
    for other in range(-1, size + 2):
        if other != index:
            assert not is_included(entries[index], index=other, size=size, path=path, root=root)


@given(ENTRIES, st.data())
def test_a_path_that_is_longer_shorter_or_changed_leads_nowhere(
    entries: list[bytes], data: st.DataObject
) -> None:
    size, root = len(entries), root_of(entries)
    index = data.draw(st.integers(0, size - 1))
    path = path_of(index, entries)
    assert not is_included(entries[index], index=index, size=size, path=[*path, root], root=root)
    for number, node in enumerate(path):
        shorter = path[:number] + path[number + 1 :]
        changed = [*path[:number], bytes([node[0] ^ 1]) + node[1:], *path[number + 1 :]]
        for other in (shorter, changed):
            assert not is_included(entries[index], index=index, size=size, path=other, root=root)


def test_an_inner_node_cannot_be_passed_off_as_an_entry() -> None:
    entries = [b"a", b"b", b"c", b"d"]
    pair = leaf_hash(b"a") + leaf_hash(b"b")
    path = [root_of(entries[2:])]
    assert not is_included(pair, index=0, size=2, path=path, root=root_of(entries))


def test_a_node_of_another_length_is_refused() -> None:
    root = node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
    assert not is_included(b"b", index=1, size=2, path=[leaf_hash(b"a")[:31]], root=root)


def test_there_is_nothing_in_an_empty_tree() -> None:
    assert not is_included(b"", index=0, size=0, path=[], root=leaf_hash(b""))
