"""Claims about reading and writing N-Quads."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.canon.nquads import Dataset, escape_literal, join_lines, parse_nquads
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts)
def test_an_escaped_literal_is_read_back_as_it_was(text: str) -> None:
    line = f'<urn:s> <urn:p> "{escape_literal(text)}" .\n'
    assert parse_nquads(line).ground == [line]
    (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)
    assert quad.object.value == text


def test_control_characters_are_escaped_as_the_canonical_form_asks() -> None:
    assert escape_literal('\x00\b\t\n\x0b\f\r\x1b"\\\x7f\x80é') == (
        '\\u0000\\b\\t\\n\\u000B\\f\\r\\u001B\\"\\\\\\u007F\x80é'
    )


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> <urn:o>",
        "<relative> <urn:p> <urn:o> .",
        "_:a _:p <urn:o> .",
        '"literal" <urn:p> <urn:o> .',
        '<urn:s> <urn:p> "open .',
        '<urn:s> <urn:p> "bad \\x escape" .',
        '<urn:s> <urn:p> "\\uD800" .',
        '<urn:s> <urn:p> "\\UFFFFFFFF" .',
        "<urn:s> <urn:p> <urn: space> .",
        '<urn:s> <urn:p> "x"@1 .',
        "<urn:s> <urn:p> <urn:o> <urn:g> <urn:h> .",
    ],
)
def test_what_is_no_statement_is_refused_by_line(line: str) -> None:
    with pytest.raises(MalformedDocument, match="Line 2"):
        parse_nquads(f"# a comment\n{line}\n")


def test_equal_terms_written_differently_are_the_same() -> None:
    plain = parse_nquads('<urn:s> <urn:p> "é"^^<http://www.w3.org/2001/XMLSchema#string> .')
    escaped = parse_nquads('<urn:\\u0073>\t<urn:p>"\\u00E9".#x')
    assert plain.ground == escaped.ground == ['<urn:s> <urn:p> "é" .\n']


def test_the_number_of_statements_is_bounded() -> None:
    with pytest.raises(LimitExceeded):
        parse_nquads("<urn:s> <urn:p> <urn:o> .\n" * 3, limits=replace(DEFAULT_LIMITS, quads=2))


@given(st.text(alphabet='<>"_:\\u@^. \n#aé', max_size=60))
def test_nothing_but_our_errors_escapes(text: str) -> None:
    try:
        parse_nquads(text)
    except LaureaError as error:
        assert error.problem.detail


def test_lines_are_sorted_by_code_point_and_stand_once() -> None:
    assert join_lines(["\U0001f393\n", "\uffee\n", "b\n", "\uffee\n"]).decode() == (
        "b\n\uffee\n\U0001f393\n"
    )


def test_statements_with_blank_nodes_are_kept_apart() -> None:
    dataset = Dataset()
    dataset.add("<urn:s>", " <urn:p> ", '"_:no"')
    dataset.add("<urn:s>", " <urn:p> ", '"x"', "_:g")
    dataset.add("<urn:s>", " <urn:p> ", '"x"', "<urn:g>")
    assert [len(dataset.ground), len(dataset.blank), len(dataset)] == [2, 1, 3]


@pytest.mark.parametrize("text", ["<a:b> <a:c> <a:d>" + " " * 300_000 + "x", "\t" * 300_000 + "x"])
def test_a_line_of_blanks_is_refused_without_trying_every_split(text: str) -> None:
    with pytest.raises(MalformedDocument):
        parse_nquads(text)


def test_empty_lines_and_characters_are_bounded() -> None:
    few = replace(DEFAULT_LIMITS, quads=10, nquads_characters=1_000)
    with pytest.raises(LimitExceeded, match="20 lines"):
        parse_nquads("\n" * 21, limits=few)
    with pytest.raises(LimitExceeded, match="1,000 characters"):
        parse_nquads("#" * 1_001, limits=few)
