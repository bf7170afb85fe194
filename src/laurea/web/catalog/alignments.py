"""What an achievement is aligned with, as pages show it: skills here, everything else there.

What is a skill is what its issuer says: the type of the node that an alignment names. A node of
ESCO says it by its address, because ESCO holds occupations beside skills.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials.model import Achievement, Alignment
from laurea.web.design.parts import (
    Aligned,
    AlignedList,
    Link,
    SkillLine,
    SkillList,
    Strength,
    Text,
)

TARGET_TYPES: Final[dict[str, Text]] = {
    "ceasn:Competency": gettext_lazy("Skill or competency"),
    "CFItem": gettext_lazy("Item of a competency framework"),
    "CFRubric": gettext_lazy("Rubric"),
    "CFRubricCriterion": gettext_lazy("Criterion of a rubric"),
    "CFRubricCriterionLevel": gettext_lazy("Level of a rubric's criterion"),
    "ceterms:Credential": gettext_lazy("Credential"),
    "CTDL": gettext_lazy("Entry of a credential registry"),
    "ext:EQF": gettext_lazy("Level of qualification"),
}
"""What the node of an alignment can be, in words."""

_SKILLS: Final = frozenset({"ceasn:Competency", "CFItem", "ext:Skill", "ext:Competency"})
_ESCO: Final = "ext:ESCO"
_ESCO_SKILLS: Final = "/esco/skill/"


def is_skill(alignment: Alignment) -> bool:
    """Say whether an alignment is declared to name a skill.

    >>> is_skill(Alignment(target_name="web analytics", target_url="https://skills.example/1"))
    False
    """
    if alignment.target_type == _ESCO:
        return _ESCO_SKILLS in alignment.target_url
    return alignment.target_type in _SKILLS


def skills_of(value: Achievement, *, strength: Strength | None) -> SkillList | None:
    """Return the skills of an achievement, each once, if it names any.

    Args:
        value: the achievement.
        strength: what the page is evidence of; None where it is evidence no longer.
    """
    lines = tuple(
        SkillLine(name=one.target_name, strength=strength, framework=_framework(one))
        for one in _once(value)
        if is_skill(one)
    )
    return SkillList(lines) if lines else None


def aligned_of(value: Achievement) -> AlignedList | None:
    """Return what else an achievement is aligned with, each once, if it names anything."""
    lines = tuple(
        Aligned(
            name=one.target_name,
            kind=TARGET_TYPES.get(one.target_type or "", ""),
            framework=_framework(one),
        )
        for one in _once(value)
        if not is_skill(one)
    )
    return AlignedList(lines) if lines else None


def _once(value: Achievement) -> Iterator[Alignment]:
    seen: dict[str, Alignment] = {}
    for one in value.alignment:
        seen.setdefault(one.target_url, one)
    yield from seen.values()


def _framework(alignment: Alignment) -> Link | None:
    """Return the way to where the framework's owner says what is meant, named by its host."""
    try:
        parts = urlsplit(alignment.target_url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    named = alignment.target_framework or _("Framework entry")
    code = f", {alignment.target_code}" if alignment.target_code else ""
    return Link(f"{named}{code} ({host})", alignment.target_url)
