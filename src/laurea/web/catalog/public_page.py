"""The page of an achievement as anybody sees it, made of the Achievement itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials import model
from laurea.web.catalog.alignments import aligned_of, skills_of
from laurea.web.catalog.validity import months_in_words
from laurea.web.catalog.words import (
    achievement_type_word,
    in_unit,
    language_in_words,
    result_type_word,
)
from laurea.web.design.contexts import AchievementPage, Head
from laurea.web.design.parts import (
    Artwork,
    BigFigures,
    Button,
    Crumbs,
    Fact,
    Facts,
    Link,
    Notice,
    Strength,
    Text,
)
from laurea.web.design.prose import prose
from laurea.web.design.tables import Cell, Column, Row, Table

NOT_DECLARED: Final[Text] = gettext_lazy("Not declared")


def achievement_page(  # noqa: PLR0913 - each is one thing that stands on the page
    value: model.Achievement,
    *,
    head: Head,
    crumbs: Crumbs | None,
    artwork: Artwork,
    issuer: Link,
    valid_months: int | None,
    facts: tuple[Fact, ...] = (),
    notice: Notice | None = None,
    actions: tuple[Button, ...] = (),
    figures: BigFigures | None = None,
    versions: Table | None = None,
) -> AchievementPage:
    """Return the page of an achievement: what it takes, what it certifies, what nobody declared.

    Args:
        value: the achievement; everything on the page that is not an argument comes from it.
        head: what the page says about itself.
        crumbs: the way to it.
        artwork: its image.
        issuer: the way to whoever offers it.
        valid_months: for how long its credentials are valid; None if they do not end.
        facts: more facts, which the Achievement does not hold.
        notice: what to know before reading on.
        actions: what can be done now.
        figures: what was counted.
        versions: its versions, where there are several.
    """
    kind = achievement_type_word(value.achievement_type)
    return AchievementPage(
        head=head,
        crumbs=crumbs,
        artwork=artwork,
        eyebrow=kind or _("Achievement"),
        title=value.name,
        issuer=issuer,
        about=prose(value.description, below=1),
        facts=Facts((*_facts(value, kind), Fact(_("Valid for"), valid_for(valid_months)), *facts)),
        criteria=prose(value.criteria.narrative),
        asked=_asked(value),
        skills=skills_of(value, strength=Strength("certified")),
        aligned=aligned_of(value),
        notice=notice,
        actions=(*actions, *_more(value.criteria.id)),
        figures=figures,
        versions=versions,
    )


def valid_for(months: int | None) -> str:
    """Return for how long the credentials of an achievement are valid."""
    return months_in_words(months) if months else _("Does not end")


def is_web_address(address: str) -> bool:
    """Say whether a page may lead there: the web, and no other scheme."""
    return address.lower().startswith(("https://", "http://"))


def _facts(value: model.Achievement, kind: Text | None) -> Iterator[Fact]:
    credit = value.credits_available
    yield Fact(_("Type"), kind)
    yield Fact(_("Credits"), None if credit is None else f"{credit:g}")
    yield Fact(_("Field of study"), value.field_of_study)
    yield Fact(_("Language"), language_in_words(value.in_language))
    yield Fact(_("Code"), value.human_code)
    if value.tag:
        yield Fact(_("Tags"), ", ".join(value.tag))


def _more(address: str | None) -> Iterator[Button]:
    if address and is_web_address(address):
        yield Button(text=_("Where the issuer says more"), href=address, kind="quiet", icon="arrow")


def _asked(value: model.Achievement) -> Table | None:
    if not value.result_description:
        return None
    return Table(
        name="results",
        caption=_("How it is assessed"),
        columns=(
            Column(_("What is assessed"), short=_("What")),
            Column(_("Stated as")),
            Column(_("Needed to pass"), short=_("Needed")),
            Column(_("What is possible"), short=_("Possible")),
        ),
        rows=tuple(_asked_row(each) for each in value.result_description),
    )


def _asked_row(description: model.ResultDescription) -> Row:
    levels = {level.id: level.name for level in description.rubric_criterion_level}
    needed = description.required_value or levels.get(description.required_level or "")
    return Row(
        Cell(description.name),
        (
            Cell(result_type_word(description.result_type) or NOT_DECLARED),
            Cell(in_unit(needed, description.result_type) if needed else NOT_DECLARED),
            Cell(_possible(description, tuple(levels.values())) or NOT_DECLARED),
        ),
    )


def _possible(description: model.ResultDescription, levels: tuple[str, ...]) -> str:
    if levels or description.allowed_value:
        return ", ".join(levels or description.allowed_value)
    if description.value_min and description.value_max:
        return _("%(lowest)s to %(highest)s") % {
            "lowest": description.value_min,
            "highest": description.value_max,
        }
    return description.value_max or description.value_min or ""
