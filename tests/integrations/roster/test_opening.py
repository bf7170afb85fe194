from __future__ import annotations

import os
import threading
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from laurea.credentials.errors import (
    LaureaError,
    LimitExceeded,
    MalformedDocument,
    NotFound,
    Unavailable,
)
from laurea.integrations.roster import ReadAs, RosterLimits, open_roster
from tests.integrations.roster.conftest import NOON

Read = Callable[..., Any]
Lines = Callable[..., str]


def test_a_plain_roster_is_read_whole(read: Read, lines: Lines) -> None:
    found = read(
        lines(
            "email,name,achievement_id,issued_on,evidence_url",
            'alva@example.org,"Lind, Alva",3a1d,2026-01-15,https://portfolio.example/1',
            "bo@Example.org,Bo,3a1d,2026-01-16T12:00:00+01:00,",
        )
    )
    assert found.columns == {
        "e-mail": "email",
        "name": "name",
        "awarded": "issued_on",
        "evidence": "evidence_url",
    }
    assert found.ignored == ("achievement_id",)
    assert (found.encoding, found.delimiter, found.sheet) == ("utf-8", ",", None)
    assert (found.header_row, found.row_count, found.warnings) == (1, 2, ())
    alva, bo = found.learners
    assert (alva.number, alva.email, alva.name) == (2, "alva@example.org", "Lind, Alva")
    assert alva.awarded == datetime(2026, 1, 15, tzinfo=UTC)
    assert [piece.url for piece in alva.evidence] == ["https://portfolio.example/1"]
    assert bo.awarded == datetime(2026, 1, 16, 11, tzinfo=UTC)
    assert (bo.evidence, bo.results, bo.did, bo.valid_until) == ((), (), None, None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~"])
def test_any_delimiter_is_found(read: Read, delimiter: str) -> None:
    row = delimiter.join(["Lind, Alva; |".replace(delimiter, ""), "alva@example.org"])
    found = read(f"Name{delimiter}E-Mail\n{row}\n")
    assert found.delimiter == delimiter
    assert found.emails == ["alva@example.org"]


def test_excels_line_about_the_delimiter_is_obeyed_and_not_counted(read: Read) -> None:
    found = read("sep=;\r\nemail;name\r\nalva@example.org;Lind, Alva\r\n")
    assert (found.delimiter, found.learner.number, found.learner.name) == (";", 2, "Lind, Alva")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_without_a_warning(read: Read, encoding: str) -> None:
    found = read("courriel\tprénom\r\nzoe@example.org\tZoë\r\n", encoding)
    assert (found.learner.name, found.warnings) == ("Zoë", ())


def test_a_guessed_encoding_is_named_with_words_to_look_at(read: Read) -> None:
    found = read("courriel;prénom\r\nzoe@example.org;Zoë\r\n", "cp1252")
    assert (found.learner.name, found.encoding) == ("Zoë", "windows-1252")
    assert "“prénom”, “Zoë”" in found.warnings[0]


def test_a_named_encoding_and_delimiter_are_not_questioned(read: Read) -> None:
    content = "email;name\nzoe@example.org;Zoë\n".encode("cp1250")
    found = read(content, read_as=ReadAs(encoding="cp1250", delimiter=";"))
    assert (found.learner.name, found.warnings) == ("Zoë", ())


def test_damaged_utf8_refuses_the_rows_it_touches(read: Read) -> None:
    good = "".join(f"u{n}@example.org,Zoë,x\n" for n in range(9)).encode()
    content = b"email,name,note\n" + good + b"b@example.org,Bj\xf6rn,x\nc@example.org,Cy,\xf6\n"
    found = read(content)
    assert found.reasons == {11: "row-text"}
    assert "damaged" in found.warnings[0]
    assert len(found.learners) == 10


def test_names_that_were_encoded_twice_are_pointed_out(read: Read) -> None:
    content = "email,name\nzoe@example.org,Zoë\n".encode().decode("cp1252").encode()
    assert "ZoÃ«" in read(content).warnings[0]


def test_rows_above_the_header_are_named_and_blank_ones_are_not(read: Read, lines: Lines) -> None:
    found = read(
        lines("Welding 2026;;", ";;", "", "E-Mail;Name;Datum", "a@example.org;Alva;14.06.2026", "")
    )
    assert (found.header_row, found.learner.number) == (4, 5)
    assert found.warnings == ("Row 1 stands above the header and was not read: “Welding 2026”.",)


def test_a_gradebooks_row_of_points_is_named_and_left_out(read: Read, lines: Lines) -> None:
    found = read(
        lines(
            "Student,ID,Email,Essay (12),Final Score",
            "    Points Possible,,,10.0,(read only)",
            '"Lind, Alva",7,alva@example.org,9.5,95',
        )
    )
    assert found.learner.number == 3
    assert found.learner.results == (("", "95"),)
    assert "how many points" in found.warnings[0]


def test_a_learner_called_points_possible_is_not_left_out(read: Read, lines: Lines) -> None:
    found = read(lines("name,email", "Points Possible,points@example.org"))
    assert found.emails == ["points@example.org"]


@pytest.mark.parametrize("blank", ["", ",,", ' ,"  ",\u00a0', "\t"])
def test_blank_rows_are_counted_by_number_and_not_yielded(
    read: Read, lines: Lines, blank: str
) -> None:
    found = read(lines("email,name,note", "a@example.org,A,", blank, "b@example.org,B,", blank))
    assert [row.number for row in found.learners] == [2, 4]
    assert found.row_count == 2


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "roster-empty"),
        (b"\xef\xbb\xbf\r\n", "roster-empty"),
        (b"email,name\r\n", "roster-empty"),
        (b"email,name\r\n,\r\n\r\n", "roster-empty"),
        (b"name,score\r\nAlva,5\r\n", "roster-header"),
        (b"alva@example.org,Alva\r\n", "roster-header"),
        (b"\x00\x01\x02\x03" * 100, "roster-header"),
        (b'email,name\na@example.org,"Alva\n', "parsing"),
        ((",".join(f"c{n}" for n in range(20_000)) + "\n1\n").encode(), "limit-exceeded"),
        (b"{\\rtf1 hello}", "media-invalid"),
    ],
)
def test_what_is_no_roster_is_refused_whole(
    refusal: Callable[..., LaureaError], content: bytes, slug: str
) -> None:
    assert refusal(content).problem.type.slug == slug


def test_too_many_rows_are_refused_before_the_first_is_read(
    refusal: Callable[..., LaureaError], lines: Lines
) -> None:
    content = lines("email", *(f"u{n}@example.org" for n in range(11)))
    error = refusal(content, limits=RosterLimits(rows=10))
    assert isinstance(error, LimitExceeded)


def test_the_order_of_a_column_of_dates_is_what_all_its_rows_show(read: Read, lines: Lines) -> None:
    found = read(lines("email,date", "a@example.org,06/07/2026", "b@example.org,14/06/2026"))
    assert found.learners[0].awarded == datetime(2026, 7, 6, tzinfo=UTC)
    found = read(lines("email,date", "a@example.org,06/07/2026", "b@example.org,06/14/2026"))
    assert found.learners[0].awarded == datetime(2026, 6, 7, tzinfo=UTC)


def test_each_column_of_dates_has_its_own_order(read: Read, lines: Lines) -> None:
    found = read(lines("email,date,expires", "a@example.org,14/06/2026,06/07/2028"))
    assert found.reasons == {2: "row-date-ambiguous"}


def test_dates_that_can_be_both_are_refused_unless_an_order_is_asked_for(
    read: Read, lines: Lines
) -> None:
    content = lines("email,date", "a@example.org,06/07/2026", "b@example.org,05/05/2026")
    assert read(content).reasons == {2: "row-date-ambiguous"}
    found = read(content, date_order="mdy")
    assert [row.awarded.month for row in found.learners] == [6, 5]


def test_a_column_that_contradicts_itself_keeps_only_clear_dates(read: Read, lines: Lines) -> None:
    rows = ["a@example.org,14/06/2026", "b@example.org,06/14/2026", "c@example.org,06/07/2026"]
    found = read(lines("email,date", *rows))
    assert found.reasons == {4: "row-date-ambiguous"}
    assert "first in row 2 and the month first in row 3" in found.warnings[0]
    asked = read(lines("email,date", *rows), date_order="dmy")
    assert asked.reasons == {3: "row-date"}


def test_dates_belong_to_the_given_zone_and_validity_lasts_to_the_end_of_the_day(
    read: Read, lines: Lines
) -> None:
    content = lines("email,date,valid until", "a@example.org,2026-06-14,2028-06-14")
    learner = read(content, timezone=ZoneInfo("Europe/Berlin")).learner
    assert learner.awarded == datetime(2026, 6, 13, 22, tzinfo=UTC)
    assert learner.valid_until == datetime(2028, 6, 14, 21, 59, 59, tzinfo=UTC)


def test_many_different_dates_are_read_each_as_it_is(read: Read, lines: Lines) -> None:
    moments = [f"2026-06-14T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z" for n in range(10_050)]
    found = read(lines("email,date", *(f"u{n}@x.example,{m}" for n, m in enumerate(moments))))
    assert [f"{row.awarded:%Y-%m-%dT%H:%M:%SZ}" for row in found.learners] == moments


def test_a_mapping_is_followed(read: Read, lines: Lines) -> None:
    content = lines("Kontakt;Wer;A;B", "alva@example.org;Alva;5;7")
    found = read(content, mapping={"e-mail": "Kontakt", "name": "#2", "result:Essay": "B"})
    assert found.learner.results == (("Essay", "7"),)
    assert found.columns == {"e-mail": "Kontakt", "name": "Wer", "result:Essay": "B"}
    assert found.ignored == ("A",)


def test_content_below_no_header_is_pointed_out(read: Read, lines: Lines) -> None:
    found = read(lines("email,,name,,", "a@example.org,x,Alva,,", "b@example.org,,Bo,,"))
    assert found.ignored == ("#2",)
    assert "Column #2" in found.warnings[0]


def test_learners_may_be_named_by_did_alone(read: Read, lines: Lines) -> None:
    found = read(lines("DID,Name", "did:key:z6MkAlva,Alva", ",Bo"))
    assert found.learners[0].did == "did:key:z6MkAlva"
    assert found.refused[0].reason == "Row 3 has no DID."


def test_a_roster_can_be_read_twice_and_judges_alike(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("email\na@example.org\na@example.org\n")
    with open_roster(path, at=NOON) as roster:
        assert list(roster) == list(roster)
        assert roster.filename == "roster.csv"


def test_a_file_that_changes_while_it_is_read_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("email\na@example.org\n")
    with open_roster(path, at=NOON) as roster:
        path.write_text("email\na@example.org\nb@example.org\n")
        with pytest.raises(MalformedDocument, match="changed while it was read"):
            list(roster)


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    rows = (f"u{n}@example.org,{'Alva ' * 80},{'x' * 6000}\n" for n in range(2_000))
    path.write_text("email,name,note\n" + "".join(rows))
    tracemalloc.start()
    try:
        with open_roster(path, at=NOON) as roster:
            assert sum(1 for _ in roster) == 2_000
        assert tracemalloc.get_traced_memory()[1] < path.stat().st_size / 3
    finally:
        tracemalloc.stop()


def test_a_stream_is_copied_and_the_copy_removed(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with open_roster(BytesIO(b"email\na@example.org\n"), at=NOON, filename="-") as roster:
        assert len(list(tmp_path.iterdir())) == 1
        assert len(list(roster)) == 1
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(MalformedDocument):
        open_roster(BytesIO(b"name\nAlva\n"), at=NOON)
    assert list(tmp_path.iterdir()) == []


def test_a_stream_beyond_the_limit_is_not_read_to_its_end() -> None:
    class Endless:
        def read(self, count: int) -> bytes:
            return b"email\n" * (count // 6)

    with pytest.raises(LimitExceeded):
        open_roster(Endless(), at=NOON, limits=RosterLimits(file_bytes=10_000_000))  # type: ignore[arg-type]


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"email\na@example.org\n",))
    writer.start()
    with open_roster(pipe, at=NOON) as roster:
        assert roster.row_count == 1
    writer.join()


def test_what_cannot_be_opened_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="There is no file"):
        open_roster(tmp_path / "none.csv", at=NOON)
    with pytest.raises(MalformedDocument, match="is a folder"):
        open_roster(tmp_path, at=NOON)
    with pytest.raises(Unavailable):
        open_roster(tmp_path / ("a" * 300), at=NOON)


def test_a_moment_without_a_zone_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="time zone"):
        open_roster(BytesIO(b""), at=datetime(2026, 1, 1))  # noqa: DTZ001
