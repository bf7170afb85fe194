"""The words of the pages about imports."""

from __future__ import annotations

import re
from typing import Final

from laurea.credentials.problems import Problem
from laurea.integrations.importers import Platform

PLATFORMS: Final[dict[str, str]] = {
    Platform.BADGR.value: "Canvas Credentials",
    Platform.CREDLY.value: "Credly",
    Platform.ACCREDIBLE.value: "Accredible",
    Platform.OPEN_BADGE_FACTORY.value: "Open Badge Factory",
    Platform.MOODLE.value: "Moodle",
    Platform.OPEN_BADGES_2.value: "Open Badges 2.0",
}
"""The platforms by their names, which no language changes."""
_OPTION: Final = re.compile(r"[^.?!]*--[a-z-]+[^.?!]*[.?!]\s*")


def on_the_page(problem: Problem) -> str:
    """Return what a problem says, without what it says of options of commands."""
    return _OPTION.sub("", problem.detail).replace("The roster", "The file").strip()
