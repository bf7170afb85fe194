from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.integrations.roster.delimited import (
    DelimitedText,
    best_delimiter,
    delimiter_of_sep_line,
    first_rows,
    named_delimiter,
)
from laurea.integrations.roster.encoding import Encoding
from laurea.integrations.roster.limits import RosterLimits
from laurea.integrations.roster.table import DamagedRecord, Record

UTF8 = Encoding("utf-8", "utf-8")
SMALL = RosterLimits(cell_characters=20, row_characters=100)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster.csv"


def records(
    file: Path, content: str, *, width: int = 0, limits: RosterLimits = SMALL, sep: bool = False
) -> list[Record]:
    file.write_text(content, "utf-8", newline="")
    return list(DelimitedText(file, UTF8, ",", sep, limits, width).records())


def damage(record: Record) -> str:
    assert isinstance(record, DamagedRecord)
    return record.problem.type.slug


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_counted_as_a_spreadsheet_counts_them(file: Path, end: str) -> None:
    content = end.join(["a,b", "", '"x', 'y",z', "last,"])
    expected = [["a", "b"], [], [f"x{end}y", "z"], ["last", ""]]
    assert records(file, content) == expected
    assert records(file, content + end) == expected
    assert records(file, "sep=;" + end + content, sep=True) == expected


def test_quotes_commas_and_blanks_stand_in_cells_as_they_were_meant(file: Path) -> None:
    content = 'a@x.org, "Lind, Alva",5" pipe,"say ""hi""", =1+1\n'
    assert records(file, content) == [["a@x.org", "Lind, Alva", '5" pipe', 'say "hi"', "=1+1"]]


def test_a_quotation_mark_out_of_place_damages_its_row_alone(file: Path) -> None:
    found = records(file, 'a,b\nx,"Alva" Lind\ny,Bo\n')
    assert damage(found[1]) == "row-cells"
    assert isinstance(found[1], DamagedRecord)
    assert found[1].cells == ("x", "Alva Lind")
    assert found[2] == ["y", "Bo"]


@pytest.mark.parametrize(
    "content",
    [
        'a,b\nx,"Alva\ny,Bo\nz,Cy\n',
        'a,b\nx,"Alva',
        'a,b\nx,"Alva\ny,"Bo"\nz,Cy\n',
        'a,b\nx,"Alva" Lind,"\nz,Cy\n',
        'a,b\nx,"Alva\n' + "y,Bo\n" * 50,
    ],
)
def test_a_quotation_mark_that_is_never_closed_refuses_the_file_and_names_its_row(
    file: Path, content: str
) -> None:
    with pytest.raises(MalformedDocument, match="opened in row 2") as caught:
        records(file, content)
    assert caught.value.problem.type.slug == "parsing"
    assert caught.value.problem.pointer == "/2"


def test_a_row_that_swallowed_another_is_noticed(file: Path) -> None:
    content = 'email,name,date\na@x.org,"Alva,\nb@x.org,Bo",\nc@x.org,Cy,\n'
    found = records(file, content, width=3)
    assert damage(found[1]) == "row-cells"
    assert found[2] == ["c@x.org", "Cy", ""]
    short = records(file, 'email,name,date\na@x.org,"Alva,\nb@x.org,Bo,2"\n', width=3)
    assert damage(short[1]) == "row-cells"


def test_line_breaks_and_addresses_in_a_note_are_no_damage(file: Path) -> None:
    content = 'email,name,note\na@x.org,Alva,"see\nb@x.org"\n'
    assert records(file, content, width=3)[1] == ["a@x.org", "Alva", "see\nb@x.org"]


def test_long_cells_and_rows_are_left_out_and_the_next_row_is_read(file: Path) -> None:
    for long in ("y" * 21, "y" * 99, "y" * 5000, '"' + "y" * 5000 + '"'):
        found = records(file, f"a,b\nx,{long}\nz,Cy\n")
        assert damage(found[1]) == "limit-exceeded"
        assert found[2] == ["z", "Cy"]


def test_a_long_row_whose_end_cannot_be_told_refuses_the_file(file: Path) -> None:
    with pytest.raises(LimitExceeded):
        records(file, 'a,b\nx,"' + "y" * 5000 + "\nz,Cy\n")


def test_long_cells_within_several_lines_are_left_out(file: Path) -> None:
    found = records(file, 'a,b\nx,"' + "y\n" * 15 + '"\nz,Cy\n')
    assert damage(found[1]) == "limit-exceeded"


def test_a_line_without_end_takes_no_more_memory_than_a_row(file: Path) -> None:
    with file.open("wb") as content:
        content.write(b"a,b\nx,")
        content.truncate(20_000_000)
    rows = DelimitedText(file, UTF8, ",", False, RosterLimits(), 0).records()
    assert next(rows) == ["a", "b"]
    assert damage(next(rows)) == "limit-exceeded"
    assert list(rows) == []


def test_characters_that_cannot_be_decoded_are_marked(file: Path) -> None:
    file.write_bytes(b"a,Zo\xeb\n")
    rows = DelimitedText(file, UTF8, ",", False, SMALL).records()
    assert list(rows) == [["a", "Zo\ufffd"]]


@given(st.text('ab,"\n\r @;', max_size=60))
def test_any_text_is_rows_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    try:
        found = records(file, text, width=2)
    except LaureaError:
        return
    loose = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))
    for record, row in zip(found, loose, strict=True):
        assert isinstance(record, DamagedRecord) or record == row


def test_the_delimiter_is_the_one_under_which_the_header_makes_sense() -> None:
    def fitness(rows: list[list[str]]) -> int:
        return max((row.count("email") + row.count("name") for row in rows), default=0)

    for delimiter in ",;\t|^~\x1f¦:":
        sample = f'email{delimiter}name\na@x.org{delimiter}"Lind, Alva; |"\n'
        assert best_delimiter(sample, 20, fitness) == delimiter
    assert best_delimiter("email\na@x.org\n", 20, fitness) == ","
    assert best_delimiter("x;y\n1;2,5\n", 20, fitness) == ";"


def test_excels_first_line_names_the_delimiter() -> None:
    assert delimiter_of_sep_line("sep=;\r\nemail;name\r\n") == ";"
    assert delimiter_of_sep_line('"sep=\t"\nemail\tname\n') == "\t"
    assert delimiter_of_sep_line("SEP=|\n") == "|"
    assert delimiter_of_sep_line("separate\n") is None
    assert delimiter_of_sep_line('sep="\n') is None


@pytest.mark.parametrize("name", ["", ";;", '"', "\n", " "])
def test_what_cannot_part_cells_is_refused(name: str) -> None:
    with pytest.raises(MalformedDocument, match="cannot part cells"):
        named_delimiter(name)


def test_first_rows_that_cannot_be_read_are_none() -> None:
    assert first_rows("a," + "b" * 200_000, ",", 5) == []
    assert first_rows("a,b\nc", ",", 1) == [["a", "b"]]
