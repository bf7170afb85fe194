"""Every limit on what a roster may hold, in one frozen value that is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class RosterLimits:
    """Limits on the file as a whole, on one row of it, and on the reading of spreadsheets."""

    file_bytes: int = 1024 * 1024 * 1024
    """Largest file of delimited text."""
    rows: int = 5_000_000
    """Most rows below the header."""
    columns: int = 1_000
    """Most columns of the header."""
    cell_characters: int = 32_767
    """Longest cell; it is also the longest that Excel knows."""
    row_characters: int = 1_048_576
    """Longest row, the line breaks inside its cells included."""
    header_rows: int = 20
    """How far down the header is looked for."""
    spreadsheet_bytes: int = 256 * 1024 * 1024
    """Largest spreadsheet, both as it is stored and once it is expanded."""
    spreadsheet_members: int = 10_000
    """Most files inside one spreadsheet."""
    spreadsheet_cells: int = 30_000_000
    """Most cells of one sheet, empty ones between the outermost ones included."""
    spreadsheet_memory_bytes: int = 2 * 1024 * 1024 * 1024
    """Most memory that the process which opens the spreadsheet may take."""
    spreadsheet_cpu_s: int = 300
    """Most processor time that the process which opens the spreadsheet may take, in seconds."""


DEFAULT_ROSTER_LIMITS: Final = RosterLimits()
