"""Texts that people wrote in Markdown, as Open Badges 3.0 has them, shown in a safe subset.

- Paragraphs, emphasis, lists, headings and links to the Web become HTML. HTML, images, code and
  everything else stay what was typed, as text.
- A heading never outranks the heading it stands under, and none skips a level.
- Work is bounded: a text that is too long, or of which too much is markup, is shown in plain
  paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import ClassVar, Final, Literal
from urllib.parse import urlsplit

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST_CHARS: Final = 50_000
"""Longer texts are shown in plain paragraphs."""

MOST_MARKS: Final = 2_000
"""Texts with more lines and characters that may be markup are shown in plain paragraphs."""

_DEEPEST: Final = 10
_BLANK_LINE: Final = re.compile(r"\n\s*\n")
_MARK: Final = re.compile(r"[*_\[\]<>\\!&`\n]|^[ \t]*(?:[-+#=]|\d+[.)])", re.MULTILINE)
_RULES: Final = (
    *("heading", "lheading", "list", "paragraph", "reference"),
    *("autolink", "emphasis", "entity", "escape", "link", "newline", "text"),
    *("balance_pairs", "fragments_join"),
)
_BLOCKS: Final = {
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "paragraph": "p",
    "em": "em",
    "strong": "strong",
}
_LINK: Final = '<a href="{}" rel="external nofollow noopener noreferrer">'


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in Markdown; `below` is the level of the heading it stands under.

    >>> Prose("See *the* [plan](https://school.example/plan).").html
    '<p dir="auto">See <em>the</em> <a href="https://school.example/plan" rel="external nofollow \
noopener noreferrer">plan</a>.</p>'
    >>> Prose("[x](javascript:alert(1)) <b>").html
    '<p dir="auto">[x](javascript:alert(1)) &lt;b&gt;</p>'
    """

    template: ClassVar[str] = "design/parts/prose.html"
    text: str
    below: Literal[1, 2, 3] = 2

    @property
    def html(self) -> SafeString:
        """The text as HTML in which nothing can act but links to the Web."""
        return _html(self.text, self.below)


def prose(text: str | None, *, below: Literal[1, 2, 3] = 2) -> Prose | None:
    """Return a text in Markdown as a part of a page; None where nothing was written."""
    return Prose(text, below) if text and text.strip() else None


def plain_text(text: str) -> str:
    r"""Return a text in Markdown in one line and without its markup, for summaries.

    >>> plain_text("Does *this*:\n\n- [one](https://a.example)\n- two")
    'Does this: one two'
    """
    if not _is_bounded(text):
        return " ".join(text.split())
    blocks = (token.children or () for token in _reader().parse(text))
    words = " ".join("".join(_word(token) for token in block) for block in blocks)
    return " ".join(words.split())


def _word(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


@lru_cache(maxsize=1_000)
def _html(text: str, below: int) -> SafeString:
    if not _is_bounded(text):
        parts = (part.strip() for part in _BLANK_LINE.split(text) if part.strip())
        return SafeString("".join(f'<p dir="auto">{escape(part)}</p>' for part in parts))
    tokens = _reader().parse(text)
    # All words of the text pass through `escape`, all addresses through `_is_web_address`.
    return SafeString("".join(_written(tokens, _ranks(tokens, below))))


def _is_bounded(text: str) -> bool:
    if len(text) > LONGEST_CHARS:
        return False
    marks = _MARK.finditer(text)
    return all(place < MOST_MARKS for place, _ in enumerate(marks))


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"maxNesting": _DEEPEST, "html": False}).enable(_RULES)
    reader.validateLink = _is_web_address  # type: ignore[assignment, method-assign]
    return reader


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # A name before the host could be read as the host.
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False


def _ranks(tokens: Iterable[Token], below: int) -> Iterator[int]:
    """Yield the level at which each heading is shown, in their order."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    places = {level: place for place, level in enumerate(sorted(set(levels)), 1)}
    before = below
    for level in levels:
        before = min(below + places[level], before + 1, 6)
        yield before


def _written(tokens: Iterable[Token], ranks: Iterator[int]) -> Iterator[str]:
    heading = ""
    for token in tokens:
        kind, _, end = token.type.rpartition("_")
        if token.type == "inline":
            yield from _written(token.children or (), ranks)
        elif kind == "heading":
            if end == "open":
                heading = f"h{next(ranks)}"
            yield f'<{heading} dir="auto">' if end == "open" else f"</{heading}>"
        elif kind == "link":
            address = escape(str(token.attrs.get("href", "")))
            yield _LINK.format(address) if end == "open" else "</a>"
        elif kind in _BLOCKS:
            if not token.hidden:
                yield _tag(token, _BLOCKS[kind], is_open=end == "open")
        else:
            yield _inline(token)


def _tag(token: Token, name: str, *, is_open: bool) -> str:
    if not is_open:
        return f"</{name}>"
    start = token.attrs.get("start")
    begins = f' start="{int(start)}"' if name == "ol" and start is not None else ""
    # What a block holds turns with it, so that the marks of a list stand before its lines.
    turns = ' dir="auto"' if token.level == 0 and token.block else ""
    return f"<{name}{begins}{turns}>"


def _inline(token: Token) -> str:
    if token.type == "softbreak":
        return "\n"
    return "<br>" if token.type == "hardbreak" else escape(token.content)
