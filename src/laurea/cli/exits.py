"""The exit codes that all commands share; a command documents its own beside these."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
"""Everything asked was done."""
NOTHING_DONE: Final = 5
"""The work could not be done; nothing was written."""
USAGE: Final = 64
"""The command line itself is wrong (EX_USAGE of sysexits.h)."""
DEFECT: Final = 70
"""Laurea has a defect (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED: Final = 130
"""Stopped by Ctrl-C (128 + SIGINT)."""
PIPE_CLOSED: Final = 141
"""The reader of the output went away (128 + SIGPIPE)."""
