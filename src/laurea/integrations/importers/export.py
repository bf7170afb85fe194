"""An export that was opened, and its records one by one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol, Self

from laurea.credentials.document import read_json
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.problems import LIMIT, MEDIA_INVALID, ROSTER_EMPTY, ROW_CELLS, Problem
from laurea.integrations.importers.found import (
    ImportedAward,
    Platform,
    Record,
    RefusedRecord,
)
from laurea.integrations.importers.judging import Readings, judge_achievement, judge_award
from laurea.integrations.importers.limits import DEFAULT_IMPORT_LIMITS, ImportLimits
from laurea.integrations.importers.recognising import (
    documents_in,
    form_of,
    form_of_header,
    places_in,
    unknown_json,
    unknown_table,
)
from laurea.integrations.importers.said import (
    AchievementSaid,
    AwardSaid,
    Columns,
    Document,
    EvidenceSaid,
    Form,
)
from laurea.integrations.roster.archive import Kind, kind_of
from laurea.integrations.roster.cells import read_text
from laurea.integrations.roster.dates import DateOrder, DateReading, is_ambiguous, shown_order
from laurea.integrations.roster.formulas import without_neutraliser
from laurea.integrations.roster.rows import CellRefused
from laurea.integrations.roster.source import as_file
from laurea.integrations.roster.table import DamagedRecord, Table
from laurea.integrations.roster.tables import ReadAs, cells_of, sheets_with_content, text_table

_JSON_BEGINS: Final = (b"{", b"[")
_EVIDENCE: Final = "evidence_"
_FIELDS: Final = frozenset(AwardSaid.__dataclass_fields__)
_DATES: Final = ("awarded", "expires")


class Opened(Protocol):
    """What an export is stored in: it tells its platform, and yields its records."""

    @property
    def form(self) -> Form:
        """The platform it comes from."""
        ...

    @property
    def open_dates(self) -> int:
        """How many dates could be read in two ways."""
        ...

    def records(self) -> Iterator[Record]:
        """Yield what it holds."""
        ...


@dataclass(slots=True)
class Export:
    """An export of another platform; use it in a `with` block.

    Attributes:
        platform: where it comes from.
        is_table: whether it is a CSV file or a spreadsheet, and not JSON.
        open_dates: how many dates can be read in two ways as long as nobody says which.
    """

    platform: Platform
    is_table: bool
    open_dates: int
    _opened: Opened
    _limits: ImportLimits
    _until: ExitStack

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *said: object) -> None:
        self._until.close()

    def records(self) -> Iterator[Record]:
        """Yield achievements, awards and what is refused, in their order; any number of times.

        An achievement may come several times, and may come after its awards or not at all.

        Raises:
            LimitExceeded: there are more awards than the limits allow.
            MalformedDocument: from some row on the rows cannot be told apart.
        """
        awards = 0
        for record in self._opened.records():
            if isinstance(record, ImportedAward | RefusedRecord):
                awards += 1
                if awards > self._limits.export_awards:
                    detail = (
                        f"More than {self._limits.export_awards:,} awards are not read from one "
                        "file. Export the awards of a shorter time, file by file."
                    )
                    raise LimitExceeded(Problem(LIMIT, detail))
            yield record


def open_export(
    content: bytes,
    *,
    date_order: DateOrder | None = None,
    limits: ImportLimits = DEFAULT_IMPORT_LIMITS,
) -> Export:
    """Open an export; what it is stored in and where it comes from is found out.

    Args:
        content: a CSV file with any delimiter and encoding, a spreadsheet, a JSON text, or lines
            of JSON.
        date_order: whether the day or the month comes first in dates such as 06/07/2026; where
            it is `None`, the file itself or the platform's help pages must tell.
        limits: how much is read.

    Raises:
        MalformedDocument: it is none of these, or of no platform that is known.
        LimitExceeded: it is larger than the limits allow.
    """
    if len(content) > limits.export_bytes:
        detail = (
            f"The file has {len(content) / 2**20:.1f} MB; at most "
            f"{limits.export_bytes / 2**20:.0f} MB are read. "
            "Export the awards of a shorter time, file by file."
        )
        raise LimitExceeded(Problem(LIMIT, detail))
    with ExitStack() as until:
        opened: Opened
        is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_JSON_BEGINS)
        if is_json:
            opened = _open_json(content, limits)
        else:
            opened = _open_table(content, date_order, limits, until)
        return Export(
            platform=opened.form.platform,
            is_table=not is_json,
            open_dates=opened.open_dates,
            _opened=opened,
            _limits=limits,
            _until=until.pop_all(),
        )


@dataclass(frozen=True, slots=True)
class _JsonExport:
    form: Form
    documents: tuple[Document, ...]
    limits: ImportLimits
    open_dates: int = 0

    def records(self) -> Iterator[Record]:
        number = 0
        for document in self.documents:
            if not self.form.knows(document):
                number += 1
                detail = "It is no award and no badge of this platform. It is left out."
                problem = Problem(ROW_CELLS, detail, f"/{number}")
                yield RefusedRecord(number, (problem,))
                continue
            for said in self.form.read(document):
                if isinstance(said, AchievementSaid):
                    achievement = judge_achievement(said, self.limits)
                    if achievement is not None:
                        yield achievement
                else:
                    number += 1
                    yield judge_award(said, number, Readings(), self.limits)


def _open_json(content: bytes, limits: ImportLimits) -> _JsonExport:
    documents = tuple(documents_in(_read(content, limits)))
    form = next((form for one in documents if (form := form_of(one))), None)
    if form is None:
        raise unknown_json()
    return _JsonExport(form, documents, limits)


def _read(content: bytes, limits: ImportLimits) -> Any:
    """Return the value of a JSON text, or the list of those in its lines.

    Raises:
        MalformedDocument: it is no JSON; says where.
    """
    bounded = Limits(document_bytes=limits.export_bytes, depth=limits.export_depth)
    try:
        return read_json(content, limits=bounded)
    except MalformedDocument:
        lines = [
            line for line in content.removeprefix(b"\xef\xbb\xbf").splitlines() if line.strip()
        ]
        if len(lines) < 2 or not all(line.lstrip().startswith(b"{") for line in lines):
            raise
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(read_json(line, limits=bounded))
        except MalformedDocument as error:
            detail = f"Line {number:,} is no JSON. Export the file anew. {error.problem.detail}"
            raise MalformedDocument(Problem(MEDIA_INVALID, detail)) from error
    return found


@dataclass(frozen=True, slots=True)
class _TableExport:
    form: Form
    table: Table
    header_row: int
    places: Mapping[str, int]
    readings: Readings
    limits: ImportLimits
    open_dates: int

    def records(self) -> Iterator[Record]:
        most = self.limits.tables().cell_characters
        for number, cells in _rows_below(self.table, self.header_row):
            if isinstance(cells, DamagedRecord):
                yield RefusedRecord(number, (cells.problem,))
                continue
            said = _said(cells, self.places, most)
            achievement = judge_achievement(
                AchievementSaid(id=said.achievement_id, name=said.achievement_name), self.limits
            )
            if achievement is not None:
                yield achievement
            yield judge_award(said, number, self.readings, self.limits)


def _open_table(
    content: bytes, date_order: DateOrder | None, limits: ImportLimits, until: ExitStack
) -> _TableExport:
    tables = limits.tables()
    path = as_file(io.BytesIO(content), max_bytes=tables.file_bytes, until=until)
    found: Sequence[Table]
    if kind_of(path, tables) is Kind.TEXT:
        found = [text_table(path, {}, ReadAs(), tables)[0]]
    else:
        found = sheets_with_content(path, tables, until)
    for table in found:
        for row, record in enumerate(islice(table.records(), tables.header_rows), 1):
            header = cells_of(record)
            form = form_of_header(header)
            if form is not None:
                return _table_export(form, table, row, header, date_order, limits)
    raise unknown_table()


def _table_export(
    form: Form,
    table: Table,
    row: int,
    header: Sequence[str],
    date_order: DateOrder | None,
    limits: ImportLimits,
) -> _TableExport:
    places = places_in(form, header)
    orders: set[DateOrder] = set()
    ambiguous = rows = 0
    for _number, cells in _rows_below(table, row):
        rows += 1
        dates = [_cell(cells, places, name) for name in _DATES] if isinstance(cells, list) else []
        for cell in dates:
            proved = shown_order(cell)
            orders |= {proved[1]} if proved and proved[0] != "." else set()
            ambiguous += is_ambiguous(cell)
    if not rows:
        raise MalformedDocument(Problem(ROSTER_EMPTY, f"Nothing stands below row {row}."))
    proved_order = next(iter(orders)) if len(orders) == 1 else None
    order = date_order or proved_order or (None if orders else form.columns.slashed)
    return _TableExport(
        form=form,
        table=table,
        header_row=row,
        places=places,
        readings=_readings(form.columns, order),
        limits=limits,
        open_dates=0 if order else ambiguous,
    )


def _readings(columns: Columns, order: DateOrder | None) -> Readings:
    return Readings(
        DateReading(slashed=order),
        DateReading(slashed=order, end_of_day=True),
        has_short_years=columns.has_short_years,
    )


def _rows_below(table: Table, header_row: int) -> Iterator[tuple[int, list[str] | DamagedRecord]]:
    """Yield the rows below the header that hold something, with their numbers."""
    for number, record in enumerate(table.records(), 1):
        if number > header_row and (
            isinstance(record, DamagedRecord) or any(cell.strip() for cell in record)
        ):
            yield number, record


def _said(cells: Sequence[str], places: Mapping[str, int], most: int) -> AwardSaid:
    fields: dict[str, Any] = {
        name: without_neutraliser(_cell(cells, places, name))
        for name in places
        if name in _FIELDS and name != "tags"
    }
    tags = _tidy(_cell(cells, places, "tags"), most).replace(";", ",").split(",")
    evidence = {
        name.removeprefix(_EVIDENCE): without_neutraliser(_cell(cells, places, name))
        for name in places
        if name.startswith(_EVIDENCE)
    }
    pieces = (EvidenceSaid(**evidence),) if any(evidence.values()) else ()
    return AwardSaid(**fields, tags=tuple(tag.strip() for tag in tags), evidence=pieces)


def _tidy(cell: str, most: int) -> str:
    try:
        return read_text(cell, max_characters=most)
    except CellRefused:
        return ""


def _cell(cells: Sequence[str], places: Mapping[str, int], name: str) -> str:
    place = places.get(name)
    return cells[place] if place is not None and place < len(cells) else ""
