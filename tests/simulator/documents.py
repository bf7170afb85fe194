"""Credentials made up at random, to hold two implementations against each other.

`a_credential(random)` gives a different, well-formed Open Badges 3.0 credential for each state
of the random generator: optional parts come and go, texts are in many scripts, objects are named
or unnamed, single values stand alone or in arrays.
"""

from __future__ import annotations

from random import Random
from typing import Any

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_WORDS = (
    "Robot",
    "safety",
    "Zoë",
    "Łukasz",
    "Ωμέγα",
    "学び",
    "مهارة",
    "e\u0301clair",
    "🎓",
    "naïve",
    'a "quoted" word',
    "back\\slash",
    "tab\there",
    "line\nbreak",
    "return\rcarriage",
    "",
    " spaces  around ",
    "c14n0",
    "_:b0",
    "<iri>",
    "90 %",
    "@en",
    "^^<x>",
)

_IRIS = (
    "urn:uuid:{}",
    "https://example.org/{}?q=a&b#c",
    "did:example:{}",
    "mailto:{}@example.org",
    "https://пример.example/{}",
)


def a_text(random: Random) -> str:
    """Return a text of one to four words."""
    return " ".join(random.choice(_WORDS) for _ in range(random.randint(1, 4)))


def an_iri(random: Random) -> str:
    """Return an absolute IRI; small numbers make the same one come again."""
    number = random.randint(0, 6) if random.random() < 0.3 else random.getrandbits(60)
    kind = random.choice(_IRIS)
    return kind.format(f"{number:x}")


def _own_id(random: Random) -> str:
    """Return an id that no other object has: what decides of a thing stands in one object."""
    return f"urn:uuid:own-{random.getrandbits(100):x}"


def _maybe(random: Random, value: dict[str, Any], share: float = 0.5) -> dict[str, Any]:
    return value if random.random() < share else {}


def _one_or_array(random: Random, value: Any) -> Any:
    return value if random.random() < 0.3 else [value]


def _some(random: Random, make: Any, most: int = 3, *, repeat: bool = True) -> Any:
    values = [make(random) for _ in range(random.randint(0, most))]
    if len(values) == 1 and random.random() < 0.3:
        return values[0]
    if repeat and len(values) > 1 and random.random() < 0.2:
        values[1] = values[0]  # the same thing twice
    return values


def _name(random: Random) -> Any:
    if random.random() < 0.75:
        return a_text(random)
    languages = random.sample(("en", "de-AT", "zh-Hans", "EL"), random.randint(1, 3))
    return [{"@value": a_text(random), "@language": language} for language in languages]


def an_alignment(random: Random) -> dict[str, Any]:
    return {
        "type": _one_or_array(random, "Alignment"),
        "targetName": a_text(random),
        "targetUrl": an_iri(random),
        **_maybe(random, {"targetCode": a_text(random)}),
        **_maybe(random, {"targetFramework": "ESCO"}),
        **_maybe(random, {"targetType": "ceasn:Competency"}),
    }


def a_rubric_level(random: Random) -> dict[str, Any]:
    return {
        "id": an_iri(random),
        "type": ["RubricCriterionLevel"],
        "name": a_text(random),
        **_maybe(random, {"level": "novice"}),
        **_maybe(random, {"points": str(random.randint(0, 9))}),
        **_maybe(random, {"alignment": _some(random, an_alignment, 2)}, 0.2),
    }


def a_result_description(random: Random) -> dict[str, Any]:
    return {
        # never the same id twice: pyld then repeats the statement about an empty list
        "id": f"urn:result:{random.getrandbits(60):x}",
        "type": _one_or_array(random, "ResultDescription"),
        "name": a_text(random),
        "resultType": random.choice(("Percent", "RubricCriterionLevel", "LetterGrade")),
        **_maybe(random, {"allowedValue": _some(random, a_text)}),
        **_maybe(random, {"rubricCriterionLevel": _some(random, a_rubric_level)}),
        **_maybe(random, {"valueMin": "0", "valueMax": "100"}),
    }


def an_image(random: Random) -> dict[str, Any]:
    return {"id": an_iri(random), "type": "Image", **_maybe(random, {"caption": a_text(random)})}


def an_address(random: Random) -> dict[str, Any]:
    return {
        "type": ["Address"],
        "addressLocality": a_text(random),
        **_maybe(
            random,
            {
                "geo": {
                    "type": ["GeoCoordinates"],
                    "latitude": round(random.uniform(-90, 90), random.randint(0, 6)),
                    "longitude": random.choice((0, 3, -7.25, 1e-7, 120.0, 2.5e22)),
                }
            },
        ),
    }


def a_profile(random: Random) -> dict[str, Any]:
    return {
        **_maybe(random, {"id": an_iri(random)}, 0.9),
        "type": _one_or_array(random, "Profile"),
        "name": _name(random),
        **_maybe(random, {"url": an_iri(random)}),
        **_maybe(random, {"image": an_image(random)}, 0.2),
        **_maybe(random, {"address": an_address(random)}, 0.2),
        **_maybe(random, {"email": "office@example.org"}, 0.2),
        **_maybe(random, {"endorsement": [an_endorsement(random)]}, 0.05),
    }


def an_endorsement(random: Random) -> dict[str, Any]:
    endorsement = {
        **_maybe(random, {"@context": [V2, OB]}, 0.7),
        "id": _own_id(random),
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": an_iri(random), "type": ["Profile"], "name": a_text(random)},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": an_iri(random),
            "type": ["EndorsementSubject"],
            "endorsementComment": a_text(random),
        },
    }
    return endorsement | _maybe(random, {"proof": [a_proof(random)]})


def a_proof(random: Random) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": an_iri(random),
        "proofPurpose": "assertionMethod",
        **_maybe(random, {"proofValue": "z" + "1" * random.randint(1, 9)}),
    }


def an_achievement(random: Random) -> dict[str, Any]:
    return {
        **_maybe(random, {"id": an_iri(random)}, 0.9),
        "type": _one_or_array(random, "Achievement"),
        "name": _name(random),
        "description": _name(random),
        "criteria": {
            **_maybe(random, {"id": an_iri(random)}),
            "narrative": a_text(random),
        },
        **_maybe(random, {"achievementType": "MicroCredential"}),
        **_maybe(random, {"creditsAvailable": random.choice((0, 3, 2.5, 1e21, 12.0, 0.1))}),
        **_maybe(random, {"alignment": _some(random, an_alignment)}),
        **_maybe(random, {"creator": a_profile(random)}, 0.2),
        **_maybe(random, {"image": an_image(random)}, 0.3),
        **_maybe(random, {"inLanguage": "en-GB", "version": "1", "tag": _some(random, a_text)}),
        **_maybe(random, {"resultDescription": _some(random, a_result_description, repeat=False)}),
        **_maybe(random, {"related": [{"id": an_iri(random), "type": ["Related"]}]}, 0.2),
        **_maybe(random, {"endorsement": [an_endorsement(random)]}, 0.1),
    }


def a_result(random: Random) -> dict[str, Any]:
    return {
        "type": _one_or_array(random, "Result"),
        **_maybe(random, {"resultDescription": an_iri(random)}),
        **_maybe(random, {"value": str(random.randint(0, 100))}),
        **_maybe(random, {"status": "Completed"}, 0.2),
        **_maybe(random, {"alignment": _some(random, an_alignment, 2)}, 0.1),
    }


def an_identity(random: Random) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "hashed": random.random() < 0.8,
        "identityHash": f"sha256${random.getrandbits(256):064x}",
        "identityType": "emailAddress",
        **_maybe(random, {"salt": a_text(random)}),
    }


def an_evidence(random: Random) -> dict[str, Any]:
    return {
        **_maybe(random, {"id": an_iri(random)}),
        "type": _one_or_array(random, "Evidence"),
        **_maybe(random, {"name": a_text(random)}),
        **_maybe(random, {"narrative": a_text(random)}),
        **_maybe(random, {"genre": a_text(random)}, 0.2),
    }


def a_status_entry(random: Random) -> dict[str, Any]:
    return {
        **_maybe(random, {"id": _own_id(random)}),
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(random.randint(0, 131071)),
        "statusListCredential": "https://example.org/status/1",
    }


def a_subject(random: Random) -> dict[str, Any]:
    return {
        **_maybe(random, {"id": an_iri(random)}),
        "type": _one_or_array(random, "AchievementSubject"),
        "achievement": an_achievement(random),
        **_maybe(random, {"identifier": _some(random, an_identity, 2)}),
        **_maybe(random, {"result": _some(random, a_result)}),
        **_maybe(random, {"creditsEarned": random.choice((1, 0.5))}, 0.2),
        **_maybe(random, {"activityStartDate": "2026-01-01T00:00:00Z"}, 0.2),
        **_maybe(random, {"role": None}, 0.05),
    }


def a_credential(random: Random) -> dict[str, Any]:
    """Return an unsigned credential, or rarely one with a proof, of VCDM 2.0."""
    return {
        "@context": [V2, OB],
        "id": _own_id(random),
        "type": [
            "VerifiableCredential",
            random.choice(("OpenBadgeCredential", "AchievementCredential")),
        ],
        "issuer": a_profile(random) if random.random() < 0.9 else an_iri(random),
        "validFrom": "2026-01-01T00:00:00Z",
        **_maybe(random, {"validUntil": "2036-01-01T00:00:00.5+14:00"}),
        **_maybe(random, {"name": _name(random)}),
        "credentialSubject": a_subject(random),
        **_maybe(random, {"evidence": _some(random, an_evidence)}),
        **_maybe(random, {"credentialStatus": _some(random, a_status_entry, 2, repeat=False)}, 0.3),
        **_maybe(random, {"endorsement": [an_endorsement(random)]}, 0.1),
        **_maybe(random, {"proof": _one_or_array(random, a_proof(random))}, 0.1),
        **_maybe(random, {"awardedDate": "2026-01-01T00:00:00Z"}, 0.2),
    }
