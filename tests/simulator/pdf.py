"""PDF documents with attachments, written by hand: of the old form, of the new, changed since."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

Objects = dict[int, bytes]


def string(text: str) -> bytes:
    """Write a text string, as UTF-16 where it must be."""
    if text.isascii():
        return b"(" + text.replace("\\", r"\\").replace("(", r"\(").encode() + b")"
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def stream(content: bytes, entries: bytes = b"", *, is_packed: bool = False) -> bytes:
    """Write a stream."""
    if is_packed:
        content, entries = zlib.compress(content), entries + b"/Filter/FlateDecode"
    return (
        b"<<"
        + entries
        + b"/Length "
        + str(len(content)).encode()
        + b">>\nstream\n"
        # what a stream holds may look like anything
        + content
        + b"\nendstream"
    )


def with_files(
    files: Mapping[str, bytes], *, is_packed: bool = False, is_associated: bool = True
) -> Objects:
    """Return the objects of a document of one empty page with files attached."""
    names, references, objects = b"", b"", Objects()
    number = 10
    for name, content in files.items():
        specification, file = number, number + 1
        number += 2
        objects[file] = stream(content, b"/Type/EmbeddedFile", is_packed=is_packed)
        objects[specification] = (
            b"<</Type/Filespec/AFRelationship/Data/F "
            + string(name)
            + b"/UF "
            + string(name)
            + b"/EF<</F %d 0 R/UF %d 0 R>>>>" % (file, file)
        )
        names += string(name) + b" %d 0 R " % specification
        references += b"%d 0 R " % specification
    objects[1] = (
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles 4 0 R>>"
        + (b"/AF[" + references + b"]" if is_associated else b"")
        + b">>"
    )
    objects[2] = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    objects[3] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    objects[4] = b"<</Kids[5 0 R]>>"
    objects[5] = b"<</Limits[(a)(z)]/Names[" + names + b"]>>"
    return dict(sorted(objects.items()))


def plain(
    objects: Objects, *, before: bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", prev: int | None = None
) -> bytes:
    """Write a file with a table of objects as text; behind another one, changes to that."""
    content, places = bytearray(before), dict[int, int]()
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(content)
    content += b"xref\n" + (b"0 1\n0000000000 65535 f \n" if prev is None else b"")
    for number, place in places.items():
        content += b"%d 1\n%010d 00000 n \n" % (number, place)
    link = b"" if prev is None else b"/Prev %d" % prev
    content += b"trailer\n<</Size 99/Root 1 0 R" + link + b">>\n"
    return bytes(content) + b"startxref\n%d\n%%%%EOF\n" % start


def changed(document: bytes, objects: Objects) -> bytes:
    """Append newer states of some objects."""
    start = int(document.rpartition(b"startxref\n")[2].split()[0])
    return plain(objects, before=document, prev=start)


def packed(objects: Objects, *, row_filter: int = 2) -> bytes:
    """Write a file whose small objects stand in a stream, and whose table is one as well."""
    small = {number: body for number, body in objects.items() if b"stream" not in body}
    large = {number: body for number, body in objects.items() if number not in small}
    heads, bodies = b"", b""
    for number, body in small.items():
        heads += b"%d %d " % (number, len(bodies))
        bodies += body + b" "
    entries = b"/Type/ObjStm/N %d/First %d" % (len(small), len(heads))
    large[90] = stream(heads + bodies, entries, is_packed=True)
    content, rows = bytearray(b"%PDF-2.0\n"), dict[int, tuple[int, int, int]]()
    for number, body in large.items():
        rows[number] = (1, len(content), 0)
        content += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows |= {number: (2, 90, place) for place, number in enumerate(small)}
    start = len(content)
    rows[91] = (1, start, 0)
    table = b"".join(
        bytes([kind]) + place.to_bytes(3, "big") + bytes([within])
        for kind, place, within in (rows.get(number, (0, 0, 0)) for number in range(92))
    )
    entries = b"/Type/XRef/Size 92/W[1 3 1]/Root 1 0 R/DecodeParms<</Predictor 12/Columns 5>>"
    content += b"91 0 obj\n" + stream(_filtered(table, 5, row_filter), entries, is_packed=True)
    return bytes(content) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def _filtered(content: bytes, columns: int, kind: int) -> bytes:
    rows: Sequence[bytes] = [
        content[start : start + columns] for start in range(0, len(content), columns)
    ]
    found, above = b"", bytes(columns)
    for row in rows:
        left = b"\0" + row[:-1]
        taken = {0: bytes(columns), 1: left, 2: above}[kind]
        found += bytes([kind]) + bytes((a - b) & 0xFF for a, b in zip(row, taken, strict=True))
        above = row
    return found
