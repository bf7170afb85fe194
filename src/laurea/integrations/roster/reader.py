"""One row of a roster after another: cells in, a learner or the reasons of a refusal out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from laurea.credentials.problems import (
    ROW_CELLS,
    ROW_DATE,
    ROW_DID,
    ROW_DUPLICATE,
    ROW_EMAIL,
    ROW_RESULT,
    ROW_TEXT,
    ROW_URL,
    Problem,
)
from laurea.integrations.roster.cells import what_failed
from laurea.integrations.roster.fields import Cells, FieldReaders
from laurea.integrations.roster.first_rows import FirstRows
from laurea.integrations.roster.printing import column_name, shown
from laurea.integrations.roster.rows import CellRefused, RefusedRow, RosterRow
from laurea.integrations.roster.table import DamagedRecord, Record
from laurea.integrations.roster.vocabulary import Field

_KINDS: Final = {
    Field.EMAIL.value: ROW_EMAIL,
    Field.DID.value: ROW_DID,
    Field.AWARDED.value: ROW_DATE,
    Field.VALID_UNTIL.value: ROW_DATE,
    Field.RESULT.value: ROW_RESULT,
    Field.EVIDENCE.value: ROW_URL,
}


class RowReader:
    """Reads rows in the order of the file, and remembers the learners it has accepted.

    Args:
        width: how many columns the header has.
        readers: how each field is read.
        learners: where the learners are remembered, or `None` to accept them any number of times.
    """

    def __init__(self, width: int, readers: FieldReaders, learners: FirstRows | None) -> None:
        self._width = width
        self._readers = readers
        self._learners = learners

    def read(self, number: int, record: Record) -> RosterRow | RefusedRow | None:
        """Return what a row says, or `None` where it says nothing at all."""
        if isinstance(record, DamagedRecord):
            return RefusedRow(number, (record.problem,), record.cells)
        cells = record
        if len(cells) != self._width:
            beyond = [cell for cell in cells[self._width :] if cell.strip()]
            if beyond:
                return RefusedRow(number, (self._too_many(number, beyond),), tuple(record))
            cells = record[: self._width] + [""] * (self._width - len(record))
        try:
            return self._learner(number, cells)
        except CellRefused:
            return RefusedRow(number, tuple(self._problems(number, cells)), tuple(record))

    def _learner(self, number: int, cells: Cells) -> RosterRow | RefusedRow | None:
        read = self._readers
        email, did = read.email(cells), read.did(cells)
        if email is None and did is None and not any(cell.strip() for cell in cells):
            return None
        row = RosterRow(
            number,
            email.address if email else None,
            read.name(cells),
            did,
            read.awarded(cells),
            read.valid_until(cells),
            read.results(cells),
            read.evidence(cells),
            tuple(cells),
        )
        keys = [key for key in (email.key if email else None, did) if key]
        problem = self._problem_of_the_whole(row, keys)
        return RefusedRow(number, (problem,), tuple(cells)) if problem else row

    def _problem_of_the_whole(self, row: RosterRow, keys: list[str]) -> Problem | None:
        """Return what is wrong with a row whose cells are all right; else remember its learner."""
        if not keys:
            return self._nobody(row.number)
        if row.awarded and row.valid_until and row.valid_until < row.awarded:
            detail = "The credential would expire before it is awarded. Which date is wrong?"
            return Problem(ROW_DATE, detail, f"/{row.number}/{Field.VALID_UNTIL}")
        first = self._learners.claim(row.number, keys) if self._learners else 0
        return self._stands_twice(row, keys, first) if first else None

    def _stands_twice(self, row: RosterRow, keys: list[str], first: int) -> Problem:
        """Return that two rows name one learner, by what, and which of them counts."""
        is_by_did = row.did is not None and (
            row.email is None or not (self._learners and self._learners.row_of(keys[0]))
        )
        what = "DID" if is_by_did else "e-mail address"
        return Problem(
            ROW_DUPLICATE,
            f"Rows {first:,} and {row.number:,} have the same {what}. Row {first:,} is kept, and "
            f"row {row.number:,} is left out. If a learner may stand in several rows, say so with "
            "--allow-duplicates.",
            f"/{row.number}/{Field.DID if is_by_did else Field.EMAIL}",
        )

    def _problems(self, number: int, cells: Cells) -> Iterator[Problem]:
        """Yield everything that is wrong with the cells of a row."""
        read = self._readers
        failed = list(self._failed(number, cells))
        if failed:
            yield from failed
            return
        if not any(cells[place].strip() for place in read.recipients.values()):
            yield self._nobody(number)
        for field, reader in (
            (Field.EMAIL, read.email),
            (Field.DID, read.did),
            (Field.NAME, read.name),
            (Field.AWARDED, read.awarded),
            (Field.VALID_UNTIL, read.valid_until),
            (Field.RESULT, read.results),
            (Field.EVIDENCE, read.evidence),
        ):
            try:
                reader(cells)
            except CellRefused as refused:
                yield Problem(refused.kind, refused.detail, f"/{number}/{field}")

    def _failed(self, number: int, cells: Cells) -> Iterator[Problem]:
        """Yield the cells in which a spreadsheet shows an error instead of a value."""
        for field, place in self._readers.places.items():
            failure = what_failed(cells[place])
            if failure:
                kind = field.partition(":")[0]
                yield Problem(
                    _KINDS.get(kind, ROW_TEXT),
                    f"Cell {column_name(place)}{number} {failure}. Open the roster in a "
                    "spreadsheet program, correct the cell and save it anew.",
                    f"/{number}/{kind}",
                )

    def _too_many(self, number: int, beyond: list[str]) -> Problem:
        return Problem(
            ROW_CELLS,
            f"Row {number:,} has more cells than the header has columns; beyond the last column "
            f"stands “{shown(beyond[0].strip())}”. Is a quotation mark missing, or a delimiter too "
            "many?",
            f"/{number}",
        )

    def _nobody(self, number: int) -> Problem:
        fields = list(self._readers.recipients)
        names = {Field.EMAIL: "e-mail address", Field.DID: "DID"}
        detail = f"Row {number:,} has no {' and no '.join(names[field] for field in fields)}."
        return Problem(ROW_EMAIL, detail, f"/{number}/{fields[0]}")
