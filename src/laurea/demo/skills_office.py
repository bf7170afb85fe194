"""The State Office for Skills: it awards nothing, and lists whom it recognises."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import orjson

from laurea.demo.accounts import REGULATOR
from laurea.demo.folder import DemoFolder
from laurea.demo.histories import FIRST_WEEK
from laurea.demo.issuers import Issuer, standing
from laurea.demo.lindenhof import LINDENHOF
from laurea.demo.northfield import NORTHFIELD
from laurea.integrations.files import write_file
from laurea.web.organizations.access import Ink
from laurea.web.organizations.identifier import issuer_did

SKILLS_OFFICE: Final = Issuer(
    slug="skills-office",
    legal_name="State Office for Skills",
    short_name="Office for Skills",
    url="https://skills-office.example/",
    ink=Ink.UMBER,
    definitions="",
    founded_before=timedelta(weeks=FIRST_WEEK + 5),
    owner=REGULATOR,
    designer=REGULATOR,
    issuer=REGULATOR,
)
RECOGNISED: Final = (NORTHFIELD, LINDENHOF)


def write_registry(folder: DemoFolder) -> None:
    """Write the registry of issuers that the demo's server trusts, where it does not stand."""
    issuers = [
        {"id": issuer_did(standing(issuer)), "name": issuer.legal_name} for issuer in RECOGNISED
    ]
    registry = {
        "name": f"Issuers recognised by the {SKILLS_OFFICE.legal_name}",
        "issuers": issuers,
    }
    content = orjson.dumps(registry, option=orjson.OPT_INDENT_2) + b"\n"
    if not folder.registry.exists() or folder.registry.read_bytes() != content:
        write_file(folder.registry, content, replace=True)
