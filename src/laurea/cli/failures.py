"""What a person reads when a command cannot go on: what, where, and what to do."""

from __future__ import annotations

import os
import sys
import traceback

from laurea.cli import console, exits
from laurea.credentials.errors import LaureaError


def explain(error: Exception, failure: int) -> int:
    """Print why a command ended and return its exit code.

    Args:
        error: what ended the command.
        failure: the exit code of this command for an error it can name.
    """
    if isinstance(error, LaureaError):
        console.print_problem(error.problem)
        return failure
    if isinstance(error, OSError):
        console.error("The system refused", _system_refusal(error))
        return failure
    console.error(
        "Laurea has a defect",
        f"{type(error).__name__}: {error}. Your input is not to blame. Run the command again with "
        "LAUREA_TRACEBACK=1 and report what it prints.",
    )
    if os.environ.get("LAUREA_TRACEBACK"):
        traceback.print_exception(error, file=sys.stderr)
    return exits.DEFECT


def _system_refusal(error: OSError) -> str:
    where = f"{console.printable_path(error.filename)}: " if error.filename is not None else ""
    return f"{where}{error.strerror or error}."
