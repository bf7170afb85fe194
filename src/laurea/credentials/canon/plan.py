"""Canonical bytes of many documents that differ only in a few strings.

A template document is canonicalised once, with marker strings where the documents differ.
From its statements a `CanonicalPlan` keeps:

- statements in which nothing varies and no blank node stands, already sorted and joined;
- first-degree hashes of the blank nodes about which nothing varies;
- for the rest, the pieces of text between the places that vary.

For each document the varying blank nodes are hashed anew (RDFC-1.0 numbers blank nodes in the
order of their hashes), the varying statements are filled in and put where they sort. Where that
would not be exact (two blank nodes alike, two statements that become one) the plan says so by
`NotPlanned` and the caller canonicalises in full. The bytes are those of the full algorithm;
property tests compare them on thousands of documents.

Spec: https://www.w3.org/TR/rdf-canon/#canon-algorithm
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from laurea.credentials.canon.nquads import BlankQuad, Dataset, escape_literal
from laurea.credentials.canon.rdfc import first_degree_lines
from laurea.credentials.canon.terms import is_absolute_iri

_PLAIN_SCHEMES: Final = ("urn:", "https://", "http://", "did:", "mailto:")
"""Beginnings of IRIs that no bundled context uses as a prefix for something else."""
_MOST_BLOCKS: Final = 4_096
"""Most finished blocks that are kept for one blank node."""

_Pieces = tuple[bytes | int, ...]
"""A statement: bytes as they stand, and the numbers of the places that are filled in."""


class NotPlanned(Exception):
    """This document cannot be canonicalised by the plan; canonicalise it in full."""


class _Lines(NamedTuple):
    """Statements to be filled in. Most have one place to fill, and those go quickly."""

    single: list[tuple[bytes, int, bytes]]
    several: list[_Pieces]

    def filled(self, values: Sequence[bytes]) -> list[bytes]:
        lines = [before + values[place] + after for before, place, after in self.single]
        if self.several:
            lines += [
                b"".join([values[part] if isinstance(part, int) else part for part in pieces])
                for pieces in self.several
            ]
        return lines

    def places(self) -> set[int]:
        """Return the numbers of the places that are filled in."""
        singles = {place for _, place, _ in self.single}
        return singles | {part for line in self.several for part in line if isinstance(part, int)}


class _Node(NamedTuple):
    """A blank node: what its hash is made from, and the lines it is the subject of.

    `labels` are the places whose labels its block shows; `kept` are finished blocks by these
    labels, unless the block has slots as well.
    """

    fixed: list[bytes]
    varying: _Lines
    digest: str
    block: _Lines
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
        quads = list(dict.fromkeys(dataset.blank))
        about = first_degree_lines(quads)
        self._slots = len(markers)
        cutter = _Cutter(markers, list(about))
        ground = sorted(set(dataset.ground))
        self._fixed = [line.encode() for line in ground if not cutter.has_slot(line)]
        self._joined = b"".join(self._fixed)
        self._offsets = [0]
        for line in self._fixed:
            self._offsets.append(self._offsets[-1] + len(line))
        self._begun: dict[int, Any] = {}
        self._ground = _split(
            [
                *(cutter.cut(line) for line in ground if cutter.has_slot(line)),
                *(cutter.cut_quad(quad) for quad in quads if quad.subject[0] != "_"),
            ]
        )
        self._nodes = [
            self._node(cutter, lines, [quad for quad in quads if quad.subject == node])
            for node, lines in about.items()
        ]
        self._labels = [b"_:c14n%d" % number for number in range(len(self._nodes))]
        self._sorted_labels = sorted(self._labels)

    def _node(self, cutter: _Cutter, about: list[str], quads: list[BlankQuad]) -> _Node:
        fixed = sorted(line.encode() for line in about if not cutter.has_slot(line))
        varying = _split([cutter.cut(line) for line in about if cutter.has_slot(line)])
        block = _split([cutter.cut_quad(quad) for quad in quads])
        places = sorted(block.places())
        return _Node(
            fixed=fixed,
            varying=varying,
            digest=hashlib.sha256(b"".join(fixed)).hexdigest(),
            block=block,
            labels=tuple(place for place in places if place >= self._slots),
            has_slots=bool(places) and places[0] < self._slots,
            kept={},
        )

    def values(self, texts: Sequence[str]) -> list[bytes]:
        """Return the texts of the slots as they stand in N-Quads.

        Raises:
            NotPlanned: a text that must be an IRI is one of an unusual kind, or none.
        """
        values = []
        for text, is_iri in zip(texts, self.slot_is_iri, strict=True):
            if not is_iri:
                values.append(escape_literal(text).encode())
            elif text.startswith(_PLAIN_SCHEMES) and is_absolute_iri(text):
                values.append(text.encode())
            else:
                raise NotPlanned(text)
        return values

    def canonical(self, texts: Sequence[str]) -> bytes:
        """Return the canonical N-Quads of the template filled with `texts`.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        first, parts = self._fill(texts)
        return b"".join([self._joined[: self._offsets[first]], *parts])

    def digest(self, texts: Sequence[str]) -> bytes:
        """Return the SHA-256 of `canonical(texts)`, computed without building the whole text.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        first, parts = self._fill(texts)
        begun = self._begun.get(first)
        if begun is None:
            begun = self._begun[first] = hashlib.sha256(self._joined[: self._offsets[first]])
        state = begun.copy()
        state.update(b"".join(parts))
        digest: bytes = state.digest()
        return digest

    def _fill(self, texts: Sequence[str]) -> tuple[int, list[bytes]]:
        """Return how many of the fixed lines come first, and in pieces all that follows."""
        values = self.values(texts)
        values += self._label(values)
        lines = self._ground.filled(values)
        lines.sort()
        fixed, joined, offsets = self._fixed, self._joined, self._offsets
        first = bisect_left(fixed, lines[0]) if lines else 0
        place, last = first, len(fixed)
        previous = b""
        parts: list[bytes] = []
        for line in lines:
            if place < last and fixed[place] < line:
                further = bisect_left(fixed, line, place)
                parts.append(joined[offsets[place] : offsets[further]])
                place = further
            if line == previous or (place < last and fixed[place] == line):
                raise NotPlanned
            parts.append(line)
            previous = line
        parts.append(joined[offsets[place] :])
        self._add_blocks(values, parts)
        return first, parts

    def _label(self, values: list[bytes]) -> list[bytes]:
        """Return the label of each blank node (RDFC-1.0, section 4.4.3, steps 3 and 4)."""
        hashes = [
            (_hash(node, values) if node.varying.single or node.varying.several else node.digest, n)
            for n, node in enumerate(self._nodes)
        ]
        hashes.sort()
        labels = [b""] * len(hashes)
        previous = ""
        for label, (digest, number) in zip(self._labels, hashes, strict=True):
            if digest == previous:
                raise NotPlanned
            labels[number] = label
            previous = digest
        return labels

    def _add_blocks(self, values: list[bytes], parts: list[bytes]) -> None:
        """Add the lines about each blank node, in the order in which the labels sort."""
        node_of = dict(zip(values[self._slots :], self._nodes, strict=True))
        for label in self._sorted_labels:
            node = node_of[label]
            if node.has_slots:
                parts += _block(node, values)
                continue
            key = tuple([values[place] for place in node.labels])
            block = node.kept.get(key)
            if block is None:
                if len(node.kept) >= _MOST_BLOCKS:
                    node.kept.clear()
                block = node.kept[key] = b"".join(_block(node, values))
            parts.append(block)


def _hash(node: _Node, values: list[bytes]) -> str:
    lines = node.fixed + node.varying.filled(values)
    lines.sort()
    _refuse_repeated(lines)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def _block(node: _Node, values: list[bytes]) -> list[bytes]:
    lines = node.block.filled(values)
    lines.sort()
    _refuse_repeated(lines)
    return lines


def _refuse_repeated(lines: list[bytes]) -> None:
    """Refuse sorted lines of which two are one: a dataset is a set of statements."""
    previous = b""
    for line in lines:
        if line == previous:
            raise NotPlanned
        previous = line


def _slot_kinds(dataset: Dataset, markers: Sequence[str]) -> list[bool]:
    """Return for each slot whether it stands as an IRI, rather than as a literal."""
    text = "".join([*dataset.ground, *(f"{quad.subject} {quad.object} " for quad in dataset.blank)])
    kinds = []
    for marker in markers:
        as_iri, as_literal = text.count(f"<{marker}>"), text.count(f'"{marker}"')
        if bool(as_iri) == bool(as_literal) or text.count(marker) != as_iri + as_literal:
            raise NotPlanned(marker)
        kinds.append(bool(as_iri))
    return kinds


def _split(lines: Iterable[_Pieces]) -> _Lines:
    found = _Lines([], [])
    for line in lines:
        match line:
            case (bytes() as before, int() as place, bytes() as after):
                found.single.append((before, place, after))
            case _:
                found.several.append(line)
    return found


class _Cutter:
    """Cuts statements at the places that are filled in: first the slots, then the blank nodes."""

    def __init__(self, markers: Sequence[str], nodes: Sequence[str]) -> None:
        self._slots = {marker: number for number, marker in enumerate(markers)}
        self._nodes = {node: len(markers) + number for number, node in enumerate(nodes)}
        self._pattern = re.compile(f"({'|'.join(map(re.escape, markers)) or '(?!)'})")

    def has_slot(self, text: str) -> bool:
        """Say whether a marker stands in the text."""
        return self._pattern.search(text) is not None

    def cut(self, text: str) -> _Pieces:
        """Return a text cut at its markers."""
        parts = self._pattern.split(text)
        return tuple(self._slots[part] if part in self._slots else part.encode() for part in parts)

    def cut_quad(self, quad: BlankQuad) -> _Pieces:
        """Return a statement cut at its markers and blank nodes."""
        subject, predicate, obj, graph = quad
        pieces = [self._term(subject), predicate.encode(), self._term(obj), b" "]
        if graph:
            pieces += [self._term(graph), b" "]
        return _joined([*pieces, b".\n"])

    def _term(self, term: str) -> bytes | int | _Pieces:
        return self._nodes[term] if term in self._nodes else self.cut(term)


def _joined(pieces: Iterable[bytes | int | _Pieces]) -> _Pieces:
    """Return pieces in a row, with neighbouring bytes put together."""
    joined: list[bytes | int] = [b""]
    for piece in pieces:
        for part in piece if isinstance(piece, tuple) else (piece,):
            last = joined[-1]
            if isinstance(part, bytes) and isinstance(last, bytes):
                joined[-1] = last + part
            else:
                joined.append(part)
    return tuple(joined)
