"""Where the strings and numbers of a JSON text stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

import orjson

JsonPath: TypeAlias = tuple[str | int, ...]
"""The way to a value: keys and positions, from the top."""

_TOKEN: Final = re.compile(
    rb'"(?:[^"\\]|\\.)*+"|-?[0-9][0-9.eE+-]*+|true|false|null|[][{}]', re.DOTALL
)


class Piece(NamedTuple):
    """A string, without its quotation marks, or a number.

    `path` leads to the value, or for a key to the value under it.
    """

    path: JsonPath
    start: int
    end: int
    is_key: bool = False
    is_string: bool = True


def pieces_of(text: bytes) -> list[Piece]:
    """Return the strings and numbers of a text that is known to be JSON, in its order.

    >>> [(piece.path, piece.start, piece.end) for piece in pieces_of(b'{"a": ["b", 1]}')]
    [(('a',), 2, 3), (('a', 0), 8, 9), (('a', 1), 12, 13)]
    """
    found: list[Piece] = []
    _read(_TOKEN.finditer(text), (), found)
    return found


def _read(
    tokens: Iterator[re.Match[bytes]],
    path: JsonPath,
    found: list[Piece],
    token: re.Match[bytes] | None = None,
) -> None:
    """Read one value, which begins with `token` or else with the next one."""
    token = token or next(tokens)
    first = token[0][:1]
    if first == b"{":
        while (key := next(tokens))[0] != b"}":
            inner = (*path, str(orjson.loads(key[0])))
            found.append(Piece(inner, key.start() + 1, key.end() - 1, is_key=True))
            _read(tokens, inner, found)
    elif first == b"[":
        position = 0
        while (item := next(tokens))[0] != b"]":
            _read(tokens, (*path, position), found, item)
            position += 1
    elif first == b'"':
        found.append(Piece(path, token.start() + 1, token.end() - 1))
    elif first in b"-0123456789":
        found.append(Piece(path, token.start(), token.end(), is_string=False))
