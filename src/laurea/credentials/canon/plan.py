"""Canonical bytes of many documents that differ only in a few strings.

A template document is canonicalised once, with marker strings where the documents differ.
From its statements a `CanonicalPlan` keeps:

- statements in which nothing varies, already sorted and joined;
- first-degree hashes of the blank nodes about which nothing varies;
- for the rest, the pieces of text between the markers.

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
from collections.abc import Sequence
from typing import Final, NamedTuple

from laurea.credentials.canon.nquads import Dataset, escape_literal
from laurea.credentials.canon.rdfc import first_degree_lines, relabel
from laurea.credentials.canon.terms import is_absolute_iri

_PLAIN_SCHEMES: Final = ("urn:", "https://", "http://", "did:", "mailto:")
"""Beginnings of IRIs that no bundled context uses as a prefix for something else."""
_MOST_ORDERS: Final = 4_096
"""Most orders of blank nodes of which the prepared statements are kept."""

Line = tuple[bytes | int, ...]
"""A statement in pieces: bytes as they stand, and the numbers of the slots between them."""


class NotPlanned(Exception):
    """This document cannot be canonicalised by the plan; canonicalise it in full."""


class _Order(NamedTuple):
    """Everything that depends only on the order of the blank nodes."""

    fixed: list[bytes]
    joined: bytes
    offsets: list[int]
    known: frozenset[bytes]
    varying: tuple[Line, ...]
    begun: dict[int, object]


class CanonicalPlan:
    """The canonical form of a template, ready to be filled in.

    Args:
        dataset: the statements of the template document.
        markers: the marker string of each slot, in the order in which values will be given.
            Each stands as a whole IRI or a whole literal wherever it occurs.

    Raises:
        NotPlanned: a marker does not stand alone, or the blank nodes of the template are alike.
    """

    def __init__(self, dataset: Dataset, markers: Sequence[str]) -> None:
        self._markers = {marker: number for number, marker in enumerate(markers)}
        self._split = re.compile(f"({'|'.join(map(re.escape, markers))})")
        self.slot_is_iri = self._iri_slots(dataset)
        lines = sorted(set(dataset.ground))
        self._fixed_ground = [line.encode() for line in lines if not self._split.search(line)]
        self._varying_ground = tuple(self._cut(line) for line in lines if self._split.search(line))
        self._blank = list(dict.fromkeys(dataset.blank))
        self._fixed_hashes: list[tuple[str, str]] = []
        self._varying_nodes: list[tuple[str, list[bytes], tuple[Line, ...]]] = []
        for node, about in first_degree_lines(self._blank).items():
            self._learn_node(node, about)
        self._orders: dict[tuple[str, ...], _Order] = {}

    def _iri_slots(self, dataset: Dataset) -> list[bool]:
        text = "".join(dataset.ground) + "".join(f"{q.subject} {q.object} " for q in dataset.blank)
        is_iri = []
        for marker in self._markers:
            as_iri, as_literal = f"<{marker}>" in text, f'"{marker}"' in text
            everywhere = text.count(marker)
            if as_iri == as_literal or everywhere != (
                text.count(f"<{marker}>") + text.count(f'"{marker}"')
            ):
                raise NotPlanned(marker)
            is_iri.append(as_iri)
        return is_iri

    def _cut(self, line: str) -> Line:
        return tuple(
            self._markers[part] if part in self._markers else part.encode()
            for part in self._split.split(line)
            if part
        )

    def _learn_node(self, node: str, about: list[str]) -> None:
        fixed = [line for line in about if not self._split.search(line)]
        if len(fixed) == len(about):
            digest = hashlib.sha256("".join(sorted(fixed)).encode()).hexdigest()
            self._fixed_hashes.append((digest, node))
        else:
            varying = tuple(self._cut(line) for line in about if self._split.search(line))
            self._varying_nodes.append((node, sorted(line.encode() for line in fixed), varying))

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
        order, lines = self._fill(self.values(texts))
        parts: list[bytes] = []
        start = 0
        for place, line in lines:
            parts += (order.joined[start : order.offsets[place]], line)
            start = order.offsets[place]
        return b"".join([*parts, order.joined[start:]])

    def digest(self, texts: Sequence[str]) -> bytes:
        """Return the SHA-256 of `canonical(texts)`, computed without building the whole text."""
        order, lines = self._fill(self.values(texts))
        offsets, joined = order.offsets, order.joined
        first = lines[0][0]
        begun = order.begun.get(first)
        if begun is None:
            begun = order.begun[first] = hashlib.sha256(joined[: offsets[first]])
        state = begun.copy()  # type: ignore[attr-defined]
        parts = []
        start = offsets[first]
        for place, line in lines:
            end = offsets[place]
            if start != end:
                parts.append(joined[start:end])
                start = end
            parts.append(line)
        parts.append(joined[start:])
        state.update(b"".join(parts))
        return state.digest()  # type: ignore[no-any-return]

    def _fill(self, values: list[bytes]) -> tuple[_Order, list[tuple[int, bytes]]]:
        """Return the fixed part and, sorted, the filled lines with the place each goes to."""
        order = self._order(values)
        lines = [_filled(line, values) for line in order.varying]
        lines.sort()
        known = order.known
        previous = b""
        placed = []
        fixed = order.fixed
        for line in lines:
            if line == previous or line in known:
                raise NotPlanned
            placed.append((bisect_left(fixed, line), line))
            previous = line
        if not placed:
            raise NotPlanned
        return order, placed

    def _order(self, values: list[bytes]) -> _Order:
        if not self._varying_nodes:
            hashes = self._fixed_hashes
        else:
            hashes = self._fixed_hashes + [
                (_node_hash(fixed, varying, values), node)
                for node, fixed, varying in self._varying_nodes
            ]
        hashes = sorted(hashes)
        for (one, _), (other, _) in zip(hashes, hashes[1:], strict=False):
            if one == other:
                raise NotPlanned
        nodes = tuple([node for _, node in hashes])
        return self._orders.get(nodes) or self._prepare(nodes)

    def _prepare(self, nodes: tuple[str, ...]) -> _Order:
        labels = {node: f"_:c14n{number}" for number, node in enumerate(nodes)}
        blank = relabel(self._blank, labels)
        fixed = self._fixed_ground + [
            line.encode() for line in blank if not self._split.search(line)
        ]
        fixed.sort()
        offsets = [0]
        for line in fixed:
            offsets.append(offsets[-1] + len(line))
        varying = tuple(self._cut(line) for line in blank if self._split.search(line))
        if len(self._orders) >= _MOST_ORDERS:
            self._orders.clear()
        order = self._orders[nodes] = _Order(
            fixed, b"".join(fixed), offsets, frozenset(fixed), self._varying_ground + varying, {}
        )
        return order


def _filled(line: Line, values: list[bytes]) -> bytes:
    if len(line) == 3:  # by far the commonest: text, one slot, text
        before, slot, after = line
        return before + values[slot] + after  # type: ignore[operator,index]
    return b"".join([values[part] if isinstance(part, int) else part for part in line])


def _node_hash(fixed: list[bytes], varying: tuple[Line, ...], values: list[bytes]) -> str:
    lines = [_filled(line, values) for line in varying]
    if len(set(lines)) != len(lines) or not set(fixed).isdisjoint(lines):
        raise NotPlanned
    return hashlib.sha256(b"".join(sorted(fixed + lines))).hexdigest()
