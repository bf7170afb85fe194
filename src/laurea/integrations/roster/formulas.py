"""Cells that a spreadsheet program takes for a formula, and the `'` that keeps it from that.

A file that was written here is read as if the `'` were not there, so that nothing is lost.
"""

from __future__ import annotations

import re
from typing import Final

_BEGINS: Final = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""The full-width forms count too: programs set to Japanese or Chinese compute what they begin."""
_FORMULA: Final = re.compile(f"'*{_BEGINS}")
_NEUTRALISED: Final = re.compile(f"'(?={_FORMULA.pattern})")


def neutralised(cell: str) -> str:
    """Return a cell that no spreadsheet program computes.

    >>> neutralised("=1+1"), neutralised("Alva")
    ("'=1+1", 'Alva')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def without_neutraliser(cell: str) -> str:
    """Return a cell without the `'` that keeps a spreadsheet from computing it.

    >>> without_neutraliser("'=1+1"), without_neutraliser("'t Hooft")
    ('=1+1', "'t Hooft")
    """
    return cell[1:] if cell[:1] == "'" and _NEUTRALISED.match(cell) else cell
