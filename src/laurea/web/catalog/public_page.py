"""The page of an achievement as anybody sees it, made of the Achievement itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials import model
from laurea.web.catalog.words import achievement_type_word, result_type_word
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
    SkillLine,
    SkillList,
    Strength,
    Text,
)
from laurea.web.design.tables import Cell, Column, Row, Table

NOT_DECLARED: Final[Text] = gettext_lazy("Not declared")
_BLANK_LINES: Final = re.compile(r"\n\s*\n")


def achievement_page(  # noqa: PLR0913 - each is one thing that stands on the page
    value: model.Achievement,
    *,
    head: Head,
    crumbs: Crumbs | None,
    artwork: Artwork,
    issuer: Link,
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
        about=paragraphs(value.description),
        facts=Facts((*_facts(value, kind), *facts)),
        criteria=paragraphs(value.criteria.narrative or ""),
        asked=_asked(value),
        skills=_skills(value),
        notice=notice,
        actions=(*actions, *_more(value.criteria.id)),
        figures=figures,
        versions=versions,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, which blank lines divide."""
    return tuple(part.strip() for part in _BLANK_LINES.split(text) if part.strip())


def is_web_address(address: str) -> bool:
    """Say whether a page may lead there: the web, and no other scheme."""
    return address.lower().startswith(("https://", "http://"))


def _facts(value: model.Achievement, kind: Text | None) -> Iterator[Fact]:
    credit = value.credits_available
    yield Fact(_("Type"), kind)
    yield Fact(_("Credits"), None if credit is None else f"{credit:g}")
    yield Fact(_("Field of study"), value.field_of_study)
    yield Fact(_("Language"), value.in_language)
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
            Cell(needed or NOT_DECLARED),
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


def _skills(value: model.Achievement) -> SkillList | None:
    lines = tuple(
        SkillLine(
            name=each.target_name,
            strength=Strength("certified"),
            framework=_framework(each),
        )
        for each in value.alignment
    )
    return SkillList(lines) if lines else None


def _framework(alignment: model.Alignment) -> Link | None:
    if not is_web_address(alignment.target_url):
        return None
    named = alignment.target_framework or _("What is meant by it")
    code = f", {alignment.target_code}" if alignment.target_code else ""
    return Link(f"{named}{code}", alignment.target_url)
