"""Made-up exports of other badge platforms. All persons, places and ids are invented."""

from __future__ import annotations

import json
from typing import Any

CREDLY_CSV = """\
Badge Template ID,Badge Template Name,Badge ID,Recipient Email,Issued to First Name,\
Issued to Last Name,Issued At,Expires At,State,Evidence Name,Evidence URL,Badge URL
t-1,Weaving,b-1,mira@college.example,Mira,Okonjo,6/14/26,6/14/29,accepted,Sample,\
https://works.example.org/1,https://badges.example.org/b-1
t-1,Weaving,b-2,ivo@college.example,Ivo,Brandt,01/02/2026,,revoked,,,\
https://badges.example.org/b-2
t-2,Dyeing,b-3,not an address,Una,Reed,02/03/2026,,pending,,,
t-2,Dyeing,b-4,ada@college.example,Ada,Fenn,,,accepted,,,
"""
"""Dates with the month first and short years, as the help pages ask for; rows 4 and 5 are bad."""

CREDLY_JSON: dict[str, Any] = {
    "data": [
        {
            "id": "b-1",
            "issued_at": "2026-06-14T09:41:00.000-05:00",
            "expires_at": None,
            "issued_to": "Mira Okonjo",
            "recipient_email": "mira@college.example",
            "state": "accepted",
            "badge_url": "https://badges.example.org/b-1",
            "badge_template": {
                "id": "t-1",
                "name": "Weaving",
                "description": "Weaves linen.",
                "url": "https://badges.example.org/t-1",
                "skills": [{"id": "s", "name": "Weaving"}],
                "badge_template_activities": [{"title": "Weave an ell of linen."}],
            },
            "evidence": [
                {"type": "UrlEvidence", "title": "Sample", "url": "https://works.example.org/1"}
            ],
        }
    ],
    "metadata": {"count": 1},
}

BADGR_CSV = """\
Badge Class ID;Badge Class Name;Recipient Identifier;First Name;Last Name;Issue Date;\
Expiration Date;Revoked;Revocation Reason;Narrative;Evidence URL;Assertion URL
c-1;Weaving;mira@college.example;Mira;Okonjo;2026-06-14T12:00:00Z;2029-06-14;false;;\
Wove an ell.;https://works.example.org/1;https://api.badges.example.org/public/assertions/a-1
c-1;Weaving;tel:+15550100;Ivo;Brandt;2026-06-15;;true;Issued by mistake;;;\
https://api.badges.example.org/public/assertions/a-2
"""

BADGR_JSON: dict[str, Any] = {
    "entityType": "Issuer",
    "entityId": "i-1",
    "name": "Guild of Weavers",
    "badgeClasses": [
        {
            "entityType": "BadgeClass",
            "entityId": "c-1",
            "openBadgeId": "https://api.badges.example.org/public/badges/c-1",
            "name": "Weaving",
            "description": "Weaves linen.",
            "criteriaNarrative": "Weave an ell of linen.",
            "criteriaUrl": "https://guild.example.org/weaving",
            "image": "https://api.badges.example.org/public/badges/c-1/image",
            "tags": ["loom", "linen"],
            "assertions": [
                {
                    "entityType": "Assertion",
                    "entityId": "a-1",
                    "openBadgeId": "https://api.badges.example.org/public/assertions/a-1",
                    "badgeclass": "c-1",
                    "recipient": {
                        "identity": "sha256$5e0b",
                        "hashed": True,
                        "type": "email",
                        "plaintextIdentity": "mira@college.example",
                    },
                    "issuedOn": "2026-06-14T12:00:00.000000Z",
                    "narrative": "Wove an ell.",
                    "evidence": [
                        {"url": "https://works.example.org/1", "narrative": "The ell itself."}
                    ],
                    "revoked": False,
                    "expires": "2029-06-14T12:00:00Z",
                },
                {
                    "entityType": "Assertion",
                    "entityId": "a-2",
                    "badgeclass": "c-1",
                    "recipient": {"plaintextIdentity": "ivo@college.example", "type": "email"},
                    "issuedOn": "2026-06-15T12:00:00Z",
                    "revoked": True,
                    "revocationReason": "Issued by mistake",
                },
            ],
        }
    ],
}

ACCREDIBLE_CSV = """\
Credential ID,Recipient Name,Recipient Email,Group ID,Group Name,Issued On,Expired On,\
Credential URL
9001,Mira Okonjo,mira@college.example,77,Weaving,2026-06-14,2029-06-14,\
https://credential.example.org/9001
9002,Ivo Brandt,ivo@college.example,77,Weaving,2026-06-15,,https://credential.example.org/9002
"""

ACCREDIBLE_JSON: dict[str, Any] = {
    "credentials": [
        {
            "id": 9001,
            "name": "Weaving",
            "description": "Weaves linen.",
            "group_id": 77,
            "group_name": "Weaving",
            "issued_on": "2026-06-14",
            "expired_on": None,
            "url": "https://credential.example.org/9001",
            "recipient": {"name": "Mira Okonjo", "email": "mira@college.example"},
            "evidence_items": [
                {"description": "Sample", "link_url": "https://works.example.org/1"}
            ],
        }
    ],
    "meta": {"total_count": 1},
}

FACTORY_CSV = """\
Badge Name,Recipient,First Name,Last Name,Issued On,Expires,Status
Weaving,mira@college.example,Mira,Okonjo,14.06.2026,14.06.2029,issued
Weaving,ivo@college.example,Ivo,Brandt,15.06.2026,,revoked
"""

FACTORY_LINES = "\n".join(
    json.dumps(each)
    for each in (
        {
            "id": "f-1",
            "name": "Weaving",
            "description": "Weaves linen.",
            "criteria_html": "<p>Weave an ell.</p>",
            "tags": ["loom"],
        },
        {
            "id": "e-1",
            "badge_id": "f-1",
            "issued_on": 1781438400,
            "expires": 1876046400,
            "recipient": ["mira@college.example", "ivo@college.example"],
            "revoked": {"ivo@college.example": 1781524800},
        },
    )
)

MOODLE_CSV = """\
Badge name,Full name,Email address,Date issued,Expiry date
Weaving,Mira Okonjo,mira@college.example,"Sunday, 14 June 2026, 2:30 PM",
Weaving,Ivo Brandt,ivo@college.example,"Monday, 15 June 2026, 9:00 AM","Friday, 15 June 2029"
"""

MOODLE_JSON: dict[str, Any] = {
    "badges": [
        {
            "id": 3,
            "name": "Weaving",
            "description": "Weaves linen.",
            "badgeurl": "https://learn.example.org/pluginfile.php/1/badges/badgeimage/3/f1",
            "uniquehash": "5f3a",
            "email": "mira@college.example",
            "recipientfullname": "Mira Okonjo",
            "dateissued": 1781438400,
            "dateexpire": None,
        }
    ],
    "warnings": [],
}

BADGE_CLASS: dict[str, Any] = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "BadgeClass",
    "id": "https://badges.example.org/classes/1",
    "name": "Weaving",
    "description": "Weaves linen.",
    "criteria": {"narrative": "Weave an ell of linen."},
    "image": "https://badges.example.org/classes/1.png",
    "issuer": "https://badges.example.org/issuer",
    "tags": ["loom"],
}

ASSERTIONS: list[dict[str, Any]] = [
    BADGE_CLASS,
    {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://badges.example.org/awards/1",
        "badge": "https://badges.example.org/classes/1",
        "recipient": {"type": "email", "hashed": False, "identity": "mira@college.example"},
        "issuedOn": "2026-06-14T12:00:00Z",
        "evidence": "https://works.example.org/1",
        "verification": {"type": "hosted"},
    },
    {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://badges.example.org/awards/2",
        "badge": "https://badges.example.org/classes/1",
        "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$5e0b"},
        "issuedOn": "2026-06-15T12:00:00Z",
        "revoked": True,
        "revocationReason": "Issued by mistake",
    },
]


def as_json(value: Any) -> bytes:
    """A value as the platforms send it."""
    return json.dumps(value).encode()
