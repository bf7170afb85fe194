"""Telling by its bytes that a document is of a form, and taking its varying strings out of it.

A `Template` knows everything of a document but what one achievement's credentials differ in. An
`Outline` knows the structure alone: keys, types, numbers, white space. What either knows must be
equal byte for byte. The strings taken out hold no backslash and no quotation mark, so they are
what JSON says they are, once the form has found no control character in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from laurea.credentials.canon.pieces import Take
from laurea.credentials.learnt.form import Values
from laurea.credentials.learnt.text import Piece

_LONGEST_NUMBER = 12


@dataclass(frozen=True, slots=True)
class Template:
    """A text with gaps.

    `start` is how many bytes stand before the first gap, and `gaps` is for each the byte that
    ends it, and how many bytes stand between it and the next. `pattern` is the whole text with
    `%b` for each gap. Gaps may hold numbers, and who asks looks at them.
    """

    pattern: bytes
    start: int
    gaps: tuple[tuple[bytes, int], ...]

    def values(self, text: bytes) -> Values | None:
        """Return what fills the gaps, or None if the text is another one.

        >>> template = Template(b'{"a":"%b","n":%b}', 6, ((b'"', 6), (b"}", 1)))
        >>> template.values(b'{"a":"b","n":17}'), template.values(b'{"a": "b","n":17}')
        ([b'b', b'17'], None)
        """
        place = self.start
        values = []
        find = text.find
        for end_mark, length in self.gaps:
            end = find(end_mark, place)
            values.append(text[place:end])
            place = end + length
        return values if self.pattern % (*values,) == text else None


def is_whole_number(text: bytes) -> bool:
    """Say whether a text is a number as JSON writes it, not negative, of at most twelve digits.

    >>> is_whole_number(b"1767225600"), is_whole_number(b"017"), is_whole_number(b"1e3")
    (True, False, False)
    """
    return text.isdigit() and len(text) <= _LONGEST_NUMBER and (text[:1] != b"0" or len(text) == 1)


def fixed_parts(text: bytes, gaps: Sequence[Piece]) -> list[bytes]:
    """Return what stands before, between and after pieces of a text."""
    ends = [0, *(gap.end for gap in gaps)]
    starts = [*(gap.start for gap in gaps), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def template_of(text: bytes, gaps: Sequence[Piece]) -> Template:
    """Return the template that a text becomes when these pieces, at least one, are taken out."""
    fixed = fixed_parts(text, gaps)
    return Template(
        pattern=b"%b".join(part.replace(b"%", b"%%") for part in fixed),
        start=len(fixed[0]),
        gaps=tuple((part[:1], len(part)) for part in fixed[1:]),
    )


@dataclass(frozen=True, slots=True)
class Outline:
    """The strings of a text that must be equal, and which of its parts are the others.

    Parts are what `parts_of` gives.
    """

    get_fixed: Take
    fixed: tuple[bytes, ...]
    get_varying: Take

    def values(self, parts: Sequence[bytes]) -> Values | None:
        """Return the varying strings, or None if the text is another one."""
        if self.get_fixed(parts) != self.fixed:
            return None
        return list(self.get_varying(parts))


def parts_of(text: bytes) -> list[bytes] | None:
    r"""Return what stands outside and inside of strings, in turns; None where a string has escapes.

    >>> parts_of(b'{"a": "b"}')
    [b'{', b'a', b': ', b'b', b'}']
    """
    return None if b"\\" in text else text.split(b'"')


def skeleton_of(parts: Sequence[bytes]) -> bytes:
    """Return all that stands outside of strings."""
    return b'"'.join(parts[::2])


def keys_in(parts: Sequence[bytes]) -> tuple[bytes, ...]:
    """Return the strings that a colon follows.

    >>> keys_in([b"{", b"a", b": ", b"b", b"}"])
    (b'a',)
    """
    after = zip(parts[1::2], parts[2::2], strict=True)
    return tuple(string for string, following in after if following.lstrip()[:1] == b":")
