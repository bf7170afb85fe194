from __future__ import annotations

import re
import time

import pytest

from laurea.web.design import prose as module
from laurea.web.design.prose import (
    LONGEST_CHARS,
    MOST_MARKS,
    Prose,
    plain_text,
    prose,
)

_TAGS = frozenset("a br em h2 h3 h4 h5 h6 li ol p strong ul".split())


def tags(html: str) -> set[str]:
    return set(re.findall(r"</?([a-z0-9]+)", html))


def test_paragraphs_lists_emphasis_and_links_are_shown() -> None:
    html = Prose("One *two*\nthree.\n\n- a\n- **b**\n\n3. [c](https://c.example/)").html
    assert '<p dir="auto">One <em>two</em>\nthree.</p>' in html
    assert '<ul dir="auto"><li>a</li><li><strong>b</strong></li></ul>' in html
    assert '<ol start="3" dir="auto"><li><a href="https://c.example/" rel="' in html
    assert 'rel="external nofollow noopener noreferrer">c</a>' in html


def test_a_block_turns_with_what_was_written_and_its_lines_with_it() -> None:
    html = Prose("1. a\n\n   b\n   - c\n\n> d").html
    assert html.count('dir="auto"') == 2
    assert html.startswith('<ol dir="auto"><li><p>a</p><p>b</p><ul><li>c</li></ul>')


def test_headings_never_outrank_the_one_above_and_skip_no_level() -> None:
    text = "##### Low\n\n# High\n\n### Middle\n\n# High\n\n##### Low"
    assert re.findall(r"<(h\d)", Prose(text, 2).html) == ["h3", "h3", "h4", "h3", "h4"]
    assert re.findall(r"<(h\d)", Prose("# Top", 1).html) == ["h2"]
    assert re.findall(r"<(h\d)", Prose("Under\n=====", 3).html) == ["h4"]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://a.example/x.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#x73;cript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\u0001javascript:alert(1))",
        "[x](vbscript:x) [y](file:///etc/passwd) [z](data:text/html,<script>1</script>)",
        "[x](data:image/png;base64,AAAA)",
        "<javascript:alert(1)>",
        "[x]\n\n[x]: javascript:alert(1)",
        "[x](//a.example) [y](/logout) [z](mailto:a@a.example)",
        "[x](https://bank.example@evil.example/)",
        '[x](https://a.example/"onmouseover="alert(1))',
        "[x](https://a.example/ '\"><script>')",
        "<!-- x --> <?php ?> &lt;b&gt;",
        "`<b>`\n\n    <b>indented</b>\n\n```html\n<b>\n```",
        "| a | b |\n|---|---|\n| <i> | 1 |",
    ],
)
def test_nothing_that_was_written_can_act(hostile: str) -> None:
    html = Prose(hostile).html
    assert tags(html) <= _TAGS
    for address in re.findall(r'href="([^"]*)"', html):
        assert re.match(r"https?://[^@/]+(/|$)", address)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert "<!" not in html
    assert "<?" not in html


@pytest.mark.parametrize(
    "piece",
    [
        *("[", "]", "![", "[]", "[a](", '[a](x "', "[a]: ", "[a]: https://x\n", "[a](https://x)"),
        *("*a ", "a**b", "_a", "*_", "***a", "a\n", "a\n\n", "a\n=", "# a\n", "\\", "\\["),
        *(
            "- ",
            "- a\n",
            "1. ",
            "  - a\n",
            "<",
            "<a",
            "<http://",
            "&a",
            "&#",
            "&#1;",
            "`",
            "\t",
            " ",
        ),
        "a" + " " * 100 + "\n",
    ],
)
def test_the_longest_text_is_read_in_a_moment_whatever_it_repeats(piece: str) -> None:
    whole = (piece * LONGEST_CHARS)[:LONGEST_CHARS]
    marked = whole
    while not module._is_bounded(marked):
        marked = marked[: len(marked) * 9 // 10]
    module._html.cache_clear()
    for text in (whole, marked):
        begun = time.process_time()
        assert tags(Prose(text).html) <= _TAGS
        plain_text(text)
        assert time.process_time() - begun < 5  # far from what work that grows squared would take


def test_ten_thousand_nested_brackets_are_text() -> None:
    text = "[" * 10_000 + "x" + "](https://a.example)" * 10_000
    assert tags(Prose(text).html) == {"p"}
    deep = "[" * 300 + "x" + "](https://a.example)" * 300
    assert Prose(deep).html.count("<a ") <= 1


def test_what_is_too_much_is_shown_in_plain_paragraphs() -> None:
    long, marked = "a " * LONGEST_CHARS + "*b*", "*b* " * MOST_MARKS + "\n \n<i>"
    assert "*b*" in Prose(long).html
    assert Prose(marked).html.endswith('<p dir="auto">&lt;i&gt;</p>')
    assert plain_text(marked).endswith("*b* <i>")


def test_summaries_hold_the_words_alone() -> None:
    text = "# Weaving\n\nWeaves *fine* [linen](https://a.example)\non a loom \\* <b>:\n\n1. an ell"
    assert plain_text(text) == "Weaving Weaves fine linen on a loom * <b>: an ell"


def test_where_nothing_was_written_nothing_is_shown() -> None:
    assert prose(None) is prose(" \n") is None
    assert prose("x") == Prose("x", 2)
