"""Lindenhof University: its course on the ethics of artificial intelligence."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from laurea.demo.accounts import REGISTRAR
from laurea.demo.histories import FIRST_WEEK
from laurea.demo.issuers import Issuer
from laurea.web.organizations.access import Ink

LINDENHOF: Final = Issuer(
    slug="lindenhof",
    legal_name="Lindenhof University",
    short_name="Lindenhof Univ.",
    url="https://lindenhof.example/",
    ink=Ink.AUBERGINE,
    definitions="lindenhof",
    founded_before=timedelta(weeks=FIRST_WEEK + 3),
    owner=REGISTRAR,
    designer=REGISTRAR,
    issuer=REGISTRAR,
)
