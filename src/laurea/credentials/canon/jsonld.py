"""From a JSON-LD document straight to N-Quads, in safe mode, through compiled contexts.

Each key of a document is looked up in a table compiled from the contexts (`terms`), which says
at once how its value becomes statements. Safe mode comes first and its refusals are final:
whatever a processor would drop in silence, a signature would not cover, so it is refused
(undefined keys and types, relative ids, absolute-IRI keys, look-alikes of keywords, contexts
that are unknown or inside the document, values that vanish).

Two legal features that credentials hardly ever use are left to pyld once safe mode has passed:
`@json` values and reverse properties. Maps indexed by `@index`, `@id` or `@type`, `@nest`,
`@included` and `@graph` as a key are used by no credential context and are refused.

Spec: https://www.w3.org/TR/json-ld11-api/ (expansion, node maps and to-RDF, in one pass)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from laurea.credentials import problems
from laurea.credentials.canon.nquads import RDF, XSD, Dataset, escape_literal
from laurea.credentials.canon.terms import (
    KEYWORDS,
    ActiveContext,
    ContextTable,
    Term,
    is_absolute_iri,
)
from laurea.credentials.document import pointer
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.problems import Problem, ProblemType
from laurea.credentials.properties import is_language_tag, types_of

_TYPE: Final = f" <{RDF}type> "
_FIRST: Final = f" <{RDF}first> "
_REST: Final = f" <{RDF}rest> "
_NIL: Final = f"<{RDF}nil>"
_NODE_KEYWORDS: Final = frozenset({"@id", "@type", "@context"})
_UNUSED_CONTAINERS: Final = frozenset({"@index", "@id", "@type"})
_HOLDS_CREDENTIALS: Final = frozenset(
    {
        "https://www.w3.org/2018/credentials#verifiableCredential",
        "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsement",
        "https://purl.imsglobal.org/spec/vc/clr/vocab.html#verifiableCredential",
    }
)
"""Properties whose objects are credentials of their own and may bring their own `@context`."""
_DECISIVE: Final = (
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/vc/status-list#",
    "https://w3id.org/vc-revocation-list-2020#",
    "https://w3id.org/security#",
)
"""The vocabularies that decide a verdict: issuer, subject, dates, status, schema, proof.

Two JSON objects with one id are one node of the graph that is signed, so whoever holds a
credential could move its status or its end from one to the other and the signature would still
fit. What these vocabularies say of one node must therefore stand in one object, or in equal ones.
"""


class Step(NamedTuple):
    """What the compiled table knows of one key: how its value becomes statements.

    `keyword` is set for keys that stand for a keyword; the rest is about properties.
    `coercion` is `@id`, `@vocab` or empty; `suffix` what follows a literal's closing quote;
    `is_plain` says that a string becomes one literal and nothing else has to be looked at.
    """

    keyword: str
    name: str
    predicate: str
    coercion: str
    datatype: str
    suffix: str
    is_plain: bool
    is_list: bool
    is_graph: bool
    is_language_map: bool
    is_json: bool
    is_rare: bool
    is_decisive: bool
    holds_credentials: bool
    scalar: ActiveContext
    child: ActiveContext
    references: frozenset[str]


class Refusal(Exception):
    """Safe mode refuses the document; the way to the place is gathered as it rises."""

    def __init__(self, kind: ProblemType, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.path: list[str] = []

    def problem(self) -> Problem:
        """Return the refusal as a problem with a JSON Pointer."""
        return Problem(self.kind, self.detail, pointer(*reversed(self.path)))


_WHOLE: Final = frozenset({"VerifiableCredential", "EnvelopedVerifiableCredential"})
"""The types of objects that bring a context of their own into a document."""


class Walk:
    """One pass over one document. `dataset` holds the statements found so far.

    `is_rare` tells that something was met which is left to the full processor.
    """

    def __init__(self, table: ContextTable, limits: Limits) -> None:
        self.dataset = Dataset()
        self.is_rare = False
        self._table = table
        self._deepest = limits.depth
        self._most_quads = limits.quads
        self._blank_count = 0
        self._blank_labels: dict[str, str] = {}
        self._decided: dict[tuple[str, str], Mapping[str, Any]] = {}

    def document(self, document: Mapping[str, Any]) -> None:
        """Walk a whole document.

        Raises:
            MalformedDocument: safe mode refuses it; the problem points to the place.
            LimitExceeded: it is deeper or makes more statements than allowed.
        """
        try:
            active = self._local_context(document.get("@context"), None)
            self._node(document, active, "", 0)
        except Refusal as refusal:
            raise MalformedDocument(refusal.problem()) from None

    # contexts ------------------------------------------------------------------------------

    def _local_context(self, local: Any, outer: ActiveContext | None) -> ActiveContext:
        urls = [local] if isinstance(local, str) else local
        if not isinstance(urls, list) or not urls:
            raise Refusal(problems.CONTEXT_UNKNOWN, "The document names no @context.")
        for url in urls:
            if not isinstance(url, str):
                raise Refusal(
                    problems.CONTEXT_UNKNOWN,
                    "A context stands inside the document. Only published contexts are read.",
                )
        if outer is None:
            return self._table.for_document(tuple(urls))
        return self._table.extend(outer, tuple(urls))

    def _inner_context(self, step: Step, node: Mapping[str, Any]) -> ActiveContext:
        if not step.holds_credentials or _WHOLE.isdisjoint(types_of(node)):
            raise Refusal(
                problems.CONTEXT_UNKNOWN,
                "A context stands inside the document, where only whole credentials bring theirs.",
            )
        return self._local_context(node["@context"], step.child)

    def _step(self, active: ActiveContext, key: str) -> Step:
        step = self._compile(active, key)
        if key in active.terms or key in KEYWORDS:  # otherwise input could make it grow
            active.steps[key] = step
        return step

    def _compile(self, active: ActiveContext, key: str) -> Step:
        term = active.terms.get(key)
        if term is None:
            if ":" in key:
                raise Refusal(
                    problems.UNDEFINED_TERM,
                    f"{key!r} is an address used as a key. Only defined terms are read.",
                )
            iri = active.expand_iri(key, vocab=True)
            term = Term(iri)
        iri = term.iri
        if iri is None:
            raise Refusal(
                problems.UNDEFINED_TERM,
                f"No context of the document defines {key!r}, so no signature covers it.",
            )
        if iri in KEYWORDS:
            return _keyword_step(iri, key, active)
        if not is_absolute_iri(iri) or iri.startswith("_:"):
            raise Refusal(problems.UNDEFINED_TERM, f"{key!r} does not stand for an IRI.")
        if term.is_nested or not _UNUSED_CONTAINERS.isdisjoint(term.container):
            raise Refusal(problems.UNDEFINED_TERM, f"{key!r} is not used in credentials.")
        return self._property_step(active, key, term, iri)

    def _property_step(self, active: ActiveContext, key: str, term: Term, iri: str) -> Step:
        scalar = self._table.for_scalar(active, key)
        coercion = scalar.terms[key].coercion if key in scalar.terms else term.coercion
        datatype = coercion if coercion and coercion[0] != "@" else ""
        is_rare = term.is_reverse or coercion == "@json"
        return Step(
            keyword="",
            name=key,
            predicate=f" <{iri}> ",
            coercion=coercion if coercion in {"@id", "@vocab"} else "",
            datatype=datatype,
            suffix=f'"^^<{datatype}>' if datatype and datatype != f"{XSD}string" else '"',
            is_plain=not is_rare
            and coercion not in {"@id", "@vocab"}
            and term.container.isdisjoint({"@list", "@graph"}),
            is_list="@list" in term.container,
            is_graph="@graph" in term.container,
            is_language_map="@language" in term.container,
            is_json=coercion == "@json",
            is_rare=is_rare,
            is_decisive=iri.startswith(_DECISIVE),
            holds_credentials=iri in _HOLDS_CREDENTIALS,
            scalar=scalar,
            child=self._table.for_property(active, key),
            references=frozenset(scalar.id_keys),
        )

    # nodes ---------------------------------------------------------------------------------

    def _blank(self) -> str:
        self._blank_count += 1
        return f"_:b{self._blank_count}"

    def _node(self, node: Mapping[str, Any], active: ActiveContext, graph: str, depth: int) -> str:
        """Add the statements about one object and return the term that names it."""
        dataset = self.dataset
        if depth > self._deepest or len(dataset.ground) + len(dataset.blank) > self._most_quads:
            raise LimitExceeded(
                Problem(problems.LIMIT, "The document is too deep or makes too many statements.")
            )
        types = self._types(node, active)
        typed = active
        if types:
            typed = active.typed.get(types[0], active) if len(types) == 1 else active
            if typed is active:  # not met before, or nothing is scoped by it
                typed = self._typed(active, types)
        subject = self._subject(node, typed)
        add = dataset.adder(subject, graph)
        for name in types:
            add(_TYPE, active.types.get(name) or self._type(name, active))
        steps = typed.steps
        for key, value in node.items():
            try:
                step = steps.get(key) or self._step(typed, key)
                if step.is_decisive:
                    self._decide(subject, graph, node)
                if step.is_plain and type(value) is str:
                    add(step.predicate, f'"{escape_literal(value)}{step.suffix}')
                elif not step.keyword:
                    self._property(subject, step, value, graph, depth)
                elif step.keyword not in _NODE_KEYWORDS:
                    raise Refusal(problems.UNDEFINED_TERM, f"{key!r} is not used in credentials.")
            except Refusal as refusal:
                refusal.path.append(key)
                raise
        return subject

    def _decide(self, subject: str, graph: str, node: Mapping[str, Any]) -> None:
        """Refuse what decides a verdict about one thing and stands in two objects that differ."""
        first = self._decided.setdefault((subject, graph), node)
        if first is not node and first != node:
            raise Refusal(
                problems.UNDEFINED_TERM,
                "Two objects of the document have this id, and both say what decides of it. "
                "No signature tells which of them said it.",
            )

    def _types(self, node: Mapping[str, Any], active: ActiveContext) -> list[str]:
        types: list[str] | None = None
        for key in active.type_keys:
            if key in node:
                if types is not None:
                    raise Refusal(problems.UNDEFINED_TERM, "The types stand twice.")
                value = node[key]
                types = value if isinstance(value, list) else [value]
                for name in types:
                    if not isinstance(name, str):
                        raise Refusal(problems.UNDEFINED_TERM, "A type is not a string.")
        return types or []

    def _typed(self, active: ActiveContext, types: list[str]) -> ActiveContext:
        typed = self._table.for_types(active, types)
        if len(types) == 1 and typed is not active:
            active.typed[types[0]] = typed
        return typed

    def _type(self, name: str, active: ActiveContext) -> str:
        iri = active.expand_iri(name, vocab=True)
        if iri is None or iri in KEYWORDS or iri.startswith("_:"):
            raise Refusal(
                problems.UNDEFINED_TERM,
                f"No context of the document defines the type {name!r}.",
            )
        if name in active.terms:  # otherwise input could make it grow
            active.types[name] = f"<{iri}>"
        return f"<{iri}>"

    def _subject(self, node: Mapping[str, Any], active: ActiveContext) -> str:
        subject = ""
        for key in active.id_keys:
            if key in node:
                if subject:
                    raise Refusal(problems.UNDEFINED_TERM, "The id stands twice.")
                subject = self._reference(node[key], active, vocab=False)
        return subject or self._blank()

    def _reference(self, value: Any, active: ActiveContext, *, vocab: bool) -> str:
        iri = active.expand_iri(value, vocab=vocab) if isinstance(value, str) else None
        if iri is None or iri in KEYWORDS:
            raise Refusal(
                problems.UNDEFINED_TERM,
                f"{value!r:.200} is not an absolute IRI, so no signature covers it.",
            )
        if iri.startswith("_:"):
            return self._blank_labels.setdefault(iri, f"_:n{len(self._blank_labels)}")
        return f"<{iri}>"

    # values --------------------------------------------------------------------------------

    def _property(self, subject: str, step: Step, value: Any, graph: str, depth: int) -> None:
        if step.is_rare:
            self._rare(step, value, graph, depth)
        elif value is None:
            return
        elif step.is_language_map and isinstance(value, dict):
            self._language_map(subject, step, value, graph)
        elif step.is_list and not _is_list_object(value):
            self.dataset.add(subject, step.predicate, self._list(step, value, graph, depth), graph)
        elif isinstance(value, list):
            self._each(subject, step, value, graph, depth)
        else:
            self._one(subject, step, value, graph, depth)

    def _each(self, subject: str, step: Step, values: list[Any], graph: str, depth: int) -> None:
        if depth > self._deepest or len(values) > self._most_quads:
            raise LimitExceeded(Problem(problems.LIMIT, "The document is too deep or too long."))
        for position, value in enumerate(values):
            try:
                if isinstance(value, list):
                    self._each(subject, step, value, graph, depth + 1)
                elif value is not None:
                    self._one(subject, step, value, graph, depth)
            except Refusal as refusal:
                refusal.path.append(str(position))
                raise

    def _one(self, subject: str, step: Step, value: Any, graph: str, depth: int) -> None:
        if step.is_graph:
            inner = self._blank()
            self._object(step, value, inner, depth)
            self.dataset.add(subject, step.predicate, inner, graph)
        elif isinstance(value, dict) and "@set" in value:
            if len(value) > 1:
                raise Refusal(problems.UNDEFINED_TERM, "Beside @set there is more.")
            self._property(subject, step, value["@set"], graph, depth + 1)
        else:
            obj = self._object(step, value, graph, depth)
            self.dataset.add(subject, step.predicate, obj, graph)

    def _object(self, step: Step, value: Any, graph: str, depth: int) -> str:
        """Add what follows from one value and return the term that stands for it."""
        if isinstance(value, dict):
            if "@value" in value:
                return self._value_object(step, value)
            if _is_list_object(value):
                return self._list(step, value["@list"], graph, depth)
            if len(value) == 1:
                key, only = next(iter(value.items()))
                if key in step.references:
                    return self._reference(only, step.scalar, vocab=False)
            active = step.child
            if "@context" in value:
                active = self._inner_context(step, value)
            return self._node(value, active, graph, depth + 1)
        if isinstance(value, str):
            if step.coercion:
                return self._reference(value, step.scalar, vocab=step.coercion == "@vocab")
            return f'"{escape_literal(value)}{step.suffix}'
        return _number(value, step.datatype)

    def _list(self, step: Step, value: Any, graph: str, depth: int) -> str:
        values = value if isinstance(value, list) else [value]
        kept = [one for one in values if one is not None]
        if depth > self._deepest:
            raise LimitExceeded(Problem(problems.LIMIT, "The document is too deep."))
        head = "" if kept else _NIL
        previous = ""
        for position, one in enumerate(kept):
            here = self._blank()
            head = head or here
            if previous:
                self.dataset.add(previous, _REST, here, graph)
            try:
                obj = (
                    self._list(step, one, graph, depth + 1)
                    if isinstance(one, list)
                    else self._object(step, one, graph, depth)
                )
            except Refusal as refusal:
                refusal.path.append(str(position))
                raise
            self.dataset.add(here, _FIRST, obj, graph)
            previous = here
        if previous:
            self.dataset.add(previous, _REST, _NIL, graph)
        return head

    def _value_object(self, step: Step, value: Mapping[str, Any]) -> str:
        literal, datatype = value["@value"], None
        if not {"@value", "@type", "@language"}.issuperset(value) or (
            "@language" in value and "@type" in value
        ):
            raise Refusal(
                problems.UNDEFINED_TERM,
                "A value object may carry @value with either @language or @type. "
                "Nothing else would be signed.",
            )
        if "@type" in value:
            name = value["@type"]
            if name == "@json":
                self.is_rare = True
                return _NIL
            iri = step.scalar.expand_iri(name, vocab=True) if isinstance(name, str) else None
            if iri is None or iri in KEYWORDS or iri.startswith("_:"):
                raise Refusal(problems.UNDEFINED_TERM, "A value's @type is not a known datatype.")
            datatype = iri
        if "@language" in value:
            return _tagged(literal, value["@language"])
        if isinstance(literal, str):
            tail = f"^^<{datatype}>" if datatype and datatype != f"{XSD}string" else ""
            return f'"{escape_literal(literal)}"{tail}'
        if literal is None or isinstance(literal, (dict, list)):
            raise Refusal(problems.UNDEFINED_TERM, "A value object holds no plain value.")
        return _number(literal, datatype or "")

    def _language_map(self, subject: str, step: Step, value: Mapping[str, Any], graph: str) -> None:
        for tag, texts in value.items():
            for text in texts if isinstance(texts, list) else [texts]:
                if text is None:
                    continue
                if tag == "@none" and isinstance(text, str):
                    obj = f'"{escape_literal(text)}"'
                else:
                    obj = _tagged(text, tag)
                self.dataset.add(subject, step.predicate, obj, graph)

    def _rare(self, step: Step, value: Any, graph: str, depth: int) -> None:
        """Put a value that pyld will expand through safe mode; its statements are not used."""
        self.is_rare = True
        if not step.is_json:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict):
                    self._object(step, one, graph, depth)


def _keyword_step(keyword: str, key: str, active: ActiveContext) -> Step:
    return Step(keyword, key, "", "", "", "", *(False,) * 8, active, active, frozenset())


def _is_list_object(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and "@list" in value


def _tagged(text: Any, language: Any) -> str:
    if not isinstance(text, str) or not isinstance(language, str) or not is_language_tag(language):
        raise Refusal(problems.UNDEFINED_TERM, f"{language!r:.80} is not the language of a text.")
    return f'"{escape_literal(text)}"@{language.lower()}'


def _number(value: Any, datatype: str) -> str:
    """Return a JSON boolean or number as a literal (JSON-LD 1.1 API, section 8.2.2).

    >>> _number(3.0, ""), _number(2.5, XSD + "float")
    ('"3"^^<http://www.w3.org/2001/XMLSchema#integer>', '"2.5E0"^^<http://www.w3.org/2001/XMLSchema#float>')
    """
    if isinstance(value, bool):
        return f'"{"true" if value else "false"}"^^<{datatype or XSD + "boolean"}>'
    if not isinstance(value, (int, float)):
        raise Refusal(problems.UNDEFINED_TERM, "This value has no meaning in JSON-LD.")
    try:
        is_finite = math.isfinite(value)
    except OverflowError:  # an integer that no double can hold
        is_finite = False
    if not is_finite:
        raise Refusal(problems.UNDEFINED_TERM, "This number is beyond what JSON can carry.")
    is_whole = isinstance(value, int) or value.is_integer()
    if is_whole and abs(value) < 1e21 and datatype != f"{XSD}double":
        return f'"{int(value)}"^^<{datatype or XSD + "integer"}>'
    return f'"{_double(float(value))}"^^<{datatype or XSD + "double"}>'


def _double(value: float) -> str:
    mantissa, exponent = f"{value:.15E}".split("E")
    digits = mantissa.rstrip("0")
    return f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}"
