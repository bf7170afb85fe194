"""Statements together with the JSON objects that they are about, for selective disclosure.

A holder shows a part of a document, and the part's unnamed objects must keep the labels that
they have in the whole. So the walk remembers which object became which node.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from laurea.credentials import problems
from laurea.credentials.canon.jsonld import Refusal, Walk
from laurea.credentials.canon.nquads import Dataset
from laurea.credentials.canon.terms import ActiveContext, ContextTable
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.problems import Problem


class TracedWalk(Walk):
    """A walk that remembers, by the identity of each JSON object, the node it became."""

    def __init__(self, table: ContextTable, limits: Limits) -> None:
        super().__init__(table, limits)
        self.nodes: dict[int, str] = {}
        self._is_object = False

    def _node(self, node: Mapping[str, Any], active: ActiveContext, graph: str, depth: int) -> str:
        self._is_object = True
        subject = super()._node(node, active, graph, depth)
        self.nodes[id(node)] = subject
        return subject

    def _subject(self, node: Mapping[str, Any], active: ActiveContext) -> str:
        subject = super()._subject(node, active)
        self._is_object = False
        return subject

    def _blank(self) -> str:
        if not self._is_object:
            raise Refusal(
                problems.UNDEFINED_TERM,
                "Ordered lists and graphs inside a document cannot be disclosed in part.",
            )
        return super()._blank()


def traced(
    document: Mapping[str, Any], table: ContextTable, limits: Limits
) -> tuple[Dataset, dict[int, str]]:
    """Return the statements of a document, and the node of each of its objects by `id()`.

    No object may stand in the document twice: the reader of JSON makes each anew.

    Raises:
        MalformedDocument: safe mode refuses the document, or it holds lists, graphs, or what is
            left to the full processor, none of which is disclosed in part here.
        LimitExceeded: the document is larger or deeper than the limits allow.
    """
    walk = TracedWalk(table, limits)
    walk.document(document)
    if walk.is_rare:
        detail = "Values in JSON and reverse properties cannot be disclosed in part."
        raise MalformedDocument(Problem(problems.UNDEFINED_TERM, detail))
    return walk.dataset, walk.nodes
