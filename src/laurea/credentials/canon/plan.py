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
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import itemgetter, methodcaller
from typing import Any, Final

from laurea.credentials.canon.nquads import BlankQuad, Dataset, escape_literal
from laurea.credentials.canon.pieces import Group, Pieces, is_decided, joined, lead, several
from laurea.credentials.canon.plain import are_iris, is_literal
from laurea.credentials.canon.rdfc import first_degree_lines

_PLAIN_SCHEMES: Final = ("urn:", "https://", "http://", "did:", "mailto:")
"""Beginnings of IRIs that no bundled context uses as a prefix for something else."""
_has_plain_scheme = methodcaller("startswith", _PLAIN_SCHEMES)
_NO_IRI: Final = re.compile(r'[\s<>"\\\x00-\x20\x7f]')
"""What keeps a text with a plain scheme from being an IRI (`terms.is_absolute_iri`)."""
_MOST_BLOCKS: Final = 4_096
"""Most finished blocks that are kept for one blank node."""
_MISSES: Final = 64
"""After how many new values it is asked whether keeping hashes is of use."""
_sha256 = hashlib.sha256


class NotPlanned(Exception):
    """This document cannot be canonicalised by the plan; canonicalise it in full."""


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
        self._ground = _Ground(ground, cutter.slots, most_kept)
        self._known: dict[bytes, int] = {}
        self._varying: list[_Varying] = []
        self._documents = 0
        self._blocks: list[_Block] = []
        for number, (node, lines) in enumerate(about.items()):
            self._add_hash(number, cutter, lines, most_kept)
            own = [cutter.cut_quad(quad) for quad in quads if quad[0] == node]
            block = Group(own, cutter.place(node))
            self._blocks.append(_Block(block, cutter.slots, most_kept))
        self._alike = self._possibly_alike(list(about), quads)
        self._no_labels = [b""] * len(about)
        self._labels = [b"_:c14n%d" % number for number in range(len(about))]
        self._by_label = sorted(range(len(about)), key=self._labels.__getitem__)

    def _add_hash(self, number: int, cutter: _Cutter, about: list[str], most_kept: int) -> None:
        # different statements may look alike here (`_:z` for any other node), and all of them count
        lines = [cutter.cut(line * count) for line, count in Counter(about).items()]
        if any(len(line) > 1 for line in lines):
            self._varying.append(_Varying(number, Group(lines), most_kept))
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
        try:
            lines = "\n".join(texts).encode()
            is_plain = is_literal(lines, len(texts))
            if not is_plain:
                lines = "\n".join(map(escape_literal, texts)).encode()  # changes nothing in an IRI
        except UnicodeEncodeError:  # half of a surrogate pair: the full algorithm says where
            raise NotPlanned from None
        values = lines.split(b"\n") if texts else []
        iris = self._iris(values)
        if not are_iris(iris) and not _are_unusual_iris(iris):
            raise NotPlanned
        return values, is_plain

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
            found = {_hash(about, values) for about in varying}
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
                numbers[_hash(node.about, values)] = node.number
            else:
                said = node.about.get(values)
                numbers[node.kept.get(said) or node.hashed(said, self._documents)] = node.number
        if len(numbers) != len(self._labels):  # two of them are alike
            raise NotPlanned
        return [numbers[digest] for digest in sorted(numbers)]


class _Varying:
    """A blank node about which something varies.

    `kept` are its hashes by what varies, as long as that is often the same: the results of a
    quiz are few, and the salts of recipients are all different. Then it is None.
    """

    __slots__ = ("_format", "_misses", "_most_kept", "about", "kept", "number")

    def __init__(self, number: int, about: Group, most_kept: int) -> None:
        self.number = number
        self.about = about
        self._format = about.format or b""
        self.kept: dict[tuple[bytes, ...], bytes] | None = None if about.format is None else {}
        self._misses = 0
        self._most_kept = most_kept

    def hashed(self, said: tuple[bytes, ...], documents: int) -> bytes:
        """Return the hash where these values are new, after so many documents in all."""
        digest = _sha256(self._format % said).digest()
        self._misses += 1
        if self.kept is not None:
            if self._misses > _MISSES and 2 * self._misses > documents:
                self.kept = None
            elif len(self.kept) < self._most_kept:
                self.kept[said] = digest
        return digest


def _hash(about: Group, values: Sequence[bytes]) -> bytes:
    lines = about.fill(values) if about.format is None else about.format % about.get(values)
    if lines is None:
        raise NotPlanned
    return _sha256(lines).digest()


def _are_unusual_iris(iris: Sequence[bytes]) -> bool:
    texts = [iri.decode() for iri in iris]
    return all(map(_has_plain_scheme, texts)) and not _NO_IRI.search("".join(texts))


class _Block:
    """Lines that stand together, kept once they are finished where only labels vary in them.

    `kept` is by what `get_labels` takes from the values: the labels that the lines show.
    `get_labels` is None where other values stand in them.
    """

    __slots__ = ("_fill", "_most_kept", "format", "get", "get_labels", "kept")

    def __init__(self, group: Group, slots: int, most_kept: int) -> None:
        self._fill, self.format, self.get = group.fill, group.format, group.get
        self._most_kept = most_kept
        self.kept: dict[Any, bytes] = {}
        self.get_labels: Callable[[Sequence[bytes]], Any] | None = None
        if group.places and all(place >= slots for place in group.places):
            self.get_labels = itemgetter(*sorted(group.places))

    def fill(self, values: Sequence[bytes]) -> bytes:
        """Return the lines with these values."""
        lines = self._fill(values)
        if lines is None:
            raise NotPlanned
        return lines

    def finish(self, values: Sequence[bytes], labels: Any) -> bytes:
        """Return the lines with these labels, for the first time, and keep them."""
        if len(self.kept) >= self._most_kept:
            self.kept.clear()
        lines = self.kept[labels] = self.fill(values)
        return lines


class _Ground:
    """The lines whose subject is an IRI: fixed ones, and groups put between them.

    A group whose subject is fixed stays where it is. A group whose subject is a slot is put
    where the subject sorts; a subject that is there already is refused (`NotPlanned`).
    """

    def __init__(self, lines: list[Pieces], slots: int, most_kept: int) -> None:
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
        self._keys = sorted([*fixed, *anchored])
        self._floating = list(enumerate(floating))
        self._fixed_subjects = {key[1 : key.index(b"> ")] for key in self._keys}
        self._blocks = [
            _Block(Group(group, slot), slots, most_kept) for slot, group in floating.items()
        ]
        # at one place, what floats comes before what is anchored there
        self._anchored = [
            (place, b"\xff", len(self._blocks) + number)
            for number, (place, key) in enumerate(
                (place, key) for place, key in enumerate(self._keys) if key in anchored
            )
        ]
        self._blocks += [
            _Block(Group(anchored[self._keys[place]]), slots, most_kept)
            for place, _, _ in self._anchored
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
            state = self._begun[first] = _sha256(self.head(first))
        return state.copy()

    def require_distinct(self, values: list[bytes]) -> None:
        """Raise `NotPlanned` where two subjects are one."""
        subjects = {values[slot] for _, slot in self._floating}
        if len(subjects) != len(self._floating) or not subjects.isdisjoint(self._fixed_subjects):
            raise NotPlanned

    def fill(self, values: list[bytes]) -> tuple[int, list[bytes]]:
        """Return how many lines come before the first group, and all that follows in pieces."""
        offsets, text, blocks = self._offsets, self._joined, self._blocks
        placed = self._placed(values)
        first = place = placed[0][0] if placed else len(self._keys)
        parts: list[bytes] = []
        for further, _, number in placed:
            if further != place:
                parts.append(text[offsets[place] : offsets[further]])
                place = further
            block = blocks[number]
            if block.get_labels is not None:
                shown = block.get_labels(values)
                parts.append(block.kept.get(shown) or block.finish(values, shown))
            elif block.format is not None:
                parts.append(block.format % block.get(values))
            else:
                parts.append(block.fill(values))
        parts.append(text[offsets[place] :])
        return first, parts

    def _placed(self, values: list[bytes]) -> list[tuple[int, bytes, int]]:
        """Return the groups in order: after how many fixed lines, subject, number.

        Raises:
            NotPlanned: two subjects are one.
        """
        keys = self._keys
        placed = []
        for number, slot in self._floating:
            subject = b"<%b> " % values[slot]
            place = bisect_left(keys, subject)
            if place < len(keys) and keys[place].startswith(subject):
                raise NotPlanned
            placed.append((place, subject, number))
        if len(placed) > 1:
            placed.sort()
            for (_, one, _), (_, other, _) in pairwise(placed):
                if one == other:
                    raise NotPlanned
        placed += self._anchored
        placed.sort()
        return placed


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
