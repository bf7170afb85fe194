"""Regular expressions of JSON Schema, matched in time that grows only with text and pattern.

A schema comes from outside, so a pattern must not be able to keep the reader busy. Patterns are
turned into a machine that follows all possibilities at once and never goes back. What cannot be
done so (back references, looking ahead or behind, names of properties) is refused.

Spec: https://262.ecma-international.org/#sec-regexp-regular-expression-objects
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]

_LAST: Final = 0x10FFFF
_MOST_INSTRUCTIONS: Final = 4_000
_DEEPEST: Final = 40
_DIGITS: Final[Ranges] = ((48, 57),)
_WORD: Final[Ranges] = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Final[Ranges] = (
    *((9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_LINE_ENDS: Final[Ranges] = ((10, 10), (13, 13), (0x2028, 0x2029))
_CLASSES: Final = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_SYNTAX: Final = frozenset("^$\\.*+?()[]{}|/-")

# Instructions of the machine: one character, a fork, a jump, the two ends of the text, success.
_CHARACTER, _FORK, _JUMP, _START, _END, _MATCH = range(6)
_Instruction: TypeAlias = "tuple[int, int, int, Ranges]"


class UnreadablePattern(ValueError):
    """A pattern that is malformed, too large, or asks for what is not done here."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern as a machine; `compile_pattern` makes it."""

    program: tuple[_Instruction, ...]

    def is_in(self, text: str, spend: Callable[[int], None]) -> bool:
        """Say whether the pattern fits some part of `text`.

        Args:
            text: what is looked at.
            spend: is told how many steps each character cost; it may raise to end the work.
        """
        states: set[int] = set()
        for position in range(len(text) + 1):
            self._enter(0, position, len(text), states)
            if any(self.program[state][0] == _MATCH for state in states):
                return True
            spend(1 + len(states))
            if position == len(text):
                return False
            code, following = ord(text[position]), set[int]()
            for state in states:
                kind, _, _, ranges = self.program[state]
                if kind == _CHARACTER and _is_within(code, ranges):
                    self._enter(state + 1, position + 1, len(text), following)
            states = following
        return False

    def _enter(self, state: int, position: int, end: int, states: set[int]) -> None:
        """Add a state and all that are reached from it without a character."""
        waiting = [state]
        while waiting:
            state = waiting.pop()
            if state in states:
                continue
            states.add(state)
            kind, first, second, _ = self.program[state]
            if kind == _FORK:
                waiting += (first, second)
            elif kind == _JUMP:
                waiting.append(first)
            elif (kind == _START and position == 0) or (kind == _END and position == end):
                waiting.append(state + 1)


@lru_cache(maxsize=256)
def compile_pattern(text: str) -> Pattern:
    r"""Return the machine for a pattern.

    Raises:
        UnreadablePattern: it is malformed, or asks for what is not done here.

    >>> compile_pattern("^(a+)+$").is_in("a" * 30 + "b", lambda steps: None)
    False
    >>> compile_pattern(r"(a)\1")
    Traceback (most recent call last):
    ...
    laurea.credentials.schema.patterns.UnreadablePattern: \1 is not read here
    """
    reader = _Reader(text)
    program = [*reader.alternatives(0), (_MATCH, 0, 0, ())]
    if reader.position != len(text):
        raise UnreadablePattern("a bracket is closed that was not opened")
    return Pattern(tuple(program))


def _is_within(code: int, ranges: Ranges) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _complement(ranges: Ranges) -> Ranges:
    found, following = [], 0
    for low, high in sorted(ranges):
        if low > following:
            found.append((following, low - 1))
        following = max(following, high + 1)
    if following <= _LAST:
        found.append((following, _LAST))
    return tuple(found)


def _moved(program: list[_Instruction], by: int) -> Iterator[_Instruction]:
    for kind, first, second, ranges in program:
        if kind in (_FORK, _JUMP):
            yield kind, first + by, second + by, ranges
        else:
            yield kind, first, second, ranges


def _joined(*programs: list[_Instruction]) -> list[_Instruction]:
    joined: list[_Instruction] = []
    for program in programs:
        joined += _moved(program, len(joined))
        if len(joined) > _MOST_INSTRUCTIONS:
            raise UnreadablePattern("the pattern is too large")
    return joined


def _fork(first: int, second: int) -> _Instruction:
    return _FORK, first, second, ()


def _optional(program: list[_Instruction]) -> list[_Instruction]:
    return [_fork(1, len(program) + 1), *_moved(program, 1)]


def _any_number(program: list[_Instruction]) -> list[_Instruction]:
    return [_fork(1, len(program) + 2), *_moved(program, 1), (_JUMP, 0, 0, ())]


def _either(first: list[_Instruction], second: list[_Instruction]) -> list[_Instruction]:
    end = len(first) + len(second) + 2
    start = [_fork(1, len(first) + 2), *_moved(first, 1), (_JUMP, end, 0, ())]
    return [*start, *_moved(second, len(first) + 2)]


class _Reader:
    """Reads one pattern, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def _next(self) -> str:
        return self.text[self.position : self.position + 1]

    def _take(self) -> str:
        character = self._next()
        if not character:
            raise UnreadablePattern("the pattern ends too early")
        self.position += 1
        return character

    def _takes(self, wanted: str) -> bool:
        if self.text.startswith(wanted, self.position):
            self.position += len(wanted)
            return True
        return False

    def alternatives(self, depth: int) -> list[_Instruction]:
        if depth > _DEEPEST:
            raise UnreadablePattern("brackets are nested too deep")
        program = self._sequence(depth)
        while self._takes("|"):
            program = _joined(_either(program, self._sequence(depth)))
        return program

    def _sequence(self, depth: int) -> list[_Instruction]:
        program: list[_Instruction] = []
        while self._next() not in ("", "|", ")"):
            program = _joined(program, self._repeated(self._piece(depth)))
        return program

    def _piece(self, depth: int) -> list[_Instruction]:
        character = self._take()
        if character == "(":
            if self._takes("?") and not self._takes(":"):
                raise UnreadablePattern("looking around and names are not read here")
            program = self.alternatives(depth + 1)
            if not self._takes(")"):
                raise UnreadablePattern("a bracket is not closed")
            return program
        if character in "^$":
            return [(_START if character == "^" else _END, 0, 0, ())]
        if character in "*+?":
            raise UnreadablePattern("there is nothing to repeat")
        return [(_CHARACTER, 0, 0, self._ranges(character))]

    def _ranges(self, character: str) -> Ranges:
        if character == "[":
            return self._set()
        if character == ".":
            return _complement(_LINE_ENDS)
        if character == "\\":
            return self._escaped()
        if character in "{}]":
            raise UnreadablePattern(f"{character} stands alone")
        return ((ord(character), ord(character)),)

    def _escaped(self) -> Ranges:
        character = self._take()
        ranges = _CLASSES.get(character.lower())
        if ranges is not None:
            return ranges if character.islower() else _complement(ranges)
        code = self._code(character)
        return ((code, code),)

    def _code(self, character: str) -> int:
        if character in _CONTROLS and not (character == "0" and self._next().isdigit()):
            return _CONTROLS[character]
        if character in _SYNTAX:
            return ord(character)
        width = {"x": 2, "u": 4}.get(character, 0)
        digits = self.text[self.position : self.position + width]
        if not width or len(digits) != width or not set(digits) <= set("0123456789abcdefABCDEF"):
            raise UnreadablePattern(f"\\{character} is not read here")
        self.position += width
        return int(digits, 16)

    def _set(self) -> Ranges:
        is_negated = self._takes("^")
        ranges: list[tuple[int, int]] = []
        while not self._takes("]"):
            low = self._member()
            if self._next() == "-" and self.text[self.position + 1 : self.position + 2] != "]":
                self.position += 1
                ranges += self._span(low, self._member())
            else:
                ranges += low
        return _complement(tuple(ranges)) if is_negated else tuple(ranges)

    def _member(self) -> Ranges:
        character = self._take()
        return self._escaped() if character == "\\" else ((ord(character), ord(character)),)

    @staticmethod
    def _span(low: Ranges, high: Ranges) -> Ranges:
        if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or low[0][0] > high[0][1]:
            raise UnreadablePattern("a range of characters is not in order")
        return ((low[0][0], high[0][1]),)

    def _repeated(self, program: list[_Instruction]) -> list[_Instruction]:
        least, most = self._counts()
        if (least, most) == (1, 1):
            return program
        self._takes("?")  # whether few or many are taken first does not matter here
        if self._next() in ("*", "+", "?", "{"):
            raise UnreadablePattern("there is nothing to repeat")
        if max(least, most or 0) * max(1, len(program)) > _MOST_INSTRUCTIONS:
            raise UnreadablePattern("the pattern is too large")
        if most is None:
            return _joined(*[program] * least, _any_number(program))
        rest: list[_Instruction] = []
        for _ in range(most - least):
            rest = _optional(_joined(program, rest))
        return _joined(*[program] * least, rest)

    def _counts(self) -> tuple[int, int | None]:
        for sign, counts in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._takes(sign):
                return counts
        if not self._takes("{"):
            return 1, 1
        least_text, comma, most_text = self._until("}").partition(",")
        if not _is_number(least_text) or (most_text and not _is_number(most_text)):
            raise UnreadablePattern("a count is no number")
        least = int(least_text)
        most = None if comma and not most_text else int(most_text or least_text)
        if most is not None and most < least:
            raise UnreadablePattern("a count is not in order")
        return least, most

    def _until(self, end: str) -> str:
        before, found, _ = self.text[self.position :].partition(end)
        if not found:
            raise UnreadablePattern("a bracket is not closed")
        self.position += len(before) + 1
        return before


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 5
