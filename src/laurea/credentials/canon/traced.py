"""Statements together with the JSON objects that they are about, for selective disclosure.

A holder shows a part of a document, and the part's unnamed objects must keep the labels that
they have in the whole. So the walk remembers which object became which node, and which nodes an
ordered list was made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final, TypeAlias

from laurea.credentials import problems
from laurea.credentials.canon.jsonld import Refusal, Step, Walk
from laurea.credentials.canon.nquads import Dataset
from laurea.credentials.canon.terms import ActiveContext, ContextTable
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.problems import Problem

Place: TypeAlias = tuple[int, int | str]
"""What became a node: the `id()` of a JSON object, and -1; or that of a list, and a position in
it; or, for a list of one that is written without brackets, that of the object, and its key."""

_OBJECT: Final = -1


class TracedWalk(Walk):
    """A walk that remembers, by the identity of objects and lists, the nodes they became."""

    def __init__(self, table: ContextTable, limits: Limits) -> None:
        super().__init__(table, limits)
        self.nodes: dict[Place, str] = {}
        self._is_object = False
        self._lists: list[tuple[int, Iterator[int | str]]] = []
        self._owners: list[int] = []

    def _node(self, node: Mapping[str, Any], active: ActiveContext, graph: str, depth: int) -> str:
        self._is_object = True
        self._owners.append(id(node))
        subject = super()._node(node, active, graph, depth)
        self._owners.pop()
        self.nodes[id(node), _OBJECT] = subject
        return subject

    def _list(self, step: Step, value: Any, graph: str, depth: int) -> str:
        if isinstance(value, list):
            self._lists.append((id(value), count()))
        else:
            self._lists.append((self._owners[-1], iter([step.name])))
        head = super()._list(step, value, graph, depth)
        self._lists.pop()
        return head

    def _one(self, subject: str, step: Step, value: Any, graph: str, depth: int) -> None:
        if step.is_graph:
            detail = "Graphs inside a document cannot be disclosed in part."
            raise Refusal(problems.UNDEFINED_TERM, detail)
        super()._one(subject, step, value, graph, depth)

    def _subject(self, node: Mapping[str, Any], active: ActiveContext) -> str:
        subject = super()._subject(node, active)
        self._is_object = False
        return subject

    def _blank(self) -> str:
        label = super()._blank()
        if not self._is_object:
            place, positions = self._lists[-1]
            self.nodes[place, next(positions)] = label
        return label


def traced(
    document: Mapping[str, Any], table: ContextTable, limits: Limits
) -> tuple[Dataset, dict[Place, str]]:
    """Return the statements of a document, and the node of each of its objects and list items.

    No object may stand in the document twice: the reader of JSON makes each anew.

    Raises:
        MalformedDocument: safe mode refuses the document, or it holds graphs, or what is left to
            the full processor, neither of which is disclosed in part here.
        LimitExceeded: the document is larger or deeper than the limits allow.
    """
    walk = TracedWalk(table, limits)
    walk.document(document)
    if walk.is_rare:
        detail = "Values in JSON and reverse properties cannot be disclosed in part."
        raise MalformedDocument(Problem(problems.UNDEFINED_TERM, detail))
    return walk.dataset, walk.nodes
