"""What is said of something that is no credential: what it is, and what can be sent instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials import problems
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import Problem
from laurea.credentials.proofs.envelopes import is_token
from laurea.web.design.parts import Text

_SHOWN_CHARACTERS: Final = 40
_HOST_AND_PATH: Final = re.compile(
    r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?(?:/\S*)?", re.IGNORECASE
)
_KINDS: Final[tuple[tuple[tuple[bytes, ...], Text], ...]] = (
    ((b"PK\x03\x04",), gettext_lazy("an archive, or a document of an office program")),
    ((b"GIF8",), gettext_lazy("a GIF picture")),
    ((b"<!doctype html", b"<html"), gettext_lazy("a web page")),
)
_BRING: Final = gettext_lazy(
    "Send a credential: its link, which begins with https://, its text, which begins with { or with"
    " eyJ, or its file: JSON, a token (JWT), a PNG, an SVG or a PDF."
)
_NEXT: Final[Mapping[str, Text]] = {
    problems.MISSING_VALUE.slug: _BRING,
    problems.FORMAT_UNKNOWN.slug: _BRING,
    problems.NO_CREDENTIAL.slug: gettext_lazy(
        "Many programs drop it when they save a picture anew. Send the file as you received it."
    ),
    problems.PARSING.slug: gettext_lazy(
        "Copy it again, from the first bracket to the last, or send the file as you received it."
    ),
    problems.MEDIA_INVALID.slug: gettext_lazy("Send the file as you received it."),
    problems.FETCH_FAILED.slug: gettext_lazy("Try again later, or send the credential as a file."),
    problems.FETCH_FORBIDDEN.slug: gettext_lazy(
        "Only https addresses of public hosts are asked. Send the credential as a file, or paste"
        " its text."
    ),
    problems.NOT_FOUND.slug: gettext_lazy(
        "A letter may be missing. Copy the address again, or send the credential as a file."
    ),
}
_TITLES: Final[Mapping[str, Text]] = {
    problems.MISSING_VALUE.slug: gettext_lazy("Nothing was sent"),
    problems.FORMAT_UNKNOWN.slug: gettext_lazy("That is not a credential"),
    problems.LIMIT.slug: gettext_lazy("That is more than is read at once"),
}


def demand_something(text: str) -> None:
    """Refuse an empty text.

    Raises:
        MalformedDocument: `missing-value`.
    """
    if not text:
        detail = _("No file was chosen, and the field for a link or a text is empty.")
        raise MalformedDocument(Problem(problems.MISSING_VALUE, detail))


def demand_known_form(content: bytes) -> None:
    """Refuse what has not even the form of a credential, and say what it is.

    That is what is neither JSON nor a token, a picture or a PDF.

    Raises:
        MalformedDocument: `format-unknown`.
    """
    beginning = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning[:1] in (b"{", b"[") or beginning.startswith((b"\x89PNG", b"%PDF")):
        return
    if is_token(content.strip().decode("ascii", "replace")):
        return
    kind = _kind(beginning.lower())
    if beginning[:1] == b"<" and not kind:
        return
    detail = _in_words(content, kind)
    raise MalformedDocument(Problem(problems.FORMAT_UNKNOWN, detail))


def title_of(problem: Problem) -> Text:
    """Return what happened, as a heading of the verify page."""
    return _TITLES.get(problem.type.slug, problem.title)


def with_next_step(problem: Problem) -> Problem:
    """Return a problem whose sentence says what to do as well."""
    step = _NEXT.get(problem.type.slug)
    return replace(problem, detail=f"{problem.detail} {step}") if step else problem


def _kind(beginning: bytes) -> Text:
    found = (
        word for starts, word in _KINDS for start in starts if beginning.startswith(start.lower())
    )
    return next(found, "")


def _in_words(content: bytes, kind: Text) -> str:
    if not content.strip():
        return _("The file is empty.")
    if kind:
        return _("What was sent is %(kind)s.") % {"kind": kind}
    try:
        text = " ".join(content.decode().split())
    except UnicodeDecodeError:
        text = ""
    if not text.isprintable() or not text:
        return _("What was sent is a file of a kind that is not read here.")
    if _HOST_AND_PATH.fullmatch(text):
        address = f"https://{text}"
        return _("An address begins with https://. Perhaps you mean %(address)s") % {
            "address": address
        }
    shown = text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
    about = {"number": f"{len(text):,}", "text": shown}
    return _("What was sent is a text of %(number)s characters: “%(text)s”.") % about
