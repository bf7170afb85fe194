"""N-Quads: the terms of a dataset as text, and a strict reader.

A `Dataset` keeps the statements that name no blank node as finished lines, and the others as
four strings, because only the latter change during canonicalisation. Terms are written as in
canonical N-Quads: `<iri>`, `"literal"^^<datatype>`, `_:label`.

Spec: https://www.w3.org/TR/rdf-canon/#canonical-quads
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from laurea.credentials import problems
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import Problem

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


BlankQuad: TypeAlias = tuple[str, str, str, str]
"""A statement in which at least one term is a blank node: subject, predicate, object, graph.

The predicate stands with a space on either side; the graph is empty for the default graph.
"""


@dataclass(slots=True)
class Dataset:
    """The statements of one document: finished `ground` lines, and those with blank nodes."""

    ground: list[str] = field(default_factory=list)
    blank: list[BlankQuad] = field(default_factory=list)

    def add(self, subject: str, predicate: str, obj: str, graph: str = "") -> None:
        """Add one statement; `predicate` stands with a space on either side."""
        if subject[0] == "_" or obj[0] == "_" or graph[:1] == "_":
            self.blank.append((subject, predicate, obj, graph))
        elif graph:
            self.ground.append(f"{subject}{predicate}{obj} {graph} .\n")
        else:
            self.ground.append(f"{subject}{predicate}{obj} .\n")

    def adder(self, subject: str, graph: str) -> Callable[[str, str], None]:
        """Return what adds statements about one subject: predicate, then an IRI or a literal."""
        if subject[0] == "_" or graph:
            blank = self.blank

            def add(predicate: str, obj: str) -> None:
                blank.append((subject, predicate, obj, graph))

        else:
            ground = self.ground

            def add(predicate: str, obj: str) -> None:
                ground.append(f"{subject}{predicate}{obj} .\n")

        return add

    def __len__(self) -> int:
        """Return the number of statements, repeated ones counted as often as they stand."""
        return len(self.ground) + len(self.blank)


_SHORT_ESCAPES: Final = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_ESCAPES: Final = str.maketrans(
    {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)} | _SHORT_ESCAPES
)
_NEEDS_ESCAPE: Final = re.compile(r'[\x00-\x1f\x7f"\\]')


def escape_literal(text: str) -> str:
    r"""Return `text` as it stands between the quotes of a canonical N-Quads literal.

    Spec: https://www.w3.org/TR/rdf-canon/#canonical-quads

    >>> print(escape_literal('tab\t "quoted" bell\x07'))
    tab\t \"quoted\" bell\u0007
    """
    return text.translate(_ESCAPES) if _NEEDS_ESCAPE.search(text) else text


_HEX: Final = "[0-9A-Fa-f]"
_UCHAR: Final = rf"\\u{_HEX}{{4}}|\\U{_HEX}{{8}}"
_IRI: Final = rf'<((?:[^\x00-\x20<>"{{}}|^`\\]|{_UCHAR})*)>'
_BLANK: Final = r"_:\w(?:[\w.·-]*[\w·-])?"
_LITERAL: Final = rf'"((?:[^"\\\n\r]|\\[tbnrf"\'\\]|{_UCHAR})*)"'
_QUAD: Final = re.compile(
    rf"[ \t]*+(?:{_IRI}|({_BLANK}))[ \t]*+{_IRI}[ \t]*+"
    rf"(?:{_IRI}|({_BLANK})|{_LITERAL}(?:\^\^{_IRI}|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?)[ \t]*+"
    rf"(?:{_IRI}|({_BLANK}))?[ \t]*+\.[ \t]*+(?:#.*)?"
)
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_EMPTY: Final = re.compile(r"[ \t]*+(?:#.*)?")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ESCAPED: Final = re.compile(rf"\\(?:([tbnrf\"'\\])|u({_HEX}{{4}})|U({_HEX}{{8}}))")
_UNESCAPES: Final = dict(zip("tbnrf\"'\\", "\t\b\n\r\f\"'\\", strict=True))


def parse_nquads(text: str, *, limits: Limits = DEFAULT_LIMITS) -> Dataset:
    r"""Read an N-Quads document.

    Args:
        text: the document.
        limits: `limits.quads` bounds the number of statements.

    Raises:
        MalformedDocument: a line is not a statement; the problem names the line.
        LimitExceeded: there are more statements than allowed.

    Spec: https://www.w3.org/TR/n-quads/

    >>> parse_nquads('_:x <urn:p> "\\u00E9" .\n').blank[0][2]
    '"é"'
    """
    if len(text) > limits.nquads_characters:
        detail = f"The document has more than {limits.nquads_characters:,} characters."
        raise LimitExceeded(Problem(problems.LIMIT, detail))
    dataset = Dataset()
    for number, line in enumerate(_lines(text), start=1):
        if number > 2 * limits.quads:
            detail = f"There are more than {2 * limits.quads:,} lines."
            raise LimitExceeded(Problem(problems.LIMIT, detail))
        match = _QUAD.fullmatch(line)
        if match is None:
            if _EMPTY.fullmatch(line):
                continue
            raise MalformedDocument(
                Problem(problems.PARSING, f"Line {number} is not an N-Quads statement.")
            )
        _add_statement(dataset, match, number)
        if len(dataset) > limits.quads:
            raise LimitExceeded(
                Problem(problems.LIMIT, f"There are more than {limits.quads:,} statements.")
            )
    return dataset


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text, one at a time."""
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _add_statement(dataset: Dataset, match: re.Match[str], number: int) -> None:
    s_iri, s_blank, p_iri, o_iri, o_blank, literal, datatype, language, g_iri, g_blank = (
        match.groups()
    )
    try:
        subject = s_blank or _iri(s_iri)
        predicate = f" {_iri(p_iri)} "
        if literal is not None:
            obj = _literal(_unescape(literal), datatype and _iri(datatype), language)
        else:
            obj = o_blank or _iri(o_iri)
        graph = g_blank or ("" if g_iri is None else _iri(g_iri))
    except ValueError:
        raise MalformedDocument(
            Problem(problems.PARSING, f"Line {number} holds a character or an IRI that is none.")
        ) from None
    dataset.add(subject, predicate, obj, graph)


def _iri(escaped: str) -> str:
    iri = _unescape(escaped)
    if not _ABSOLUTE.match(iri):
        raise ValueError(iri)
    return f"<{iri}>"


def _literal(text: str, datatype: str | None, language: str | None) -> str:
    if language:
        return f'"{escape_literal(text)}"@{language.lower()}'
    if datatype and datatype != f"<{XSD}string>":
        return f'"{escape_literal(text)}"^^{datatype}'
    return f'"{escape_literal(text)}"'


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPED.sub(_unescape_one, text)


def _unescape_one(match: re.Match[str]) -> str:
    short, four, eight = match.groups()
    if short:
        return _UNESCAPES[short]
    code = int(four or eight, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError(match.group())
    return chr(code)


def join_lines(lines: Iterable[str]) -> bytes:
    """Return finished N-Quads lines, sorted by code point and without repetitions, as UTF-8."""
    return "".join(sorted(set(lines))).encode()
