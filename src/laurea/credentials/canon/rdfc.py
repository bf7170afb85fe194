"""RDF Dataset Canonicalization (RDFC-1.0): names for blank nodes that depend on content only.

- Nodes that differ in what is said directly about them are told apart by first-degree hashes;
  almost every credential ends there.
- The others go through the N-degree algorithm. Its work can grow like a factorial, so each
  call, each hash and each permutation costs a step of a budget, and a document that wants more
  is refused. The budget counts steps, not seconds: the same document is refused everywhere.

Spec: https://www.w3.org/TR/rdf-canon/
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Final

from laurea.credentials import problems
from laurea.credentials.canon.nquads import BlankQuad, Dataset, join_lines
from laurea.credentials.errors import LimitExceeded
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import Problem

_HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}
_DEEPEST: Final = 200
"""Deepest recursion of the N-degree algorithm; far below the interpreter's own limit."""
_TOO_ALIKE: Final = (
    "The unnamed parts of the document are too alike to be put in order with bounded work. "
    "Give them ids."
)


@dataclass(slots=True)
class StepBudget:
    """What is left of the steps allowed; one budget may serve several documents."""

    remaining: int

    def spend(self, steps: int, why: str = _TOO_ALIKE) -> None:
        """Take steps from the budget; `why` says in words where they went.

        Raises:
            LimitExceeded: there are not so many left.
        """
        self.remaining -= steps
        if self.remaining < 0:
            raise LimitExceeded(Problem(problems.LIMIT, why))


def canonicalize(
    dataset: Dataset,
    *,
    algorithm: str = "sha256",
    limits: Limits = DEFAULT_LIMITS,
    budget: StepBudget | None = None,
) -> bytes:
    """Return the canonical N-Quads of a dataset.

    Args:
        dataset: the statements; the labels of its blank nodes carry no meaning.
        algorithm: the hash that names blank nodes, `sha256` or `sha384`.
        limits: `quads` and `blank_node_steps` bound the work.
        budget: steps shared with other documents, instead of `limits.blank_node_steps`.

    Returns:
        The statements as UTF-8, one a line, sorted by code point, blank nodes named `_:c14n0`…

    Raises:
        LimitExceeded: too many statements, or blank nodes too alike to be told apart within
            the budget.

    Spec: https://www.w3.org/TR/rdf-canon/#canon-algorithm
    """
    if len(dataset) > limits.quads:
        raise LimitExceeded(
            Problem(problems.LIMIT, f"The document makes more than {limits.quads:,} statements.")
        )
    if not dataset.blank:
        return join_lines(dataset.ground)
    budget = budget or StepBudget(limits.blank_node_steps)
    labels = canonical_labels(dataset, algorithm=algorithm, budget=budget)
    return join_lines([*dataset.ground, *relabel(dataset.blank, labels)])


def relabel(quads: Sequence[BlankQuad], labels: dict[str, str]) -> list[str]:
    """Return statements as lines, each blank node under its new label."""
    lines = []
    for subject, predicate, obj, graph in quads:
        s = labels[subject] if subject[0] == "_" else subject
        o = labels[obj] if obj[0] == "_" else obj
        if not graph:
            lines.append(f"{s}{predicate}{o} .\n")
        else:
            g = labels[graph] if graph[0] == "_" else graph
            lines.append(f"{s}{predicate}{o} {g} .\n")
    return lines


def canonical_labels(
    dataset: Dataset, *, budget: StepBudget, algorithm: str = "sha256"
) -> dict[str, str]:
    """Return the canonical label of each blank node (RDFC-1.0, section 4.4.3, steps 2 to 5).

    Raises:
        LimitExceeded: blank nodes are too alike to be told apart within the budget.
    """
    hashes = first_degree_hashes(dataset.blank, algorithm)
    by_hash: dict[str, list[str]] = {}
    for node, digest in hashes.items():
        by_hash.setdefault(digest, []).append(node)
    canonical = _Issuer("_:c14n")
    alike = []
    for digest in sorted(by_hash):
        nodes = by_hash[digest]
        if len(nodes) == 1:
            canonical.issue(nodes[0])
        else:
            alike.append(nodes)
    if alike:
        _NDegree(dataset.blank, hashes, canonical, algorithm, budget).label(alike)
    return canonical.issued


def first_degree_lines(quads: Sequence[BlankQuad]) -> dict[str, list[str]]:
    """Return, for each blank node, its statements with itself named `_:a` and others `_:z`.

    Spec: https://www.w3.org/TR/rdf-canon/#hash-1d-quads
    """
    lines: dict[str, list[str]] = {}
    for subject, predicate, obj, graph in dict.fromkeys(quads):
        blank_o, blank_g = obj[0] == "_", graph[:1] == "_"
        if subject[0] == "_" and not blank_o and not blank_g:
            tail = f" {graph} .\n" if graph else " .\n"
            lines.setdefault(subject, []).append(f"_:a{predicate}{obj}{tail}")
            continue
        nodes = {term for term in (subject, obj, graph) if term[:1] == "_"}
        for node in nodes:
            s = _placeholder(subject, node)
            o = _placeholder(obj, node)
            tail = f" {_placeholder(graph, node)} .\n" if graph else " .\n"
            lines.setdefault(node, []).append(f"{s}{predicate}{o}{tail}")
    return lines


def _placeholder(term: str, node: str) -> str:
    if term[:1] != "_":
        return term
    return "_:a" if term == node else "_:z"


def first_degree_hashes(quads: Sequence[BlankQuad], algorithm: str) -> dict[str, str]:
    """Return the first-degree hash, in hexadecimal, of each blank node."""
    return {node: hash_lines(lines, algorithm) for node, lines in first_degree_lines(quads).items()}


def hash_lines(lines: list[str], algorithm: str) -> str:
    """Return the hash, in hexadecimal, of lines sorted by code point. Sorts `lines` in place."""
    lines.sort()
    return _HASHES[algorithm]("".join(lines).encode()).hexdigest()


@dataclass(slots=True)
class _Issuer:
    """An identifier issuer (RDFC-1.0, section 4.5): labels in the order of first asking."""

    prefix: str
    issued: dict[str, str] = field(default_factory=dict)

    def issue(self, node: str) -> str:
        label = self.issued.get(node)
        if label is None:
            label = self.issued[node] = f"{self.prefix}{len(self.issued)}"
        return label

    def copy(self) -> _Issuer:
        return _Issuer(self.prefix, dict(self.issued))


class _NDegree:
    """The N-degree algorithm (RDFC-1.0, sections 4.7 and 4.8) under a step budget."""

    def __init__(
        self,
        quads: Sequence[BlankQuad],
        hashes: dict[str, str],
        canonical: _Issuer,
        algorithm: str,
        budget: StepBudget,
    ) -> None:
        self._hashes = hashes
        self._canonical = canonical
        self._new_hash = _HASHES[algorithm]
        self._budget = budget
        self._quads: dict[str, list[BlankQuad]] = {}
        for quad in dict.fromkeys(quads):
            subject, _, obj, graph = quad
            for term in {subject, obj, graph}:
                if term[:1] == "_":
                    self._quads.setdefault(term, []).append(quad)

    def label(self, alike: list[list[str]]) -> None:
        """Give canonical labels to groups of alike nodes, groups in the order of their hash."""
        for nodes in alike:
            results = []
            for node in nodes:
                if node in self._canonical.issued:
                    continue
                issuer = _Issuer("_:b")
                issuer.issue(node)
                results.append(self._hash(node, issuer, 0))
            results.sort(key=lambda result: result[0])
            for _, issuer in results:
                for node in issuer.issued:
                    self._canonical.issue(node)

    def _hash(self, node: str, issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        self._budget.spend(1 if depth < _DEEPEST else self._budget.remaining + 1)
        digest = self._new_hash()
        related = self._related(node, issuer)
        for related_hash in sorted(related):
            digest.update(related_hash.encode())
            path, issuer = self._best_path(related[related_hash], issuer, depth)
            digest.update(path.encode())
        return digest.hexdigest(), issuer

    def _related(self, node: str, issuer: _Issuer) -> dict[str, list[str]]:
        """Group the blank nodes around `node` by the hash of how they are related to it."""
        related: dict[str, list[str]] = {}
        quads = self._quads[node]
        self._budget.spend(len(quads) // 8)
        for quad in quads:
            subject, _, obj, graph = quad
            for position, term in (("s", subject), ("o", obj), ("g", graph)):
                if term[:1] == "_" and term != node:
                    digest = self._related_hash(term, quad, issuer, position)
                    related.setdefault(digest, []).append(term)
        return related

    def _related_hash(self, node: str, quad: BlankQuad, issuer: _Issuer, position: str) -> str:
        known = self._canonical.issued.get(node) or issuer.issued.get(node)
        predicate = "" if position == "g" else quad[1].strip(" ")
        text = f"{position}{predicate}{known or self._hashes[node]}"
        return self._new_hash(text.encode()).hexdigest()

    def _best_path(self, nodes: list[str], issuer: _Issuer, depth: int) -> tuple[str, _Issuer]:
        """Return the least path through any order of `nodes`, with the labels it gives out."""
        chosen_path, chosen_issuer = "", issuer
        for order in permutations(sorted(nodes)):
            self._budget.spend(1)
            found = self._path(order, issuer.copy(), chosen_path, depth)
            if found is not None and (not chosen_path or found[0] < chosen_path):
                chosen_path, chosen_issuer = found
        return chosen_path, chosen_issuer

    def _path(
        self, order: tuple[str, ...], issuer: _Issuer, chosen: str, depth: int
    ) -> tuple[str, _Issuer] | None:
        """Return the path for one order of nodes, or None once it cannot be the least."""
        path = ""
        recursion = []
        for node in order:
            label = self._canonical.issued.get(node)
            if label is None:
                if node not in issuer.issued:
                    recursion.append(node)
                label = issuer.issue(node)
            path += label
            if _is_behind(path, chosen):
                return None
        for node in recursion:
            digest, result = self._hash(node, issuer, depth + 1)
            path += f"{issuer.issue(node)}<{digest}>"
            issuer = result
            if _is_behind(path, chosen):
                return None
        return path, issuer


def _is_behind(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
