"""Canonical bytes of JSON-LD documents: compiled contexts, safe mode, RDFC-1.0."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from laurea.credentials.canon import contexts
from laurea.credentials.canon.directions import without_directions
from laurea.credentials.canon.jsonld import Walk
from laurea.credentials.canon.nquads import Dataset
from laurea.credentials.canon.rare import expand_with_pyld
from laurea.credentials.canon.rdfc import StepBudget, canonical_labels, canonicalize
from laurea.credentials.canon.terms import ContextSource, ContextTable
from laurea.credentials.canon.traced import Place, traced
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import PARSING, Problem

__all__ = ["Canonicalizer", "bundled", "canonical_nquads"]

# What a document costs of the budget it shares, beside what its blank nodes cost: about the time
# of so many hashes.
_STEPS_A_DOCUMENT: Final = 8
_STATEMENTS_A_STEP: Final = 8
_STATEMENTS_A_STEP_AGAIN: Final = 2
_STEPS_A_RARE_DOCUMENT: Final = 300
_STEPS_A_RARE_STATEMENT: Final = 4


class Canonicalizer:
    """Turns documents into canonical bytes, with the contexts of one source compiled once."""

    def __init__(
        self,
        source: ContextSource,
        limits: Limits = DEFAULT_LIMITS,
        *,
        table: ContextTable | None = None,
        budget: StepBudget | None = None,
        drops_directions: bool = False,
    ) -> None:
        self._source = source
        self._table = table or ContextTable(source)
        self._limits = limits
        self._budget = budget
        self._drops_directions = drops_directions

    def without_directions(self) -> Canonicalizer:
        """Return a canonicaliser that passes over `@direction`, which no statement carries.

        Whoever uses it must say that the direction of texts is not signed.
        """
        return Canonicalizer(
            self._source,
            self._limits,
            table=self._table,
            budget=self._budget,
            drops_directions=True,
        )

    def within(self, limits: Limits) -> Canonicalizer:
        """Return a canonicaliser with the same compiled contexts under other limits.

        The documents it canonicalises share one step budget, so that many poor documents in
        one cost no more than a single one may. Each costs a few steps by its size as well.
        """
        budget = StepBudget(limits.blank_node_steps)
        return Canonicalizer(
            self._source,
            limits,
            table=self._table,
            budget=budget,
            drops_directions=self._drops_directions,
        )

    def with_contexts(self, contexts: Mapping[str, Mapping[str, Any]]) -> Canonicalizer:
        """Return a canonicaliser that knows more contexts, by address, under the same budget.

        What is compiled of them is not kept.
        """
        if not contexts:
            return self
        return Canonicalizer(
            _More(contexts, self._source),
            self._limits,
            budget=self._budget,
            drops_directions=self._drops_directions,
        )

    def dataset(self, document: Mapping[str, Any]) -> Dataset:
        """Return the statements of a document, or refuse it (`jsonld` says what is refused).

        Raises:
            MalformedDocument: safe mode refuses the document; the problem points to the place.
            LimitExceeded: the document is larger or deeper than the limits allow.
        """
        if self._drops_directions:
            document = without_directions(document)
        walk = Walk(self._table, self._limits)
        walk.document(document)
        statements = len(walk.dataset)
        self._spend(_STEPS_A_DOCUMENT + statements // _STATEMENTS_A_STEP)
        if not walk.is_rare:
            return walk.dataset
        self._spend(_STEPS_A_RARE_DOCUMENT + _STEPS_A_RARE_STATEMENT * statements)
        return expand_with_pyld(document, self._source)

    def traced(self, document: Mapping[str, Any]) -> tuple[Dataset, dict[Place, str]]:
        """Return the statements of a document, and the nodes of its objects (`canon.traced`).

        Raises:
            MalformedDocument: safe mode refuses the document, or no part of it can be disclosed.
            LimitExceeded: the document is larger or deeper than the limits allow.
        """
        return traced(document, self._table, self._limits)

    def labels(self, dataset: Dataset) -> dict[str, str]:
        """Return the canonical label, `_:c14n0` and so on, of each blank node (SHA-256).

        Raises:
            LimitExceeded: the blank nodes are too alike.
        """
        budget = self._budget or StepBudget(self._limits.blank_node_steps)
        return canonical_labels(dataset, budget=budget)

    def spend(self, statements: int) -> None:
        """Pay in advance for reading a document of so many statements once more.

        Raises:
            LimitExceeded: the documents of one verification have cost too much.
        """
        self._spend(statements // _STATEMENTS_A_STEP_AGAIN)

    def _spend(self, steps: int) -> None:
        if self._budget is not None:
            self._budget.spend(
                steps, "What it carries asks for more work, all in all, than one document may."
            )

    def nquads(self, document: Mapping[str, Any], *, algorithm: str = "sha256") -> bytes:
        """Return the canonical N-Quads of a document (RDFC-1.0 under `algorithm`).

        Raises:
            MalformedDocument: safe mode refuses the document.
            LimitExceeded: the document is too large, or its blank nodes are too alike.
        """
        try:
            return canonicalize(
                self.dataset(document),
                algorithm=algorithm,
                limits=self._limits,
                budget=self._budget,
            )
        except UnicodeEncodeError:
            raise MalformedDocument(
                Problem(PARSING, "A text of the document holds half of a surrogate pair.")
            ) from None


class _More:
    """Contexts by address, and those of another source where an address is none of them."""

    def __init__(self, contexts: Mapping[str, Mapping[str, Any]], others: ContextSource) -> None:
        self._contexts = contexts
        self._others = others

    def load(self, url: str) -> Mapping[str, Any] | None:
        found = self._contexts.get(url)
        return self._others.load(url) if found is None else found


class _BundledContexts:
    """The contexts in the package; `number` chooses among copies of one address that differ."""

    def __init__(self, number: int) -> None:
        self._number = number

    def load(self, url: str) -> Mapping[str, Any] | None:
        if url not in contexts.known_contexts():
            return None
        copies = contexts.alternates(url)
        return contexts.load_context(url, alternate=min(self._number, copies - 1))


@cache
def bundled(number: int = 0) -> Canonicalizer:
    """Return the canonicaliser over the bundled contexts.

    Args:
        number: where an address was published with two different contents (Open Badges 3.0.3
            was), 0 reads the newer and 1 the older.
    """
    return Canonicalizer(_BundledContexts(number))


def canonical_nquads(document: Mapping[str, Any]) -> bytes:
    """Return the canonical N-Quads of a JSON-LD document whose contexts are bundled.

    Args:
        document: parsed JSON with an `@context` of known addresses.

    Returns:
        UTF-8 lines as RDFC-1.0 defines them.

    Raises:
        MalformedDocument: the document says something that a signature would not cover.
        LimitExceeded: the document is larger or deeper than the default limits.

    Spec: https://www.w3.org/TR/rdf-canon/

    >>> print(
    ...     canonical_nquads(
    ...         {"@context": "https://www.w3.org/ns/credentials/v2", "id": "urn:x", "name": "Ada"}
    ...     ).decode(),
    ...     end="",
    ... )
    <urn:x> <https://schema.org/name> "Ada" .
    """
    return bundled().nquads(document)
