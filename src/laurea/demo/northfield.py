"""Northfield College: the Micro-Master's in Digital Marketing, and a credential for teachers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from laurea.demo.accounts import AUDITOR, DESIGNER, ISSUER, OWNER
from laurea.demo.histories import FIRST_WEEK
from laurea.demo.issuers import Issuer
from laurea.web.organizations.access import Ink, Role

NORTHFIELD: Final = Issuer(
    slug="northfield",
    legal_name="Northfield College",
    short_name="Northfield College",
    url="https://northfield.example/",
    ink=Ink.PRUSSIAN,
    definitions="northfield",
    founded_before=timedelta(weeks=FIRST_WEEK + 4),
    owner=OWNER,
    designer=DESIGNER,
    issuer=ISSUER,
    staff=((DESIGNER, Role.DESIGNER), (ISSUER, Role.ISSUER), (AUDITOR, Role.AUDITOR)),
)
