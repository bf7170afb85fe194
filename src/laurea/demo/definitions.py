"""What can be achieved in the demo world: one file of data for each achievement."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Definition:
    """One achievement of one organization.

    Attributes:
        code: its code in the organization's catalogue.
        document: the Open Badges 3.0 Achievement, without `id`.
        drawing: how its image is drawn: silhouette, glyph and level.
        valid_months: for how long its credentials are valid, if not for ever.
    """

    code: str
    document: dict[str, Any]
    drawing: dict[str, Any]
    valid_months: int | None

    @property
    def name(self) -> str:
        """The achievement's name."""
        return str(self.document["name"])


def definitions_of(organization: str) -> Iterator[Definition]:
    """Yield the achievements of an organization of the demo world, in the order of their files."""
    folder = files("laurea.demo") / "data" / organization
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        content = tomllib.loads(file.read_text("utf-8"))
        document = content["achievement"]
        yield Definition(
            document["humanCode"], document, content["drawing"], content.get("valid_months")
        )
