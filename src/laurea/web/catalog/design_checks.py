"""What is looked at before a badge is used: can it be told from its ground, can it be read."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from laurea.integrations.artwork import RING_LETTERS, Design
from laurea.integrations.artwork.legibility import (
    LEAST_CONTRAST,
    LEAST_LETTER_PX,
    THIN_CONTRAST,
    contrast,
    least_width_px,
    ring_words,
    verdict_hue,
)
from laurea.integrations.artwork.lettering import NAME_LETTERS, shortened
from laurea.web.design.parts import Requirement, RequirementList, Text


def checks_of(design: Design, *, title: str, issuer: str) -> RequirementList:
    """Return what a drawn badge meets, and what not yet, each with its reason.

    Args:
        design: how it is drawn.
        title: the name of the achievement.
        issuer: the short name of the organization.
    """
    return RequirementList(
        (
            _contrast(design),
            _small(design),
            *_accent(design),
            *_of_checks(design),
            _below(design, title),
            _above(design, issuer),
            alt_check(design.alt),
        )
    )


def alt_check(alt: str) -> Requirement:
    """Return whether the badge says something to people who do not see it."""
    if alt.strip():
        sentence = _("It stands in each credential, and pages read it out.")
        return _line(_("Alternative text"), sentence, is_met=True)
    sentence = _("Write what the image shows and says. Without it the design cannot be kept.")
    return _line(_("Alternative text"), sentence, is_met=False)


def shorter_title(design: Design, title: str) -> str:
    """Return a short title to propose where the ring has no room for the name; else nothing."""
    if design.short_title or ring_words(title, design.kind, NAME_LETTERS).is_whole:
        return ""
    return shortened(title, RING_LETTERS).rstrip("…").rstrip()


def contrast_in_words(ratio: float) -> str:
    """Return how clearly two colours can be told apart."""
    if ratio >= 7:
        return _("strong")
    if ratio >= THIN_CONTRAST:
        return _("clear")
    return _("just enough") if ratio >= LEAST_CONTRAST else _("too faint")


def _line(name: Text, sentence: Text, *, is_met: bool) -> Requirement:
    return Requirement(name, 1.0 if is_met else 0.0, sentence)


def _contrast(design: Design) -> Requirement:
    ratio = contrast(design.ink_colour, design.paper_colour)
    sentence = _("%(word)s: %(ratio)s to 1 (%(ink)s on %(paper)s). At least 3 to 1 is needed.") % {
        "word": contrast_in_words(ratio).capitalize(),
        "ratio": f"{ratio:.1f}",
        "ink": design.ink_colour.upper(),
        "paper": design.paper_colour.upper(),
    }
    return _line(_("Ink on paper"), sentence, is_met=ratio >= LEAST_CONTRAST)


def _small(design: Design) -> Requirement:
    ratio = contrast(design.ink_colour, design.paper_colour)
    if ratio >= THIN_CONTRAST:
        sentence = _("Below 100 pixels a drawing without letters is shown; its icon stays clear.")
    else:
        sentence = _(
            "The icon is thinner than a pixel there, and needs 4.5 to 1. Choose a darker ink or a "
            "lighter paper."
        )
    return _line(_("At 32 pixels"), sentence, is_met=ratio >= THIN_CONTRAST)


def _accent(design: Design) -> Iterator[Requirement]:
    ratio = contrast(design.accent_colour, design.paper_colour)
    if design.level is None and not design.accent:
        return
    is_met = ratio >= LEAST_CONTRAST
    sentence = _("%(word)s: %(ratio)s to 1.") % {
        "word": contrast_in_words(ratio).capitalize(),
        "ratio": f"{ratio:.1f}",
    }
    if not is_met:
        sentence += " " + _("The leaves show the level, so they need 3 to 1 as well.")
    yield _line(_("Leaves on paper"), sentence, is_met=is_met)


def _of_checks(design: Design) -> Iterator[Requirement]:
    hues = {
        "green": _("Green is the colour of a check that passed."),
        "red": _("Red is the colour of a check that failed."),
        "violet": _("Violet is the colour of a check that could not be made."),
    }
    found = [verdict_hue(colour) for colour in (design.own_ink, design.accent) if colour]
    for hue in dict.fromkeys(hue for hue in found if hue):
        sentence = hues[hue] + " " + _("People could read it as a verdict.")
        yield _line(_("Not taken for a verdict"), sentence, is_met=False)


def _below(design: Design, title: str) -> Requirement:
    letters = RING_LETTERS if design.short_title else NAME_LETTERS
    return _words(_("Title on the ring"), design.short_title or title, design, letters)


def _above(design: Design, issuer: str) -> Requirement:
    return _words(_("Issuer on the ring"), design.above or issuer, design, RING_LETTERS)


def _words(name: Text, text: str, design: Design, letters: int) -> Requirement:
    words = ring_words(text, design.kind, letters)
    if words.letter_px is None:
        sentence = _("The lettering has Latin, Greek and Cyrillic letters. This text is left out.")
        return _line(name, sentence, is_met=False)
    if not words.is_whole:
        sentence = _("There is room for %(letters)d letters; it shows “%(shown)s”.") % {
            "letters": letters,
            "shown": words.shown,
        }
        return _line(name, sentence, is_met=False)
    if words.letter_px < LEAST_LETTER_PX:
        sentence = _("Its letters are so small that the image has to be %d pixels wide.")
        return _line(name, sentence % least_width_px(words.letter_px), is_met=False)
    sentence = _("It fits, and can be read from %d pixels on.") % least_width_px(words.letter_px)
    return _line(name, sentence, is_met=True)
