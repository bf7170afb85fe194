"""What the terms of Open Badges 3.0 and the choices of artwork are called on pages."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from laurea.integrations.artwork import GLYPHS, Border, Guilloche, Ink, Kind
from laurea.web.design.parts import Text

ACHIEVEMENT_TYPES: Final[dict[str, Text]] = {
    "Achievement": _("Achievement"),
    "ApprenticeshipCertificate": _("Apprenticeship certificate"),
    "Assessment": _("Assessment"),
    "Assignment": _("Assignment"),
    "AssociateDegree": _("Associate degree"),
    "Award": _("Award"),
    "BachelorDegree": _("Bachelor's degree"),
    "Badge": _("Badge"),
    "Certificate": _("Certificate"),
    "CertificateOfCompletion": _("Certificate of completion"),
    "Certification": _("Certification"),
    "CoCurricular": _("Co-curricular activity"),
    "CommunityService": _("Community service"),
    "Competency": _("Competency"),
    "Course": _("Course"),
    "Degree": _("Degree"),
    "Diploma": _("Diploma"),
    "DoctoralDegree": _("Doctoral degree"),
    "Fieldwork": _("Fieldwork"),
    "GeneralEducationDevelopment": _("General education development"),
    "JourneymanCertificate": _("Journeyman certificate"),
    "LearningProgram": _("Learning programme"),
    "License": _("Licence"),
    "MasterCertificate": _("Master certificate"),
    "MasterDegree": _("Master's degree"),
    "Membership": _("Membership"),
    "MicroCredential": _("Micro-credential"),
    "ProfessionalDoctorate": _("Professional doctorate"),
    "QualityAssuranceCredential": _("Quality assurance credential"),
    "ResearchDoctorate": _("Research doctorate"),
    "SecondarySchoolDiploma": _("Secondary school diploma"),
}
RESULT_TYPES: Final[dict[str, Text]] = {
    "Percent": _("Per cent"),
    "LetterGrade": _("Letter grade"),
    "GradePointAverage": _("Grade point average"),
    "RawScore": _("Score, as counted"),
    "ScaledScore": _("Score, on a scale"),
    "PredictedScore": _("Score, predicted"),
    "RubricScore": _("Score by a rubric"),
    "RubricCriterion": _("Criterion of a rubric"),
    "RubricCriterionLevel": _("Level of a rubric's criterion"),
    "PerformanceLevel": _("Level of performance"),
    "Status": _("Status"),
    "Result": _("Other result"),
}
KINDS: Final[dict[Kind, Text]] = {
    "roundel": _("Roundel: stands alone"),
    "hexagon": _("Hexagon: a step in a stack"),
    "laurel": _("Laurel: a completed stack"),
    "shield": _("Shield: recognised by a body"),
}
INKS: Final[dict[Ink, Text]] = {
    "prussian": _("Prussian blue"),
    "petrol": _("Petrol"),
    "iron": _("Iron"),
    "umber": _("Umber"),
    "aubergine": _("Aubergine"),
    "bronze": _("Bronze"),
}
_GLYPHS: Final[dict[str, Text]] = {
    "analytics": _("Analytics"),
    "search": _("Search"),
    "content": _("Content"),
    "automation": _("Automation"),
    "ethics": _("Ethics"),
    "cap": _("Graduation cap"),
    "foundation": _("Foundation"),
    "book": _("Book"),
    "star": _("Star"),
    "lamp": _("Lamp"),
    "compass": _("Compass"),
    "quill": _("Quill"),
    "steps": _("Steps"),
    "key": _("Key"),
    "people": _("People"),
    "medal": _("Medal"),
    "flask": _("Flask"),
    "gear": _("Gear"),
    "path": _("Path"),
    "heart": _("Heart"),
    "recognised": _("Recognised"),
    "checklist": _("Checklist"),
}
BORDERS: Final[dict[Border, Text]] = {
    "line": _("A fine line"),
    "double": _("Two fine lines"),
    "beads": _("Beads"),
    "none": _("None"),
}
GUILLOCHES: Final[dict[Guilloche, Text]] = {
    "rosette": _("Rosette"),
    "star": _("Star"),
    "rings": _("Rings"),
    "none": _("None"),
}
GLYPH_WORDS: Final[dict[str, Text]] = {name: _GLYPHS.get(name, name) for name in GLYPHS}

_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def achievement_type_word(term: str | None) -> Text | None:
    """Return what an achievement type is called; one of an issuer's own, by its own letters.

    >>> str(achievement_type_word("ext:SummerSchool"))
    'Summer School'
    """
    return _word(term, ACHIEVEMENT_TYPES)


def result_type_word(term: str | None) -> Text | None:
    """Return what a result type is called."""
    return _word(term, RESULT_TYPES)


def in_unit(value: str, result_type: str | None) -> str:
    """Return the value of a result as pages write it: what is per cent bears its sign.

    >>> (
    ...     in_unit("94", "Percent") == "94\u00a0%",
    ...     in_unit("94%", "Percent"),
    ...     in_unit("94", "RawScore"),
    ... )
    (True, '94%', '94')
    """
    if result_type != "Percent" or not value[-1:].isdigit():
        return value
    return f"{value}\u00a0%"


def language_in_words(tag: str | None) -> str | None:
    """Return the name of a language by its tag; the tag itself where no name is known.

    >>> language_in_words("en"), language_in_words("de-CH"), language_in_words("tlh")
    ('English', 'German', 'tlh')
    """
    try:
        return str(get_language_info(tag.lower())["name_translated"]) if tag else None
    except KeyError:
        return tag


def _word(term: str | None, words: dict[str, Text]) -> Text | None:
    if not term:
        return None
    return words.get(term) or _HUMPS.sub(" ", term.removeprefix("ext:"))
