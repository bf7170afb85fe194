"""Small spreadsheets of each kind, built from nothing, so that no binary file is kept."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

Rows = Sequence[Sequence[Any]]

_SECTOR_BYTES = 512
_END_OF_CHAIN = 0xFFFFFFFE
_FREE = 0xFFFFFFFF


def write_xlsx(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """Write an XLSX file; dates are written as dates, everything else by its type."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name in hidden:
                sheet.hide()
    return path


def write_ods(path: Path, rows: Rows) -> Path:
    """Write an OpenDocument spreadsheet with one sheet of texts."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{spaces}:office:1.0" '
        f'xmlns:table="{spaces}:table:1.0" xmlns:text="{spaces}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def write_xls(path: Path, rows: Rows) -> Path:
    """Write an Excel 97 file (BIFF8 in a compound file) with one sheet of texts and numbers."""
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    name = b"\x05\x00Sheet"
    end = _record(0x000A, b"")
    head = _record(0x0809, bof) + _record(0x0042, struct.pack("<H", 1200))
    start = len(head) + 4 + 6 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IH", start, 0) + name)
    sheet = _record(0x0809, bof[:2] + b"\x10\x00" + bof[4:])
    stream = head + bound + end + sheet + b"".join(_cells(rows)) + end
    return write_compound_file(path, "Workbook", stream)


def write_compound_file(path: Path, name: str, stream: bytes) -> Path:
    """Write a compound file (MS-CFB, version 3) with one stream of at most 60 kB."""
    stream = stream.ljust(4096, b"\0")  # shorter ones would go to the mini stream
    sectors = -(-len(stream) // _SECTOR_BYTES)
    chain = [0xFFFFFFFD, _END_OF_CHAIN, *range(3, sectors + 2), _END_OF_CHAIN]
    fat = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, 1, _END_OF_CHAIN, 0) + _entry(
        name, 2, _FREE, 2, len(stream)
    )
    path.write_bytes(
        header
        + fat
        + directory.ljust(_SECTOR_BYTES, b"\0")
        + stream.ljust(sectors * _SECTOR_BYTES, b"\0")
    )
    return path


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cells(rows: Rows) -> Iterator[bytes]:
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<3H", row, column, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                yield _record(0x0204, place + text)
            else:
                yield _record(0x0203, place + struct.pack("<d", cell))


def _entry(name: str, kind: int, child: int, start: int, size_bytes: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(encoded), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size_bytes)
    )
