"""The closed and the extensible vocabularies of Open Badges 3.0 and VC 2.0.

An extensible vocabulary also takes terms of one's own that begin with `ext:`.
"""

from __future__ import annotations

import re
from typing import Final

ACHIEVEMENT_TYPES: Final = frozenset(
    {
        "Achievement",
        "ApprenticeshipCertificate",
        "Assessment",
        "Assignment",
        "AssociateDegree",
        "Award",
        "BachelorDegree",
        "Badge",
        "Certificate",
        "CertificateOfCompletion",
        "Certification",
        "CoCurricular",
        "CommunityService",
        "Competency",
        "Course",
        "Degree",
        "Diploma",
        "DoctoralDegree",
        "Fieldwork",
        "GeneralEducationDevelopment",
        "JourneymanCertificate",
        "LearningProgram",
        "License",
        "MasterCertificate",
        "MasterDegree",
        "Membership",
        "MicroCredential",
        "ProfessionalDoctorate",
        "QualityAssuranceCredential",
        "ResearchDoctorate",
        "SecondarySchoolDiploma",
    }
)
"""What kind of thing is achieved. Extensible.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#achievementtype-enumeration
"""

ALIGNMENT_TARGET_TYPES: Final = frozenset(
    {
        "CFItem",
        "CFRubric",
        "CFRubricCriterion",
        "CFRubricCriterionLevel",
        "CTDL",
        "ceasn:Competency",
        "ceterms:Credential",
    }
)
"""What kind of node of a framework an alignment points at. Extensible.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#alignmenttargettype-enumeration
"""

RESULT_TYPES: Final = frozenset(
    {
        "GradePointAverage",
        "LetterGrade",
        "Percent",
        "PerformanceLevel",
        "PredictedScore",
        "RawScore",
        "Result",
        "RubricCriterion",
        "RubricCriterionLevel",
        "RubricScore",
        "ScaledScore",
        "Status",
    }
)
"""How a result is expressed. Extensible.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#resulttype-enumeration
"""

RESULT_STATUS_TYPES: Final = frozenset(
    {"Completed", "Enrolled", "Failed", "InProgress", "OnHold", "Provisional", "Withdrew"}
)
"""How far the learner has come, where a result is a status. Closed.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#resultstatustype-enumeration
"""

IDENTIFIER_TYPES: Final = frozenset(
    {
        "accountId",
        "emailAddress",
        "identifier",
        "isbn",
        "issn",
        "lisSourcedId",
        "ltiContextId",
        "ltiDeploymentId",
        "ltiPlatformId",
        "ltiToolId",
        "ltiUserId",
        "name",
        "nationalIdentityNumber",
        "oneRosterSourcedId",
        "productId",
        "sisSourcedId",
        "sourcedId",
        "systemId",
        "userName",
    }
)
"""What an identifier of a person or of a thing is. Extensible.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#identifiertypeenum-enumeration
"""

_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9|._-]+")


def is_extension_term(term: str) -> bool:
    """Say whether `term` has the form of a term added to an extensible vocabulary.

    >>> is_extension_term("ext:Apprenticeship-Module"), is_extension_term("ext:")
    (True, False)
    """
    return _EXTENSION.fullmatch(term) is not None
