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
from collections import Counter
from collections.abc import Sequence
from operator import methodcaller
from typing import Any, Final

from laurea.credentials.canon.blocks import Block, Ground, NotPlanned, Varying, hash_of
from laurea.credentials.canon.nquads import BlankQuad, Dataset, escape_literal
from laurea.credentials.canon.pieces import Group, Pieces, joined, several
from laurea.credentials.canon.plain import are_iris, is_literal
from laurea.credentials.canon.rdfc import first_degree_lines
from laurea.credentials.canon.side_by_side import Row, SideBySide

_PLAIN_SCHEMES: Final = ("urn:", "https://", "http://", "did:", "mailto:")
"""Beginnings of IRIs that no bundled context uses as a prefix for something else."""
_has_plain_scheme = methodcaller("startswith", _PLAIN_SCHEMES)
_NO_IRI: Final = re.compile(r'[\s<>"\\\x00-\x20\x7f]')
"""What keeps a text with a plain scheme from being an IRI (`terms.is_absolute_iri`)."""
_MOST_BLOCKS: Final = 4_096
"""Most finished blocks that are kept for one blank node."""


class CanonicalPlan:
    """The canonical form of a template, ready to be filled in.

    Args:
        dataset: the statements of the template document.
        markers: the marker string of each slot, in the order in which values will be given.
            Each stands as a whole IRI or a whole literal wherever it occurs.
        most_kept: most finished blocks that are kept for one blank node.

    Raises:
        NotPlanned: a marker does not stand alone.
    """

    def __init__(
        self, dataset: Dataset, markers: Sequence[str], *, most_kept: int = _MOST_BLOCKS
    ) -> None:
        self.slot_is_iri = _slot_kinds(dataset, markers)
        iris = [number for number, is_iri in enumerate(self.slot_is_iri) if is_iri]
        self._iris = several(iris)
        quads = list(dict.fromkeys(dataset.blank))
        about = first_degree_lines(quads)
        cutter = _Cutter(markers, list(about))
        ground = [cutter.cut(line) for line in sorted(set(dataset.ground))]
        ground += [cutter.cut_quad(quad) for quad in quads if quad[0][0] != "_"]
        self._ground = Ground(ground, cutter.slots, most_kept)
        self._known: dict[bytes, int] = {}
        self._varying: list[Varying] = []
        self._documents = 0
        self._blocks: list[Block] = []
        for number, (node, lines) in enumerate(about.items()):
            self._add_hash(number, cutter, lines, most_kept)
            own = [cutter.cut_quad(quad) for quad in quads if quad[0] == node]
            block = Group(own, cutter.place(node))
            self._blocks.append(Block(block, cutter.slots, most_kept))
        self._alike = self._possibly_alike(list(about), quads)
        self._no_labels = [b""] * len(about)
        self._labels = [b"_:c14n%d" % number for number in range(len(about))]
        self._by_label = sorted(range(len(about)), key=self._labels.__getitem__)
        self._side_by_side: SideBySide | None = None

    def _add_hash(self, number: int, cutter: _Cutter, about: list[str], most_kept: int) -> None:
        # different statements may look alike here (`_:z` for any other node), and all of them count
        lines = [cutter.cut(line * count) for line, count in Counter(about).items()]
        if any(len(line) > 1 for line in lines):
            self._varying.append(Varying(number, Group(lines), most_kept))
            return
        digest = hashlib.sha256("".join(sorted(about)).encode()).digest()
        if digest in self._known:
            raise NotPlanned
        self._known[digest] = number

    def _possibly_alike(
        self, nodes: list[str], quads: list[BlankQuad]
    ) -> list[tuple[set[bytes], list[Group]]]:
        """Return the sets of nodes that strings can make alike: hashes, and what varies.

        Nodes about which statements with other predicates are made never have the same hash.
        """
        predicates: dict[str, list[tuple[bool, bool, bool, str]]] = {node: [] for node in nodes}
        for subject, predicate, obj, graph in quads:
            for node in {subject, obj, graph} & predicates.keys():
                places = (subject == node, obj == node, graph == node)
                predicates[node].append((*places, predicate))
        varying = {one.number: one.about for one in self._varying}
        digests = {number: digest for digest, number in self._known.items()}
        sets: dict[tuple[Any, ...], tuple[set[bytes], list[Group]]] = {}
        for number, node in enumerate(nodes):
            known, groups = sets.setdefault(tuple(sorted(predicates[node])), (set(), []))
            if number in varying:
                groups.append(varying[number])
            else:
                known.add(digests[number])
        return [found for found in sets.values() if found[1] and len(found[0]) + len(found[1]) > 1]

    def values(self, texts: Sequence[str]) -> list[bytes]:
        """Return the texts of the slots as they stand in N-Quads.

        Raises:
            NotPlanned: a text that must be an IRI is one of an unusual kind, or none.
        """
        return self.written(texts)[0]

    def written(self, texts: Sequence[str]) -> tuple[list[bytes], bool]:
        """Return the texts as `values` does, and whether none of them had to be escaped.

        Raises:
            NotPlanned: as `values`.
        """
        values, is_plain = _written_column(texts) if texts else ([], True)
        iris = self._iris(values)
        if not are_iris(iris) and not _are_unusual_iris(iris):
            raise NotPlanned
        return values, is_plain

    def written_columns(
        self, columns: Sequence[Sequence[str]]
    ) -> tuple[list[list[bytes]], list[bool]]:
        """Return what `written` does, of many documents, one column for each slot.

        Raises:
            NotPlanned: as `values`; it is not said for which document.
        """
        written = [_written_column(texts) for texts in columns]
        for (values, _), is_iri in zip(written, self.slot_is_iri, strict=True):
            if is_iri and not are_iris(values) and not _are_unusual_iris(values):
                raise NotPlanned
        return [values for values, _ in written], [is_plain for _, is_plain in written]

    def digests(self, rows: Sequence[Row]) -> list[bytes | None]:
        """Return what `digest_of` does, of many documents; None where only the full algorithm can.

        Raises:
            NotPlanned: only the full algorithm can tell; it is not said for which document.
        """
        if self._side_by_side is None:
            self._side_by_side = SideBySide(
                self._ground, self._known, self._varying, self._blocks, len(self.slot_is_iri)
            )
        return self._side_by_side.digests(rows)

    def canonical(self, texts: Sequence[str]) -> bytes:
        """Return the canonical N-Quads of the template filled with `texts`.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        first, parts = self._fill(self.values(texts))
        return b"".join([self._ground.head(first), *parts])

    def digest(self, texts: Sequence[str]) -> bytes:
        """Return the SHA-256 of `canonical(texts)`, computed without building the whole text.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        return self.digest_of(self.values(texts))

    def digest_of(self, values: list[bytes]) -> bytes:
        """Do what `digest` does, for values as they stand in N-Quads. The list is used up.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        first, parts = self._fill(values)
        state = self._ground.begun(first)
        state.update(b"".join(parts))
        digest: bytes = state.digest()
        return digest

    def require_distinct(self, values: list[bytes]) -> None:
        """Do of `digest_of` what is needed to know that the values have canonical bytes.

        Raises:
            NotPlanned: only the full algorithm can tell.
        """
        for digests, varying in self._alike:
            found = {hash_of(about, values) for about in varying}
            if len(found) != len(varying) or not found.isdisjoint(digests):
                raise NotPlanned
        self._ground.require_distinct(values)

    def _fill(self, values: list[bytes]) -> tuple[int, list[bytes]]:
        """Return how many of the fixed lines come first, and in pieces all that follows."""
        order = self._order(values)
        first_label = len(values)
        values += self._no_labels
        for number, label in zip(order, self._labels, strict=True):
            values[first_label + number] = label
        first, parts = self._ground.fill(values)
        blocks = self._blocks
        for rank in self._by_label:
            block = blocks[order[rank]]
            if block.get_labels is not None:
                shown = block.get_labels(values)
                parts.append(block.kept.get(shown) or block.finish(values, shown))
            elif block.format is not None:
                parts.append(block.format % block.get(values))
            else:
                parts.append(block.fill(values))
        return first, parts

    def _order(self, values: list[bytes]) -> list[int]:
        """Return the blank nodes in the order of their hashes (RDFC-1.0, section 4.4.3)."""
        self._documents += 1
        numbers = self._known.copy()
        for node in self._varying:
            if node.kept is None:
                numbers[hash_of(node.about, values)] = node.number
            else:
                said = node.about.get(values)
                numbers[node.kept.get(said) or node.hashed(said, self._documents)] = node.number
        if len(numbers) != len(self._labels):  # two of them are alike
            raise NotPlanned
        return [numbers[digest] for digest in sorted(numbers)]


def _written_column(texts: Sequence[str]) -> tuple[list[bytes], bool]:
    """Return texts as they stand in N-Quads, and whether none of them had to be escaped."""
    if len(texts) > 1 and texts.count(texts[0]) == len(texts):  # as often where many are awarded
        ((value,), is_plain) = _written_column(texts[:1])
        return [value] * len(texts), is_plain
    try:
        lines = "\n".join(texts).encode()
        is_plain = is_literal(lines, len(texts))
        if not is_plain:
            lines = "\n".join(map(escape_literal, texts)).encode()  # changes nothing in an IRI
    except UnicodeEncodeError:  # half of a surrogate pair: the full algorithm says where
        raise NotPlanned from None
    return lines.split(b"\n"), is_plain


def _are_unusual_iris(iris: Sequence[bytes]) -> bool:
    texts = [iri.decode() for iri in iris]
    return all(map(_has_plain_scheme, texts)) and not _NO_IRI.search("".join(texts))


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


def _common_beginning(texts: Sequence[str]) -> str:
    first, last = min(texts, default=""), max(texts, default="")
    length = next(
        (n for n, (one, other) in enumerate(zip(first, last, strict=False)) if one != other),
        min(len(first), len(last)),
    )
    return first[:length]


class _Cutter:
    """Cuts statements at the places that are filled in: first the slots, then the blank nodes."""

    def __init__(self, markers: Sequence[str], nodes: Sequence[str]) -> None:
        self.slots = len(markers)
        self._slots = {marker: number for number, marker in enumerate(markers)}
        self._nodes = {node: self.slots + number for number, node in enumerate(nodes)}
        beginning = _common_beginning(markers)
        endings = [re.escape(marker[len(beginning) :]) for marker in markers] or ["(?!)"]
        self._pattern = re.compile(f"({re.escape(beginning)}(?:{'|'.join(endings)}))")

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
