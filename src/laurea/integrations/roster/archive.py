"""What kind of file a roster is, and whether an archive may be opened at all.

The directory of a zip archive is looked at before anything is expanded: names that would lead
out of a folder, and sizes beyond the limits, are refused there. A directory that lies about the
sizes gains nothing, because spreadsheets are opened in a process with bounded memory.
"""

from __future__ import annotations

import struct
import zipfile
from enum import Enum
from mmap import ACCESS_READ, mmap
from pathlib import Path, PurePosixPath
from typing import Final

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MEDIA_INVALID, Problem
from laurea.integrations.roster.limits import RosterLimits
from laurea.integrations.roster.printing import shown

_ENCRYPTED: Final = 0x1
_WORKBOOKS: Final = (
    # a member that only this kind has
    "xl/workbook.xml",
    "xl/workbook.bin",
    "content.xml",
)
_FOREIGN: Final = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "an RTF document"),
)
_MARKUP: Final = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<workbook")


class Kind(Enum):
    """What a roster is stored in."""

    TEXT = "text"
    SPREADSHEET = "spreadsheet"


def kind_of(path: Path, limits: RosterLimits) -> Kind:
    """Return what a file is, judged by its first bytes and never by its name.

    Raises:
        MalformedDocument: it is neither delimited text nor a spreadsheet.
        LimitExceeded: it is larger than the limits allow, also once it would be expanded.
    """
    size_bytes = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(512)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _refuse_larger(size_bytes, limits.spreadsheet_bytes)
        _check_archive(path, limits)
        return Kind.SPREADSHEET
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _refuse_larger(size_bytes, limits.spreadsheet_bytes)
        _refuse_protected(path)
        return Kind.SPREADSHEET
    for mark, name in _FOREIGN:
        if head.startswith(mark):
            raise _refused(f"The file is {name}. A roster is a CSV file or a spreadsheet.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise _refused(
            "The file is a web page or an XML document, whatever its name says. Open it in a "
            "spreadsheet program and save it as XLSX or CSV."
        )
    _refuse_larger(size_bytes, limits.file_bytes)
    return Kind.TEXT


def _check_archive(path: Path, limits: RosterLimits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise _refused(
            "The file begins like a spreadsheet but is damaged. "
            "Save it again in the spreadsheet program, or save it as CSV."
        ) from error
    for member in members:
        if _leads_out(member.filename):
            raise _refused(
                f"The archive holds a file that would leave its folder: {shown(member.filename)}."
            )
        if member.flag_bits & _ENCRYPTED:
            raise _refused("The archive is encrypted. Save the roster without a password.")
    expanded_bytes = sum(member.file_size for member in members)
    _refuse_larger(expanded_bytes, limits.spreadsheet_bytes)
    if len(members) > limits.spreadsheet_members:
        detail = f"The spreadsheet consists of more than {limits.spreadsheet_members:,} files."
        raise LimitExceeded(Problem(LIMIT, detail))
    names = {member.filename for member in members}
    if names.isdisjoint(_WORKBOOKS):
        raise _refused("The file is an archive. Unpack it, and use the roster inside.")


def _refuse_protected(path: Path) -> None:
    """Refuse an Office document that is stored encrypted inside a compound file (MS-OFFCRYPTO)."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        if content.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise _refused("The spreadsheet is protected by a password. Save it without one.")


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name


def _refuse_larger(size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        detail = (
            f"The roster takes {size_bytes:,} bytes; {most_bytes:,} are read. "
            "Split it, or save it as CSV."
        )
        raise LimitExceeded(Problem(LIMIT, detail))


def _refused(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(MEDIA_INVALID, detail))
