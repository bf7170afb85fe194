"""Halden Works: an employer that trains at its own robots, and that no registry lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from laurea.demo.accounts import EMPLOYER
from laurea.demo.histories import FIRST_WEEK
from laurea.demo.issuers import Issuer
from laurea.web.organizations.access import Ink

HALDEN_WORKS: Final = Issuer(
    slug="halden-works",
    legal_name="Halden Works",
    short_name="Halden Works",
    url="https://halden-works.example/",
    ink=Ink.IRON,
    definitions="halden_works",
    founded_before=timedelta(weeks=FIRST_WEEK + 2),
    owner=EMPLOYER,
    designer=EMPLOYER,
    issuer=EMPLOYER,
)
