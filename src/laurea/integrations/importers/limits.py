"""Every limit on what an export may hold, in one frozen value that is passed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from laurea.integrations.roster.limits import DEFAULT_ROSTER_LIMITS, RosterLimits

_MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportLimits:
    """Limits on an export as a whole and on what one award may say."""

    export_bytes: int = 16 * _MIB
    """Largest export."""
    export_awards: int = 50_000
    """Most awards of one export."""
    export_achievements: int = 300
    """Most achievements of one export."""
    export_depth: int = 32
    """Deepest nesting of an export in JSON."""
    export_text_characters: int = 20_000
    """Longest narrative or description in an export."""
    export_evidence: int = 20
    """Most pieces of evidence of one award in an export."""

    def tables(self) -> RosterLimits:
        """Return the limits on exports that are CSV files or spreadsheets."""
        return replace(
            DEFAULT_ROSTER_LIMITS,
            file_bytes=self.export_bytes,
            rows=self.export_awards,
            columns=200,
            spreadsheet_bytes=64 * _MIB,
            spreadsheet_members=2_000,
            spreadsheet_cells=6_000_000,
            spreadsheet_memory_bytes=1024 * _MIB,
            spreadsheet_cpu_s=30,
        )


DEFAULT_IMPORT_LIMITS: Final = ImportLimits()
