"""`laurea doctor`: what is wrong with this installation, and what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import typer

import laurea.web.application  # noqa: F401 - importing it sets Django up
from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.web.examination import Soundness, examine

FAULT: Final = 1
_MARKS: Final = {Soundness.SOUND: "ok", Soundness.WARNING: "look", Soundness.FAULT: "FAULT"}


def doctor(json: JsonFlag = False) -> None:
    """Examine this installation: folders, keys, database, jobs, audit trail, mail.

    Exit code 0: nothing stops the work. 1: something does; the line says what to do.

    \b
    Example:
      laurea doctor
    """
    has_fault = False
    for finding in examine(at=datetime.now(UTC)):
        has_fault = has_fault or finding.soundness is Soundness.FAULT
        if json:
            console.write_json(
                {
                    "name": finding.name,
                    "soundness": finding.soundness.value,
                    "sentence": finding.sentence,
                }
            )
        else:
            console.write(f"{_MARKS[finding.soundness]:<6}{finding.name:<16}{finding.sentence}")
    if has_fault:
        raise typer.Exit(FAULT)
