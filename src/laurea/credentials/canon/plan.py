"""Canonical bytes of many documents that differ only in a few strings.

A template document is canonicalised once, with marker strings where the documents differ.
From its statements a `CanonicalPlan` keeps:

- statements in which nothing varies and no blank node stands, already sorted and joined;
- first-degree hashes of the blank nodes about which nothing varies;
- for the rest, groups of lines with places to fill in (`pieces`), one group a subject.

For each document the varying blank nodes are hashed anew (RDFC-1.0 numbers blank nodes in the
order of their hashes), the groups are filled in and put where they sort. Where that would not
be exact (two blank nodes alike, two statements that become one, two subjects that become one)
the plan says so by `NotPlanned` and the caller canonicalises in full. The bytes are those of
the full algorithm; property tests compare them on thousands of documents.

Spec: https://www.w3.org/TR/rdf-canon/#canon-algorithm
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from operator import methodcaller
from typing import Any, Final, NamedTuple

from laurea.credentials.canon.nquads import BlankQuad, Dataset, escape_literal, needs_escape
from laurea.credentials.canon.pieces import Group, Pieces, is_decided, joined, lead, several
from laurea.credentials.canon.rdfc import first_degree_lines

_PLAIN_SCHEMES: Final = ("urn:", "https://", "http://", "did:", "mailto:")
"""Beginnings of IRIs that no bundled context uses as a prefix for something else."""
_has_plain_scheme = methodcaller("startswith", _PLAIN_SCHEMES)
_NO_IRI: Final = re.compile(r'[\s<>"\\\x00-\x20\x7f]')
"""What keeps a text with a plain scheme from being an IRI (`terms.is_absolute_iri`)."""
_MOST_BLOCKS: Final = 4_096
"""Most finished blocks that are kept for one blank node."""


class NotPlanned(Exception):
    """This document cannot be canonicalised by the plan; canonicalise it in full."""


class _Node(NamedTuple):
    """A blank node: what its hash is made from, and the lines it is the subject of.

    `digest` is the hash if nothing about the node varies. `labels` are the places whose labels
    its block shows; `kept` are finished blocks by these labels, unless the block has slots.
    """

    digest: str | None
    about: Group
    block: Group
    labels: tuple[int, ...]
    has_slots: bool
    kept: dict[tuple[bytes, ...], bytes]


class CanonicalPlan:
    """The canonical form of a template, ready to be filled in.

    Args:
        dataset: the statements of the template document.
        markers: the marker string of each slot, in the order in which values will be given.
            Each stands as a whole IRI or a whole literal wherever it occurs.

    Raises:
        NotPlanned: a marker does not stand alone.
    """

    def __init__(self, dataset: Dataset, markers: Sequence[str]) -> None:
        self.slot_is_iri = _slot_kinds(dataset, markers)
        iris = [number for number, is_iri in enumerate(self.slot_is_iri) if is_iri]
        self._iris = several(iris)
        quads = list(dict.fromkeys(dataset.blank))
        about = first_degree_lines(quads)
        cutter = _Cutter(markers, list(about))
        ground = [cutter.cut(line) for line in sorted(set(dataset.ground))]
        ground += [cutter.cut_quad(quad) for quad in quads if quad[0][0] != "_"]
        self._ground = _Ground(ground)
        self._nodes = [
            _node(cutter, node, lines, [quad for quad in quads if quad[0] == node])
            for node, lines in about.items()
        ]
        self._labels = [b"_:c14n%d" % number for number in range(len(self._nodes))]
        self._by_label = sorted(range(len(self._nodes)), key=self._labels.__getitem__)

    def values(self, texts: Sequence[str]) -> list[bytes]:
        """Return the texts of the slots as they stand in N-Quads.

        Raises:
            NotPlanned: a text that must be an IRI is one of an unusual kind, or none.
        """
        iris = self._iris(texts)
        if not all(map(_has_plain_scheme, iris)) or _NO_IRI.search("".join(iris)):
            raise NotPlanned
        if needs_escape("".join(texts)):
            texts = [escape_literal(text) for text in texts]  # changes nothing in an IRI
        try:
            return [text.encode() for text in texts]
        except UnicodeEncodeError:  # half of a surrogate pair: the full algorithm says where
            raise NotPlanned from None

    def canonical(self, texts: Sequence[str]) -> bytes:
        """Return the canonical N-Quads of the template filled with `texts`.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        first, parts = self._fill(texts)
        return b"".join([self._ground.head(first), *parts])

    def digest(self, texts: Sequence[str]) -> bytes:
        """Return the SHA-256 of `canonical(texts)`, computed without building the whole text.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        first, parts = self._fill(texts)
        state = self._ground.begun(first)
        state.update(b"".join(parts))
        digest: bytes = state.digest()
        return digest

    def _fill(self, texts: Sequence[str]) -> tuple[int, list[bytes]]:
        """Return how many of the fixed lines come first, and in pieces all that follows."""
        values = self.values(texts)
        order = self._order(values)
        labels = [b""] * len(order)
        for label, number in zip(self._labels, order, strict=True):
            labels[number] = label
        values += labels
        first, parts = self._ground.fill(values)
        for rank in self._by_label:
            parts.append(_block(self._nodes[order[rank]], values))
        return first, parts

    def _order(self, values: list[bytes]) -> list[int]:
        """Return the blank nodes in the order of their hashes (RDFC-1.0, section 4.4.3)."""
        hashes = [
            (node.digest or _hash(node, values), number) for number, node in enumerate(self._nodes)
        ]
        hashes.sort()
        previous = ""
        for digest, _ in hashes:
            if digest == previous:
                raise NotPlanned
            previous = digest
        return [number for _, number in hashes]


def _node(cutter: _Cutter, node: str, about: list[str], quads: list[BlankQuad]) -> _Node:
    # different statements may look alike here (`_:z` for any other node), and all of them count
    lines = [cutter.cut(line * count) for line, count in Counter(about).items()]
    varies = any(len(line) > 1 for line in lines)
    block = Group([cutter.cut_quad(quad) for quad in quads], cutter.place(node))
    own_first = sorted(place for place in block.places if place >= cutter.slots)
    return _Node(
        digest=None if varies else hashlib.sha256("".join(sorted(about)).encode()).hexdigest(),
        about=Group(lines),
        block=block,
        labels=tuple(own_first),
        has_slots=any(place < cutter.slots for place in block.places),
        kept={},
    )


def _hash(node: _Node, values: list[bytes]) -> str:
    lines = node.about.fill(values)
    if lines is None:
        raise NotPlanned
    return hashlib.sha256(lines).hexdigest()


def _block(node: _Node, values: list[bytes]) -> bytes:
    if node.has_slots:
        block = node.block.fill(values)
    else:
        key = tuple([values[place] for place in node.labels])
        block = node.kept.get(key)
        if block is None:
            if len(node.kept) >= _MOST_BLOCKS:
                node.kept.clear()
            block = node.block.fill(values)
            if block is not None:
                node.kept[key] = block
    if block is None:
        raise NotPlanned
    return block


class _Ground:
    """The lines whose subject is an IRI: fixed ones, and groups put between them.

    A group whose subject is fixed stays where it is. A group whose subject is a slot is put
    where the subject sorts; a subject that is there already is refused (`NotPlanned`).
    """

    def __init__(self, lines: list[Pieces]) -> None:
        fixed = sorted(line[0] for line in lines if len(line) == 1 and isinstance(line[0], bytes))
        anchored: dict[bytes, list[Pieces]] = {}
        floating: dict[int, list[Pieces]] = {}
        for line in lines:
            if len(line) > 1:
                if line[0] == b"<" and isinstance(line[1], int):
                    floating.setdefault(line[1], []).append(line)
                else:
                    anchored.setdefault(lead(line), []).append(line)
        if not is_decided(sorted([*fixed, *anchored])):
            raise NotPlanned
        self._floating = [(slot, Group(group, slot)) for slot, group in floating.items()]
        self._keys = sorted([*fixed, *anchored])
        self._anchored = [
            (place, Group(anchored[key])) for place, key in enumerate(self._keys) if key in anchored
        ]
        self._joined = b"".join(fixed)
        self._offsets = [0]
        for key in self._keys:
            length = 0 if key in anchored else len(key)
            self._offsets.append(self._offsets[-1] + length)
        self._begun: dict[int, Any] = {}

    def head(self, first: int) -> bytes:
        """Return the first so many lines."""
        return self._joined[: self._offsets[first]]

    def begun(self, first: int) -> Any:
        """Return a SHA-256 that has taken in the first so many lines."""
        state = self._begun.get(first)
        if state is None:
            state = self._begun[first] = hashlib.sha256(self.head(first))
        return state.copy()

    def fill(self, values: list[bytes]) -> tuple[int, list[bytes]]:
        """Return how many lines come before the first group, and all that follows in pieces."""
        keys, offsets, text = self._keys, self._offsets, self._joined
        placed: list[tuple[int, bytes, Group]] = []
        for slot, group in self._floating:
            subject = b"<%b> " % values[slot]
            place = bisect_left(keys, subject)
            if place < len(keys) and keys[place].startswith(subject):
                raise NotPlanned
            placed.append((place, subject, group))
        placed.sort(key=_place_and_subject)
        for (_, one, _), (_, other, _) in pairwise(placed):
            if one == other:
                raise NotPlanned
        # at one place, what floats comes before what is anchored there
        placed += [(place, b"\xff", group) for place, group in self._anchored]
        placed.sort(key=_place_and_subject)
        first = place = placed[0][0] if placed else len(keys)
        parts: list[bytes] = []
        for further, _, group in placed:
            if further != place:
                parts.append(text[offsets[place] : offsets[further]])
                place = further
            lines = group.fill(values)
            if lines is None:
                raise NotPlanned
            parts.append(lines)
        parts.append(text[offsets[place] :])
        return first, parts


def _place_and_subject(placed: tuple[int, bytes, Group]) -> tuple[int, bytes]:
    return placed[0], placed[1]


def _slot_kinds(dataset: Dataset, markers: Sequence[str]) -> list[bool]:
    """Return for each slot whether it stands as an IRI, rather than as a literal."""
    text = "".join(
        [*dataset.ground, *(f"{subject} {obj} " for subject, _, obj, _ in dataset.blank)]
    )
    kinds = []
    for marker in markers:
        as_iri, as_literal = text.count(f"<{marker}>"), text.count(f'"{marker}"')
        if bool(as_iri) == bool(as_literal) or text.count(marker) != as_iri + as_literal:
            raise NotPlanned(marker)
        kinds.append(bool(as_iri))
    return kinds


class _Cutter:
    """Cuts statements at the places that are filled in: first the slots, then the blank nodes."""

    def __init__(self, markers: Sequence[str], nodes: Sequence[str]) -> None:
        self.slots = len(markers)
        self._slots = {marker: number for number, marker in enumerate(markers)}
        self._nodes = {node: self.slots + number for number, node in enumerate(nodes)}
        self._pattern = re.compile(f"({'|'.join(map(re.escape, markers)) or '(?!)'})")

    def place(self, node: str) -> int:
        """Return the number of a blank node's place."""
        return self._nodes[node]

    def cut(self, text: str) -> Pieces:
        """Return a text cut at its markers."""
        parts = self._pattern.split(text)
        return tuple(self._slots[part] if part in self._slots else part.encode() for part in parts)

    def cut_quad(self, quad: BlankQuad) -> Pieces:
        """Return a statement cut at its markers and blank nodes."""
        subject, predicate, obj, graph = quad
        pieces = [self._term(subject), predicate.encode(), self._term(obj), b" "]
        if graph:
            pieces += [self._term(graph), b" "]
        return joined([*pieces, b".\n"])

    def _term(self, term: str) -> bytes | int | Pieces:
        return self._nodes[term] if term in self._nodes else self.cut(term)
