"""A roster such as an examinations office exports: many scripts and many faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

HEADER = (
    "Nr.",
    "Vor- und Nachname",
    "E-Mail-Adresse *",
    "Verliehen am",
    "Gültig bis",
    "Ergebnis (in %)",
    "Nachweis",
    "Bemerkung",
)
NAMES = (
    "Åse Ødegård",
    "  Jürgen   Groß ",
    "María-José Núñez Íñiguez",
    "Σωκράτης Παπαδόπουλος",
    "Олександра Ковальчук",
    "محمد بن عبد الله",
    "דנה לוי",
    "王小明",
    "김하늘",
    "たなか さくら",
    "Nguyễn Thị Ánh",
    "O\u2019Brien, Siobhán",
    "Zoë \u00a0van den Berg-Łukasiewicz",
    'Anna "Änni" Müller-Lüdenscheidt',
    "Jose\u0301 Ferreira",
    "X Æ A-Xii",
    "Ğüneş Şahin",
    "\U0001d49cda Lovelace",
    "Adé́lẹ̀ Ọláńrewájú",
    "Peter Müller\n(Nachschreiber)",
)
FAULTS = {
    7: "niemand",
    23: "",
    41: "a b@example.org",
    67: "person@localhost@example.org",
    89: "@example.org",
}


def write_messy_roster(path: Path, rows: int) -> None:
    """Write `rows` rows below the header as semicolon-separated UTF-8 with a byte-order mark."""
    lines = [";".join(map(quoted, HEADER)), *_rows(rows), ";" * (len(HEADER) - 1)]
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n")


def quoted(cell: str) -> str:
    """Return `cell` as spreadsheets write it."""
    if any(c in cell for c in ';"\r\n') or cell != cell.strip():
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _rows(count: int) -> Iterator[str]:
    for number in range(1, count + 1):
        if number % 500 == 250:
            yield ";" * (len(HEADER) - 1)
        yield ";".join(map(quoted, _cells(number)))


def _cells(number: int) -> tuple[str, ...]:
    # Every hundredth row repeats the address of the row before, in other letters.
    owner = number - 1 if number % 100 == 0 else number
    address = f"Person.{owner}@Example.ORG" if number % 3 == 0 else f"person.{owner}@example.org "
    day, month = number % 28 + 1, number % 12 + 1
    return (
        str(number),
        NAMES[number % len(NAMES)],
        FAULTS.get(number % 1000, address),
        f"{day:02}.{month:02}.2025",
        f"{day:02}.{month:02}.2099" if number % 2 else "",
        ("", "87", "91,5", "100 ", "0")[number % 5],
        f"https://portfolio.example.org/werk/{number}?sprache=de&stand=ü"
        if number % 4 == 0
        else "",
        "nachgereicht; siehe Akte" if number % 7 == 0 else "",
    )
