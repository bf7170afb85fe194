"""The silhouette tells the kind of achievement."""

from __future__ import annotations

import pytest

from laurea.integrations.artwork.silhouettes import SILHOUETTES, kind_of

# https://www.imsglobal.org/spec/ob/v3p0/#achievementtype-enumeration
ACHIEVEMENT_TYPES = """Achievement ApprenticeshipCertificate Assessment Assignment AssociateDegree
Award Badge BachelorDegree Certificate CertificateOfCompletion Certification CommunityService
Competency Course CoCurricular Degree Diploma DoctoralDegree Fieldwork GeneralEducationDevelopment
JourneymanCertificate LearningProgram License Membership ProfessionalDoctorate
QualityAssuranceCredential MasterCertificate MasterDegree MicroCredential ResearchDoctorate
SecondarySchoolDiploma""".split()


@pytest.mark.parametrize(
    ("achievement_type", "kind"),
    [
        ("Course", "hexagon"),
        ("MicroCredential", "hexagon"),
        ("Award", "roundel"),
        ("Badge", "roundel"),
        ("MasterDegree", "laurel"),
        ("LearningProgram", "laurel"),
        ("License", "shield"),
        ("Certification", "shield"),
    ],
)
def test_kinds_follow_the_achievement_type(achievement_type: str, kind: str) -> None:
    assert kind_of(achievement_type) == kind


@pytest.mark.parametrize("achievement_type", [*ACHIEVEMENT_TYPES, "ext:Other", "", None])
def test_every_achievement_type_has_a_kind(achievement_type: str | None) -> None:
    assert kind_of(achievement_type) in SILHOUETTES


def test_every_name_in_the_table_is_one_of_the_specification() -> None:
    unlisted = [name for name in ACHIEVEMENT_TYPES if kind_of(name) != "roundel"]
    assert len(unlisted) == 24
