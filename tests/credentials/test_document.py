"""Strict reading of JSON: nothing ambiguous passes, and nothing but our errors gets out."""

from __future__ import annotations

import contextlib
import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials import document
from laurea.credentials.document import json_kind, pointer, read_json, read_object
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits

LARGEST = 2**53 - 1
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
ALMOST_JSON = st.lists(
    st.sampled_from(
        [
            *'{}[],:" \n-+.\\/e',
            *("null", "true", "NaN", "Infinity", "1e400", "0", "12", "1" * 16, "9" * 400),
            *('"a"', '"a":1', '"\\ud800"', '"\\u0061"', "\ud800", "é", "\x00"),
        ]
    )
).map("".join)


def problem_of(raw: bytes | str, limits: Limits = DEFAULT_LIMITS) -> tuple[str, str, str]:
    with pytest.raises(LaureaError) as caught:
        read_json(raw, limits=limits)
    problem = caught.value.problem
    return problem.type.slug, problem.pointer, problem.detail


@given(JSON_VALUES, st.booleans())
def test_what_json_writes_is_read_back(value: Any, ascii_only: bool) -> None:
    written = json.dumps(value, ensure_ascii=ascii_only)
    assert read_json(written) == json.loads(written)
    assert read_json(written.encode()) == json.loads(written)


@given(st.binary() | st.text() | ALMOST_JSON)
def test_nothing_but_our_own_errors_gets_out(raw: bytes | str) -> None:
    with contextlib.suppress(MalformedDocument, LimitExceeded):
        read_json(raw)


@given(ALMOST_JSON | JSON_VALUES.map(json.dumps), st.integers(0, 4))
def test_the_quick_and_the_exact_reader_agree(text: str, depth: int) -> None:
    limits = Limits(depth=depth, integer_magnitude=10**depth - 1)
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return
    try:
        exact = repr(document._read_exactly(raw, limits))
    except LaureaError:
        exact = "refused"
    try:
        quick = repr(read_json(raw, limits=limits))
    except LaureaError:
        quick = "refused"
    assert quick == exact


@given(st.lists(st.sampled_from(["a", "\\u0061", "b", '\\"', "\\\\", 'a\\"', "\\\\\\u0061"])))
def test_a_key_stands_twice_or_is_read(keys: list[str]) -> None:
    text = "{" + ",".join(f'"{key}":"{key}"' for key in keys) + "}"
    names = [json.loads(f'"{key}"') for key in keys]
    if len(set(names)) == len(names):
        assert list(read_json(text)) == names
    else:
        assert problem_of(text)[0] == "duplicate-key"


def test_a_duplicate_key_is_named_with_its_pointer() -> None:
    text = '{"a": [1, {"na/me": 1, "n\\u0061/me": 2}]}'
    assert problem_of(text) == (
        "duplicate-key",
        "/a/1/na~1me",
        'The key "na/me" stands twice. Keep one.',
    )


def test_a_duplicate_inside_a_dropped_value_is_still_refused() -> None:
    assert problem_of('{"a": {"b": 1, "b": 2}, "a": 1}')[:2] == ("duplicate-key", "/a")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"a": 1,}',
        "[1] [2]",
        '{"a": 1} // comment',
        "NaN",
        "-Infinity",
        "[1e400]",
        "[-1e400]",
        "01",
        "+1",
        "'a'",
        '"\x1f"',
        "\ufeff\ufeff1",
        "\u00a01",
        '"\\ud800"',
        '"\\ude00\\ud83d"',
        '{"\\udfff": 1}',
        "\ud800",
    ],
)
def test_what_is_not_json_is_a_parsing_problem(text: str) -> None:
    assert problem_of(text)[0] == "parsing"


def test_a_fault_is_placed_by_line_and_column() -> None:
    assert problem_of('{\n  "a": 1,\n  b}')[2].endswith("at line 3, column 3.")
    assert "at line 2, column 3 " in problem_of('["NaN",\n  NaN]')[2]
    assert "at line 1, column 2 " in problem_of("[" + "9" * 17 + "]")[2]


def test_a_lone_surrogate_is_placed_by_its_pointer() -> None:
    assert problem_of('{"a": ["é", "\\ud800"]}')[1] == "/a/1"
    assert problem_of('{"a": {"\\ud800": 1}}')[1] == "/a"
    assert read_json('"\\ud83d\\ude00"') == "\U0001f600"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"])
def test_only_utf8_is_read(encoding: str) -> None:
    assert problem_of('{"name": "Müller"}'.encode(encoding))[0] == "parsing"


def test_a_byte_order_mark_is_tolerated() -> None:
    assert read_json("\ufeff1") == read_json(b"\xef\xbb\xbf1") == 1


@pytest.mark.parametrize("number", [LARGEST, -LARGEST, 0])
def test_integers_up_to_the_limit_are_read(number: int) -> None:
    assert read_json(f"[{number}]") == [number]


@pytest.mark.parametrize("digits", [str(LARGEST + 1), str(-LARGEST - 1), "9" * 30, "-" + "9" * 500])
def test_integers_beyond_the_limit_are_refused(digits: str) -> None:
    assert problem_of(f"[{digits}]")[0] == "limit-exceeded"


def test_long_digits_inside_a_string_are_no_integer() -> None:
    assert read_json('"12345678901234567890"') == "12345678901234567890"


def test_depth_is_counted_exactly() -> None:
    at_limit, beyond = "[" * 64 + "]" * 64, "[" * 65 + "]" * 65
    assert read_json(at_limit) is not None
    assert read_json(at_limit.replace("[]", '[{"a": 1}]'[1:-1])) is not None
    assert problem_of(beyond)[0] == "limit-exceeded"
    assert problem_of("[" * 64 + "{}" + "]" * 64)[0] == "limit-exceeded"
    assert read_json('"' + "[" * 100 + '"') == "[" * 100


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_nesting_of_any_depth_is_refused_and_not_a_crash(opening: str) -> None:
    assert problem_of(opening * 100_000)[0] == "limit-exceeded"
    assert problem_of(opening * 100_000, Limits(depth=10**6))[0] in ("limit-exceeded", "parsing")


def test_a_document_beyond_the_size_limit_is_not_read() -> None:
    limits = Limits(document_bytes=4)
    assert read_json('"é"', limits=limits) == "é"
    assert problem_of('"éé"', limits)[0] == "limit-exceeded"
    assert problem_of(b"[1,2]", limits)[0] == "limit-exceeded"


@pytest.mark.parametrize(
    "raw",
    [
        b"9" * 2_000_000,
        b"[" + b"1," * 900_000 + b"x]",
        b"[" + b"[]," * 600_000 + b"x]",
        b'"' + b"\\" * 1_999_999,
        b'"' * 2_000_000,
        b'{"a":"' + b"\\u0061" * 300_000 + b'","a":1}',
        b"0." + b"1" * 2_000_000,
        b"[NaN," + b'"a",' * 400_000 + b"1]",
    ],
    ids=["digits", "numbers", "arrays", "backslashes", "quotes", "escapes", "fraction", "nan"],
)
def test_two_megabytes_of_trouble_take_little_time(raw: bytes) -> None:
    before = time.process_time()
    with contextlib.suppress(LaureaError):
        read_json(raw)
    assert time.process_time() - before < 5


@pytest.mark.parametrize("text", ['"valid"', "[]", "1", "null", "true"])
def test_a_document_that_is_no_object_is_malformed(text: str) -> None:
    with pytest.raises(MalformedDocument, match="not a JSON object"):
        read_object(text)
    assert read_object("{}") == {}


@pytest.mark.parametrize(("value", "kind"), [({}, "an object"), ("", "a string"), (1, "a number")])
def test_kinds_are_named_with_their_article(value: object, kind: str) -> None:
    assert json_kind(value) == kind


def test_a_pointer_escapes_tilde_before_slash() -> None:
    assert pointer("~1", "/") == "/~01/~1"


PASSES_AS_JSON = {"nfd-to-nfc.json", "nul-in-string.json", "proto-pollution.json"}
SLUGS = {
    "dup-": "duplicate-key",
    "int-100k": "limit-exceeded",
    "three-megabyte": "limit-exceeded",
}


def test_hostile_json_of_the_corpus_is_refused_for_its_reason(vectors: Path) -> None:
    for path in sorted((vectors / "corpus/hostile/json").iterdir()):
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
        if path.name in PASSES_AS_JSON:
            assert read_object(raw)
            continue
        with pytest.raises(LaureaError) as caught:
            read_object(raw)
        expected = next((s for start, s in SLUGS.items() if path.name.startswith(start)), "parsing")
        assert caught.value.problem.type.slug == expected, path.name
