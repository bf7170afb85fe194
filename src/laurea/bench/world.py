"""The credentials that are measured: one achievement of common size, many made-up recipients.

A credential weighs about 3.7 kB and makes 111 statements: alignments, result descriptions, a
rubric, a hashed recipient, a result and a piece of evidence.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from laurea.credentials.identity import hash_identity
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.model import (
    Achievement,
    Alignment,
    Criteria,
    Evidence,
    IdentityObject,
    Profile,
    Result,
    ResultDescription,
    RubricCriterionLevel,
)
from laurea.credentials.model.award import Award
from laurea.credentials.ports import Signer
from laurea.integrations.keystore.key_file import create_key
from laurea.integrations.keystore.private_key import signer_for

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
_SKILLS = (
    "operate industrial robots",
    "apply safety standards",
    "read technical drawings",
    "maintain machinery",
    "assess risks at the workplace",
)
_LEVELS = ("Aware", "Able", "Skilled")


def an_issuer(random: Random, kind: KeyKind = KeyKind.ED25519) -> tuple[Profile, Signer]:
    """Return a made-up issuer and the signer of its key."""
    key = create_key(kind, name="Halden Works Academy", random=random.randbytes)
    profile = Profile(
        id=str(key.profile["id"]),
        name="Halden Works Academy",
        url="https://halden-works.example/",
    )
    return profile, signer_for(key.private, key.verification_method.id)


def an_achievement(number: int = 0) -> Achievement:
    """Return the achievement, or with another number one of the same size."""
    base = f"https://halden-works.example/achievements/robotics-{number}"
    return Achievement(
        id=base,
        achievement_type="MicroCredential",
        name=f"Industrial Robotics Safety {number}",
        description="Applies ISO 10218 safeguards to a collaborative robot cell.",
        criteria=Criteria(id=f"{base}/criteria", narrative="Pass the practical with 80 % or more."),
        credits_available=3.0,
        tag=("robotics", "safety"),
        alignment=tuple(
            Alignment(
                target_name=skill,
                target_url=f"https://skills.example/skill/{number}-{position}",
                target_framework="Example Skills",
                target_code=f"S-{position}",
            )
            for position, skill in enumerate(_SKILLS)
        ),
        result_description=(
            ResultDescription(
                id=f"{base}#practical",
                name="Practical",
                result_type="Percent",
                value_min="0",
                value_max="100",
            ),
            ResultDescription(
                id=f"{base}#handling",
                name="Handling",
                result_type="RubricCriterionLevel",
                rubric_criterion_level=tuple(
                    RubricCriterionLevel(
                        id=f"{base}#handling-{position}",
                        name=level,
                        level=str(position),
                        points=str(position * 5),
                    )
                    for position, level in enumerate(_LEVELS)
                ),
            ),
        ),
    )


def an_award(random: Random, achievement: Achievement, number: int) -> Award:
    """Return an award to a made-up recipient."""
    salt = random.randbytes(16).hex()
    results = achievement.result_description
    return Award(
        id=f"urn:uuid:{random.randbytes(16).hex()}",
        valid_from=NOW - timedelta(days=number % 90),
        valid_until=NOW + timedelta(days=1095 - number % 90),
        identifier=(
            IdentityObject(
                hashed=True,
                identity_hash=hash_identity(f"learner{number}@example.org", salt),
                identity_type="emailAddress",
                salt=salt,
            ),
        ),
        result=(
            Result(result_description=results[0].id, value=str(60 + number % 41)),
            Result(
                result_description=results[1].id,
                achieved_level=results[1].rubric_criterion_level[number % 3].id,
            ),
        ),
        evidence=(
            Evidence(
                id=f"https://portfolio.example/{number}",
                name="Video of the lockout procedure",
                narrative="Recorded in the workshop.",
            ),
        ),
    )
