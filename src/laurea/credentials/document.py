"""Reading JSON strictly: what two readers could understand differently is refused.

- UTF-8 only; a byte order mark is tolerated (RFC 8259, section 8.1).
- No key twice in one object, not even through escapes (RFC 7493, section 2.3).
- Nesting, size and integers within `Limits`; no NaN, no infinity, no lone surrogates.
- Whatever the bytes, only `MalformedDocument` and `LimitExceeded` leave this module.

Two readers share the work. The quick one (orjson) accepts only what it can prove clean; for
everything else the exact one decides, and says where the fault lies.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import orjson

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import DUPLICATE_KEY, LIMIT, PARSING, Problem

_FAULTS: Final = {
    "Expecting ',' delimiter": "A comma or a closing bracket is missing",
    "Expecting '": "A colon is missing after a name",
    "Expecting property name enclosed in double quotes": "A name in quotation marks is missing",
    "Expecting value": "A value is missing",
    "Illegal trailing comma before end of object": "There is a comma too many",
    "Illegal trailing comma before end of array": "There is a comma too many",
    "Unterminated string starting at": "A text has no closing quotation mark",
    "Invalid control character at": "A text holds a line break or another control character",
    "Invalid \\escape": "A backslash stands before a character that needs none",
    f"Invalid \\u{'X' * 4} escape": "Four hexadecimal digits are missing after \\u",
    "Extra data": "Something stands after the end of the document",
}
"""What the reader of the standard library finds, up to a colon, and how that is said here."""
_BOM: Final = b"\xef\xbb\xbf"
_OTHER_ENCODINGS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00")
_DIGITS_AS_ZEROS: Final = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_BRACKET_OR_STRING: Final = re.compile(r'[][{}]|"(?:[^"\\]|\\.)*+(?:"|\Z)', re.DOTALL)
_STRING_OR_WORD: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[-+.\w]+', re.DOTALL)


def read_json(raw: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> Any:
    r"""Return the value that a JSON text stands for.

    Args:
        raw: the text; bytes are read as UTF-8.
        limits: `document_bytes` is checked first; `depth` counts objects and arrays, so that
            `[]` has depth 1; `integer_magnitude` bounds numbers written as integers.

    Raises:
        MalformedDocument: not JSON (`parsing`), or a key stands twice (`duplicate-key`).
        LimitExceeded: too large, too deep, or an integer beyond the limit.

    Spec: https://www.rfc-editor.org/rfc/rfc7493

    >>> read_json('{"name": "Ada", "na\\u006de": "Eve"}')
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: A key stands twice in one object: ...
    """
    text = _bounded(raw, limits)
    try:
        value = orjson.loads(text)
        if _is_clean(text, value, limits):
            return value
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        # The exact reader says what is wrong, or that nothing is.
        pass
    return _read_exactly(text, limits)


def read_object(raw: bytes | str, *, limits: Limits = DEFAULT_LIMITS) -> dict[str, Any]:
    """Return the JSON object that a JSON text stands for.

    Raises:
        MalformedDocument: as `read_json`, and when the text is no object.
        LimitExceeded: as `read_json`.
    """
    value = read_json(raw, limits=limits)
    if not isinstance(value, dict):
        raise _malformed(f"The document is {json_kind(value)}, not a JSON object.")
    return value


def json_kind(value: object) -> str:
    """Return what kind of JSON value this is, with its article, for a sentence.

    >>> json_kind([]), json_kind(True), json_kind(0.5), json_kind(None)
    ('an array', 'a boolean', 'a number', 'null')
    """
    if value is None:
        return "null"
    kinds = ((bool, "a boolean"), (str, "a string"), (dict, "an object"), (list, "an array"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "a number")


def pointer(*parts: str | int) -> str:
    """Return the JSON Pointer that leads through `parts` from the top of a document.

    Spec: https://www.rfc-editor.org/rfc/rfc6901#section-3

    >>> pointer("proof", 0, "a/b~c")
    '/proof/0/a~1b~0c'
    >>> pointer()
    ''
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _bounded(raw: bytes | str, limits: Limits) -> bytes:
    if len(raw) > limits.document_bytes:
        raise _too_large(limits)
    if isinstance(raw, bytes):
        return raw.removeprefix(_BOM)
    try:
        encoded = raw.encode()
    except UnicodeEncodeError as error:
        raise _malformed(
            f"Character {error.start + 1} of the text is half of a surrogate pair."
        ) from None
    if len(encoded) > limits.document_bytes:
        raise _too_large(limits)
    return encoded.removeprefix(_BOM)


def _is_clean(text: bytes, value: object, limits: Limits) -> bool:
    """Say whether `value`, read quickly, is surely all that `text` says.

    A repeated key drops at least one string, so the text then has more quotation marks than the
    value written again. The value is written indented: a line indented `depth` times shows
    that the nesting has come to the limit. A run of digits as long as the largest integer may
    be one beyond it.
    """
    widest = b"0" * len(str(limits.integer_magnitude))
    if limits.depth < 1 or widest in text.translate(_DIGITS_AS_ZEROS):
        return False
    written = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    if b"\n" + b"  " * limits.depth in written:
        return False
    return _quotation_marks(text) == _quotation_marks(written)


def _quotation_marks(text: bytes) -> int:
    """Count the quotation marks that begin or end a string."""
    marks = text.count(b'"')
    if b"\\" not in text:
        return marks
    if b"\\\\" in text:
        text = text.replace(b"\\\\", b"")
    return marks - text.count(b'\\"')


def _read_exactly(raw: bytes, limits: Limits) -> Any:
    text = _decoded(raw)
    _check_depth(text, limits)
    reader = _ExactReader(text, limits)
    try:
        value = reader.decoder.decode(text)
    except json.JSONDecodeError as error:
        said = _FAULTS.get(error.msg.partition(":")[0], "It cannot be read as JSON")
        raise _malformed(f"{said}, at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        # Only where the caller's own depth limit is beyond what the interpreter bears.
        raise _too_deep(limits) from None
    if reader.repeated:
        raise _repeated_key(value, reader.repeated)
    if _SURROGATE_ESCAPE.search(text):
        _check_surrogates(value)
    return value


def _decoded(raw: bytes) -> str:
    if raw.startswith(_OTHER_ENCODINGS):
        raise _malformed("The document is not UTF-8. Save it as UTF-8.")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise _malformed(
            f"Byte {error.start + 1} of the document is not UTF-8. Save it as UTF-8."
        ) from None


def _check_depth(text: str, limits: Limits) -> None:
    depth = 0
    for match in _BRACKET_OR_STRING.finditer(text):
        first = match[0][0]
        if first in "[{":
            depth += 1
            if depth > limits.depth:
                raise _too_deep(limits, _place(text, match.start()))
        elif first in "]}":
            depth -= 1


class _ExactReader:
    """One exact reading: the decoder, and the objects in which a key stood twice."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.widest = len(str(limits.integer_magnitude))
        self.repeated: list[tuple[dict[str, Any], str]] = []
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self.object_from,
            parse_int=self.integer_from,
            parse_float=self.number_from,
            parse_constant=self.refuse_constant,
        )

    def object_from(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            self.repeated.append((value, next(key for key in counts if counts[key] > 1)))
        return value

    def integer_from(self, digits: str) -> int:
        # The length is looked at first: int() takes quadratic time (CVE-2020-10735).
        if len(digits.lstrip("-")) <= self.widest:
            value = int(digits)
            if abs(value) <= self.limits.integer_magnitude:
                return value
        raise LimitExceeded(
            Problem(
                LIMIT,
                f"The integer {_shortened(digits)}{self.place_of(digits)} lies beyond "
                f"±{self.limits.integer_magnitude}. Write it as a string.",
            )
        )

    def number_from(self, digits: str) -> float:
        value = float(digits)
        if value - value != 0:
            raise _malformed(
                f"The number {_shortened(digits)}{self.place_of(digits)} is too large to be kept."
            )
        return value

    def refuse_constant(self, name: str) -> float:
        raise _malformed(f"{name}{self.place_of(name)} is not a JSON number.")

    def place_of(self, word: str) -> str:
        matches = _STRING_OR_WORD.finditer(self.text)
        found = next((match.start() for match in matches if match[0] == word), None)
        return "" if found is None else _place(self.text, found)


def _repeated_key(value: Any, repeated: list[tuple[dict[str, Any], str]]) -> MalformedDocument:
    # Where a repeated key dropped the value that held another, only the outer one is found.
    keys = {id(found): key for found, key in repeated}
    path, key = next(
        (path, keys[id(found)]) for path, found in _containers(value) if id(found) in keys
    )
    return MalformedDocument(
        Problem(
            DUPLICATE_KEY,
            f"The key {json.dumps(_shortened(key))} stands twice. Keep one.",
            pointer(*path, key),
        )
    )


def _check_surrogates(value: Any) -> None:
    for path, container in _containers([value]):
        if isinstance(container, dict):
            for key in container:
                if _has_surrogate(key):
                    raise _lone_surrogate(path[1:])
            items: Iterator[tuple[str | int, Any]] = iter(container.items())
        else:
            items = iter(enumerate(container))
        for part, item in items:
            if isinstance(item, str) and _has_surrogate(item):
                raise _lone_surrogate((*path, part)[1:])


def _containers(top: Any) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any] | list[Any]]]:
    """Yield each object and array with the path to it, outer ones first, without recursion."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), top)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            yield path, value
            waiting.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            yield path, value
            waiting.extend(((*path, index), item) for index, item in enumerate(value))


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else text[:24] + "…"


def _place(text: str, index: int) -> str:
    line = text.count("\n", 0, index) + 1
    return f" at line {line}, column {index - text.rfind(chr(10), 0, index)}"


def _malformed(detail: str, where: str = "") -> MalformedDocument:
    return MalformedDocument(Problem(PARSING, detail, where))


def _lone_surrogate(path: tuple[str | int, ...]) -> MalformedDocument:
    return _malformed("The text holds half of a surrogate pair.", pointer(*path))


def _too_large(limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        Problem(LIMIT, f"The document is larger than {limits.document_bytes} bytes.")
    )


def _too_deep(limits: Limits, place: str = "") -> LimitExceeded:
    return LimitExceeded(
        Problem(LIMIT, f"The document is nested deeper than {limits.depth} levels{place}.")
    )
