"""JSON-LD 1.1 context processing for the contexts that are bundled.

Contexts are read once into immutable term tables (`ActiveContext`). Everything derived from a
table (a type-scoped table, a property-scoped one) is derived once and kept, so that a document
is later walked by dictionary look-ups alone. The features that no bundled context uses
(`@import`, `@base`, `@propagate`, default languages…) are refused, not guessed.

Spec: https://www.w3.org/TR/json-ld11-api/#context-processing-algorithms
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from laurea.credentials import problems
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import Problem

KEYWORDS: Final = frozenset(
    "@base @context @container @default @direction @embed @explicit @graph @id @included @index "
    "@json @language @list @nest @none @omitDefault @prefix @preserve @propagate @protected "
    "@requireAll @reverse @set @type @value @version @vocab".split()
)
_ABSOLUTE_IRI: Final = re.compile(r'(?:[A-Za-z][A-Za-z0-9+.-]*|_):[^\s<>"\\\x00-\x20\x7f]*')
_PREFIX_END: Final = frozenset(":/?#[]@")
_TERM_KEYS: Final = frozenset(
    "@id @type @container @context @protected @reverse @prefix @index @nest @language "
    "@direction".split()
)
_CONTEXT_KEYS: Final = frozenset({"@version", "@vocab", "@protected"})
_MOST_CONTEXTS: Final = 16
"""Most context addresses one document may name in one place."""
_MOST_KEPT: Final = 256
"""Most combinations of contexts of which the processed table is kept."""


def is_absolute_iri(text: str) -> bool:
    """Say whether `text` is an absolute IRI, or a blank node label, that N-Quads can carry.

    >>> is_absolute_iri("urn:uuid:1"), is_absolute_iri("evidence/1"), is_absolute_iri("a: b")
    (True, False, False)
    """
    return _ABSOLUTE_IRI.fullmatch(text) is not None


class ContextSource(Protocol):
    """Delivers the parsed JSON documents of known contexts."""

    def load(self, url: str) -> Mapping[str, Any] | None:
        """Return the document at a context's address, or None if the context is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Term:
    """What one term of a context means.

    `iri` is an absolute IRI, a keyword, or None where the term is explicitly undefined.
    `scoped` is the term's own context if `has_scoped`.
    """

    iri: str | None
    coercion: str | None = None
    container: frozenset[str] = frozenset()
    scoped: Any = None
    has_scoped: bool = False
    is_reverse: bool = False
    is_prefix: bool = False
    is_protected: bool = False
    is_nested: bool = False


class ActiveContext:
    """An immutable table of terms, with everything derived from it kept beside it.

    `previous` is the table that nested objects go back to, for a type-scoped context.
    `id_keys` and `type_keys` are the keys that stand for `@id` and `@type`. `steps`, `types`
    and `typed` belong to the walker, which keeps there what it compiled from the table.
    """

    __slots__ = (
        "_derived",
        "id_keys",
        "previous",
        "scoped_types",
        "steps",
        "terms",
        "type_keys",
        "typed",
        "types",
        "vocab",
    )

    def __init__(
        self,
        terms: Mapping[str, Term],
        vocab: str | None = None,
        previous: ActiveContext | None = None,
    ) -> None:
        self.terms = terms
        self.vocab = vocab
        self.previous = previous
        self.scoped_types = frozenset(name for name, term in terms.items() if term.has_scoped)
        self.id_keys = self._aliases("@id")
        self.type_keys = self._aliases("@type")
        self.steps: dict[str, Any] = {}
        self.types: dict[str, str] = {}
        self.typed: dict[str, ActiveContext] = {}
        self._derived: dict[tuple[str, ...], ActiveContext] = {}

    def _aliases(self, keyword: str) -> tuple[str, ...]:
        names = (name for name, term in self.terms.items() if term.iri == keyword)
        return (keyword, *(name for name in names if name != keyword))

    def kept(self, key: tuple[str, ...]) -> ActiveContext | None:
        """Return the table derived earlier under `key`, if any."""
        return self._derived.get(key)

    def keep(self, key: tuple[str, ...], derived: ActiveContext) -> ActiveContext:
        """Keep a derived table under `key`. Keys are term names, so their number is bounded."""
        self._derived[key] = derived
        return derived

    def expand_iri(self, text: str, *, vocab: bool) -> str | None:
        """Return the IRI or keyword a string stands for (`expand_iri`) in this table."""
        return expand_iri(text, self.terms, self.vocab if vocab else None, use_terms=vocab)


def expand_iri(
    text: str, terms: Mapping[str, Term], vocab: str | None, *, use_terms: bool
) -> str | None:
    """Return the IRI or keyword that a string stands for, or None if it stands for none.

    Args:
        text: a term, compact IRI or IRI.
        terms: the table in force.
        vocab: what undefined names are appended to, if anything.
        use_terms: whether terms themselves are looked up (keys and types), or only prefixes
            (ids).

    Spec: https://www.w3.org/TR/json-ld11-api/#iri-expansion
    """
    if text in KEYWORDS:
        return text
    if use_terms and text in terms:
        return terms[text].iri
    prefix, colon, suffix = text.partition(":")
    if colon and prefix:
        if prefix != "_" and not suffix.startswith("//"):
            term = terms.get(prefix)
            if term is not None and term.is_prefix and term.iri:
                text = term.iri + suffix
        return text if is_absolute_iri(text) else None
    if vocab is not None and not text.startswith("@"):
        text = vocab + text
        return text if is_absolute_iri(text) else None
    return None


class ContextTable:
    """Processes contexts by address and keeps what it processed."""

    def __init__(self, source: ContextSource) -> None:
        self._source = source
        self._empty = ActiveContext({})
        self._kept: dict[tuple[str, ...], ActiveContext] = {}

    def for_document(self, urls: tuple[str, ...]) -> ActiveContext:
        """Return the table for a document's `@context`, given as addresses.

        Raises:
            MalformedDocument: an address is not known, or the contexts contradict one another.
        """
        table = self._kept.get(urls)
        if table is None:
            table = self.extend(self._empty, urls)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[urls] = table
        return table

    def extend(self, active: ActiveContext, urls: tuple[str, ...]) -> ActiveContext:
        """Return `active` with further contexts, given as addresses, applied in order."""
        if len(urls) > _MOST_CONTEXTS:
            raise _refusal(problems.CONTEXT_UNKNOWN, f"More than {_MOST_CONTEXTS} contexts.")
        for url in urls:
            active = self._process(active, url)
        return active

    def for_types(self, active: ActiveContext, types: list[str]) -> ActiveContext:
        """Return the table inside an object of these types (type-scoped contexts applied)."""
        names = active.scoped_types.intersection(types)
        if not names:
            return active
        key = ("type", *(sorted(names) if len(names) > 1 else names))
        return active.kept(key) or active.keep(key, self._scope_by_types(active, key[1:]))

    def _scope_by_types(self, active: ActiveContext, names: tuple[str, ...]) -> ActiveContext:
        previous = active.previous or active
        scoped = ActiveContext(active.terms, active.vocab, previous)
        for name in names:
            # types are looked up in the table that stood before any type-scoped context
            scoped = self._process(scoped, active.terms[name].scoped)
        return ActiveContext(scoped.terms, scoped.vocab, previous)

    def for_property(self, active: ActiveContext, name: str) -> ActiveContext:
        """Return the table for a nested object under a term: reverted, then property-scoped."""
        reverted = active.previous or active
        term = active.terms.get(name)
        if term is None or not term.has_scoped:
            return reverted
        key = ("property", name)
        kept = active.kept(key)
        if kept is None:
            kept = active.keep(key, self._process(reverted, term.scoped, override=True))
        return kept

    def for_scalar(self, active: ActiveContext, name: str) -> ActiveContext:
        """Return the table in which a plain value under a term is read: not reverted."""
        term = active.terms.get(name)
        if term is None or not term.has_scoped:
            return active
        key = ("scalar", name)
        kept = active.kept(key)
        if kept is None:
            kept = active.keep(key, self._process(active, term.scoped, override=True))
        return kept

    def _process(
        self, active: ActiveContext, local: Any, *, override: bool = False
    ) -> ActiveContext:
        if isinstance(local, list):
            for one in local:
                active = self._process(active, one, override=override)
            return active
        if local is None:
            if not override and any(term.is_protected for term in active.terms.values()):
                raise _refusal(problems.CONTEXT_INVALID, "A context removes protected terms.")
            return self._empty
        if isinstance(local, str):
            document = self._source.load(local)
            if document is None:
                raise _refusal(
                    problems.CONTEXT_UNKNOWN,
                    f"The context {local!r} is not among those known here.",
                )
            return self._process(active, document.get("@context"), override=override)
        if not isinstance(local, Mapping):
            raise _refusal(
                problems.CONTEXT_INVALID, "A context is neither an address nor an object."
            )
        return _Definition(active, local, override=override).run()


def _refusal(kind: problems.ProblemType, detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(kind, detail, "/@context"))


class _Definition:
    """Applies one context object to a table (JSON-LD 1.1 API, sections 4.1 and 4.2)."""

    def __init__(self, active: ActiveContext, local: Mapping[str, Any], *, override: bool) -> None:
        self._active = active
        self._local = local
        self._override = override
        self._terms = dict(active.terms)
        self._done: dict[str, bool] = {}
        self._vocab = active.vocab
        self._protect = bool(local.get("@protected", False))

    def run(self) -> ActiveContext:
        for key in self._local:
            if key.startswith("@") and key not in _CONTEXT_KEYS and key != "@type":
                raise _refusal(problems.CONTEXT_INVALID, f"The context uses {key}.")
        if "@vocab" in self._local:
            self._vocab = self._read_vocab(self._local["@vocab"])
        for name in self._local:
            if name not in _CONTEXT_KEYS:
                self._define(name)
        return ActiveContext(self._terms, self._vocab, self._active.previous)

    def _read_vocab(self, value: Any) -> str | None:
        if value is None:
            return None
        iri = self._expand(value) if isinstance(value, str) else None
        if iri is None:
            raise _refusal(problems.CONTEXT_INVALID, "The context's @vocab is not an IRI.")
        return iri

    def _define(self, name: str) -> None:
        if name in self._done:
            if self._done[name]:
                return
            raise _refusal(problems.CONTEXT_INVALID, f"The term {name!r} is defined by itself.")
        if name == "" or (name in KEYWORDS and name != "@type"):
            raise _refusal(problems.CONTEXT_INVALID, f"The context redefines {name!r}.")
        self._done[name] = False
        earlier = self._terms.pop(name, None)
        term = self._read(name, self._local[name])
        if earlier is not None and earlier.is_protected and not self._override:
            term = replace(term, is_protected=True)
            if term != earlier:
                raise _refusal(
                    problems.CONTEXT_INVALID,
                    f"The contexts define the protected term {name!r} in two ways.",
                )
        self._terms[name] = term
        self._done[name] = True

    def _read(self, name: str, value: Any) -> Term:
        is_simple = value is None or isinstance(value, str)
        if is_simple:
            value = {"@id": value}
        if not isinstance(value, Mapping) or not _TERM_KEYS.issuperset(value):
            raise _refusal(
                problems.CONTEXT_INVALID, f"The term {name!r} is defined in no known way."
            )
        container = value.get("@container", ())
        iri = self._iri(name, value)
        return Term(
            iri=iri,
            coercion=self._coercion(name, value, container),
            container=frozenset([container] if isinstance(container, str) else container),
            scoped=value.get("@context"),
            has_scoped="@context" in value,
            is_reverse="@reverse" in value,
            is_prefix=bool(
                value.get(
                    "@prefix", is_simple and iri and ":" not in name and iri[-1] in _PREFIX_END
                )
            ),
            is_protected=bool(value.get("@protected", self._protect)),
            is_nested="@nest" in value,
        )

    def _iri(self, name: str, value: Mapping[str, Any]) -> str | None:
        if "@reverse" in value:
            return self._required(name, value["@reverse"])
        if "@id" in value and value["@id"] != name:
            return None if value["@id"] is None else self._required(name, value["@id"])
        if name == "@type":
            return name
        prefix, colon, suffix = name.partition(":")
        if colon and prefix:
            if prefix in self._local:
                self._define(prefix)
            term = self._terms.get(prefix)
            return term.iri + suffix if term is not None and term.iri else name
        if self._vocab is None:
            raise _refusal(problems.CONTEXT_INVALID, f"The term {name!r} has no IRI.")
        return self._vocab + name

    def _coercion(self, name: str, value: Mapping[str, Any], container: Any) -> str | None:
        coercion = value.get("@type")
        if coercion is None:
            return "@id" if "@type" in container else None
        if coercion in {"@id", "@vocab", "@json", "@none"}:
            return str(coercion)
        return self._required(name, coercion)

    def _required(self, name: str, value: Any) -> str:
        iri = self._expand(value) if isinstance(value, str) else None
        if iri is None:
            raise _refusal(problems.CONTEXT_INVALID, f"The term {name!r} points to no IRI.")
        return iri

    def _expand(self, text: str) -> str | None:
        if text in KEYWORDS:
            return text
        if text in self._local and not self._done.get(text):
            self._define(text)
        prefix, colon, suffix = text.partition(":")
        if (
            colon
            and prefix in self._local
            and not suffix.startswith("//")
            and not self._done.get(prefix)
        ):
            self._define(prefix)
        return expand_iri(text, self._terms, self._vocab, use_terms=True)
