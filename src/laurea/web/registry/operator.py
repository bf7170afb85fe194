"""What the people who run this installation say of themselves: in settings, and in files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from django.conf import settings

from laurea.web.design.parts import Link
from laurea.web.design.prose import LONGEST_CHARS

PageName = Literal["imprint", "privacy", "contact"]

PAGES: Final[tuple[PageName, ...]] = ("imprint", "privacy", "contact")
"""The pages that an operator can write something on."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this installation, as far as they have said it; empty and None where not."""

    name: str
    contact: Link | None


def operator() -> Operator:
    """Return who runs this installation."""
    contact = settings.LAUREA_OPERATOR_CONTACT
    shown = contact.removeprefix("mailto:").removeprefix("https://").rstrip("/")
    return Operator(settings.LAUREA_OPERATOR_NAME, Link(shown, contact) if contact else None)


def own_text(page: PageName) -> str:
    """Return what the operator wrote for a page, in Markdown; nothing where they wrote nothing.

    The file is read for each request, so that a change shows at once. One that is no text, or
    cannot be read, counts as none; `laurea doctor` says so.
    """
    try:
        return text_file(page)
    except (OSError, UnicodeDecodeError):
        return ""


def text_file(page: PageName) -> str:
    """Return what the operator wrote for a page, and nothing where there is no file.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    path = settings.LAUREA_OPERATOR_TEXTS / f"{page}.md"
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(LONGEST_CHARS).strip()
    except FileNotFoundError:
        return ""
