"""JSON Canonicalization Scheme (RFC 8785): one way to write a JSON value.

Numbers are written as ECMAScript writes doubles; keys are sorted by UTF-16 code units. Nothing
but `MalformedDocument` and `LimitExceeded` escapes, at any depth.

Spec: https://www.rfc-editor.org/rfc/rfc8785
"""

from __future__ import annotations

import json
import math
from typing import Any

from laurea.credentials import problems
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import Problem

_ENCODE = json.encoder.encode_basestring


def canonical_json(value: Any, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    r"""Return the canonical form of a JSON value.

    Args:
        value: parsed JSON.
        limits: `depth` and `integer_magnitude` bound what is written.

    Raises:
        MalformedDocument: the value is none of JSON, or a number or text that cannot be written.
        LimitExceeded: the value is nested too deeply.

    Spec: https://www.rfc-editor.org/rfc/rfc8785#section-3.2

    >>> canonical_json({"b": [1e21, 0.1, -0.0], "a": "\u20ac\n"}).decode()
    '{"a":"€\\n","b":[1e+21,0.1,0]}'
    """
    parts: list[str] = []
    _write(value, parts, limits, 0)
    try:
        return "".join(parts).encode()
    except UnicodeEncodeError:
        raise _malformed("A text holds half of a surrogate pair.") from None


def _write(value: Any, parts: list[str], limits: Limits, depth: int) -> None:
    if depth > limits.depth:
        detail = f"The document is nested more than {limits.depth} levels deep."
        raise LimitExceeded(Problem(problems.LIMIT, detail))
    if isinstance(value, str):
        parts.append(_text(value))
    elif value is None or isinstance(value, bool):
        parts.append({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, (int, float)):
        parts.append(_number(value, limits))
    elif isinstance(value, dict):
        _write_object(value, parts, limits, depth)
    elif isinstance(value, (list, tuple)):
        parts.append("[")
        for position, item in enumerate(value):
            if position:
                parts.append(",")
            _write(item, parts, limits, depth + 1)
        parts.append("]")
    else:
        raise _malformed(f"{type(value).__name__} is not a kind of JSON value.")


def _write_object(value: dict[Any, Any], parts: list[str], limits: Limits, depth: int) -> None:
    if not all(isinstance(key, str) for key in value):
        raise _malformed("A key is not a text.")
    parts.append("{")
    separator = ""
    for key in sorted(value, key=_utf16):
        parts.append(f"{separator}{_text(key)}:")
        _write(value[key], parts, limits, depth + 1)
        separator = ","
    parts.append("}")


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _text(text: str) -> str:
    return _ENCODE(text)


def _number(value: float, limits: Limits) -> str:
    """Return a number as ECMAScript's Number::toString writes it (RFC 8785, section 3.2.2.3)."""
    if isinstance(value, int) and abs(value) <= limits.integer_magnitude:
        return str(value)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _malformed("A number is beyond what JSON can carry.")
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    digits, exponent = _shortest(abs(number))
    return sign + _placed(digits, exponent)


def _shortest(number: float) -> tuple[str, int]:
    """Return the shortest digits that read back as `number`, and where the point stands."""
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0)
    point -= len(whole + fraction) - len(digits) if whole == "0" else 0
    return digits.rstrip("0") or "0", point


def _placed(digits: str, point: int) -> str:
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return f"{digits[0]}.{digits[1:]}{exponent}" if count > 1 else f"{digits}{exponent}"


def _malformed(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(problems.MALFORMED_VALUE, detail))
