from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from laurea.cli import exits, main
from laurea.cli.issue import SOME_REFUSED
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.report import Verdict
from laurea.integrations.keystore.encryption import Argon2Cost
from laurea.integrations.keystore.key_file import create_key, write_key_file
from tests.interop.messy_roster import write_messy_roster
from tests.simulator.office import PERCENT, RUBRIC, STATUS_URL, Office

PNG_SIGNATURE = b"\x89PNG"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.enrol_many(3)
    return office


def nothing_done(office: Office, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Run the command, see that it did nothing, and return what it said."""
    before = sorted(office.folder.iterdir())
    assert main(office.arguments(*more)) == exits.NOTHING_DONE
    assert sorted(office.folder.iterdir()) == before
    out, err = capsys.readouterr()
    assert out == ""
    assert "Laurea has a defect" not in err
    return err


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_learner_gets_a_credential_and_a_summary_says_so(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(office.arguments("--bake", "png", "--status", f"{STATUS_URL}/")) == exits.DONE
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"3 of 3 rows were issued into {office.out}.",
        f"Publish the files in {office.out}/status under {STATUS_URL}/.",
    ]
    assert err == "Read: e-mail = email.\n"
    assert [report.verdict for report in office.reports()] == [Verdict.VALID] * 3
    assert office.baked_as_written("png")


def test_refused_rows_are_named_and_the_others_are_issued(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.enrol(["a@example.org"], ["nobody"], ["b@example.org"], ["a@example.org"])
    assert main(office.arguments()) == SOME_REFUSED
    out, err = capsys.readouterr()
    refused = f"{office.out}/refused.csv"
    assert f"Mend the refused row in {refused}. Then run the same command with --roster" in out
    assert f"1 row names a learner of another row: see {office.out}/report.csv." in out
    assert "nobody" in (office.out / "refused.csv").read_text()
    assert "a@example.org" not in (office.out / "refused.csv").read_text()
    assert "Row 3: nobody is no e-mail address" in err
    assert "Row 5: Rows 2 and 5 have the same e-mail address. Row 2 is kept" in err
    assert "a@example.org" not in err
    assert len(office.credentials()) == 2


def test_json_answers_one_object_for_each_row_and_one_for_all(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.enrol(["a@example.org"], ["nobody"])
    assert main(office.arguments("--json", "--bake", "svg")) == SOME_REFUSED
    issued, refused, summary = lines_of(capsys)
    assert (issued["row"], issued["outcome"], issued["problems"]) == (2, "issued", [])
    assert (office.out / issued["file"]).is_file()
    assert (office.out / issued["image"]).is_file()
    assert issued["id"].startswith("urn:uuid:")
    assert (refused["row"], refused["outcome"], refused["file"]) == (3, "refused", None)
    assert refused["problems"][0]["type"] == "urn:laurea:problem:row-email"
    assert summary == {
        "rows": 2,
        "issued": 1,
        "refused": 1,
        "refused_by": {"row-email": 1},
        "dry_run": False,
        "columns": {"read": {"e-mail": "email"}, "not_read": []},
        "out": str(office.out),
        "status_lists": [],
    }


def test_of_many_refused_rows_the_first_twenty_are_named(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.enrol(["a@example.org"], *(["nobody"] for _ in range(25)))
    assert main(office.arguments()) == SOME_REFUSED
    err = capsys.readouterr().err
    assert err.count("error:") == 20
    assert "… and 5 more, see report.csv\n" in err


def test_a_row_that_names_itself_is_not_named_twice(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.enrol(["a@example.org", "1"], ["", "2"], header=("email", "number"))
    main(office.arguments())
    assert "  Row 3 has no e-mail address." in capsys.readouterr().err


def test_where_every_row_is_refused_nothing_is_done(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.enrol(*(["nobody"] for _ in range(30)))
    assert main(office.arguments()) == exits.NOTHING_DONE
    out, err = capsys.readouterr()
    assert out == "0 of 30 rows were issued. Nothing was written.\n"
    assert err.endswith("… and 10 more; --json names them all\n")
    assert not office.out.exists()


def test_what_is_read_and_what_not_is_said(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (["a@example.org", "yes", "14/06/2026"], ["b@example.org", "no", "06/07/2026"])
    office.enrol(*rows, header=("E-Mail", "Passed", "Awarded"))
    assert main(office.arguments()) == exits.DONE
    err = capsys.readouterr().err
    assert "Read: e-mail = E-Mail, awarded = Awarded. Not read: Passed.\n" in err
    assert "were read with the day first, as row 2 shows.\n" in err
    assert "row 3 with “no”" in err
    assert err.endswith("These credentials cannot be revoked later: no --status was given.\n")


def test_awards_that_begin_later_by_utc_are_pointed_out(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    office.enrol(["a@example.org", later], header=("email", "awarded"))
    assert main(office.arguments("--dry-run")) == exits.DONE
    assert "1 credential begins in the future" in (err := capsys.readouterr().err)
    assert "--timezone" in err


def test_a_list_says_who_is_sent_which_file_and_only_its_owner_may_read_it(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.enrol(["a@example.org", "=Ada"], ["nobody", ""], header=("email", "name"))
    path = office.folder / "send.csv"
    arguments = office.arguments("--send-list", str(path), "--bake", "svg")
    assert main([*arguments, "--dry-run"]) == SOME_REFUSED
    assert not path.exists()
    assert main(arguments) == SOME_REFUSED
    head, row = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert head == ["row", "name", "e-mail", "file", "id"]
    assert row[:3] == ["2", "'=Ada", "a@example.org"]
    assert (office.out / row[3]).suffix == ".svg"
    assert row[4] == office.credentials()[0]["id"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert f"Who gets which file: {path}." in capsys.readouterr().out


def test_a_list_that_cannot_be_written_stops_the_run_before_it_begins(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "exists" in nothing_done(office, capsys, "--send-list", str(office.roster))
    absent = str(office.folder / "absent" / "send.csv")
    assert "There is no folder" in nothing_done(office, capsys, "--send-list", absent)


def test_mended_rows_are_issued_without_the_options_of_the_first_file(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.roster.write_text("email;name\na@example.org;A\nnobody;B\n")
    assert main(office.arguments("--delimiter", ";")) == SOME_REFUSED
    refused = office.out / "refused.csv"
    assert f"without --delimiter with --roster {refused} --out" in capsys.readouterr().out
    refused.write_text(refused.read_text("utf-8-sig").replace("nobody", "b@example.org"))
    arguments = office.arguments("--roster", str(refused), "--out", f"{office.out}-mended")
    assert main(arguments) == exits.DONE


def test_what_names_people_is_for_the_owner_alone(office: Office) -> None:
    office.enrol(["a@example.org"], ["nobody"])
    main(office.arguments())
    for name in ("report.csv", "refused.csv"):
        assert (office.out / name).stat().st_mode & 0o777 == 0o600


def test_where_no_run_stands_none_is_taken_up(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "holds no run to take up" in nothing_done(office, capsys, "--resume")


def test_a_dry_run_writes_nothing(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(office.arguments("--dry-run")) == exits.DONE
    assert capsys.readouterr().out == "3 of 3 rows can be issued. Nothing was written.\n"
    assert not office.out.exists()


# ------------------------------------------------------------------------------------- rosters


def test_a_messy_roster_is_read_and_all_that_is_issued_verifies(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.define(resultDescription=[PERCENT])
    write_messy_roster(office.roster, 600)
    assert main(office.arguments("--json", "--status", STATUS_URL)) == SOME_REFUSED
    *rows, summary = lines_of(capsys)
    assert summary["refused_by"] == {"row-email": 5, "row-duplicate": 6}
    assert summary["issued"] == 589
    assert [row["row"] for row in rows] == sorted(row["row"] for row in rows)
    assert {report.verdict for report in office.reports()} == {Verdict.VALID}


def test_dates_in_five_formats_are_read_and_impossible_ones_refused(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    dates = (
        *("2026-06-14", "14.06.2026", "14/06/2026", "14 June 2026", "20260614"),
        *("30.02.2026", "2026-13-01", "soon", "2999-01-01"),
    )
    office.enrol(
        *([f"l{number}@example.org", date] for number, date in enumerate(dates)),
        header=("email", "date awarded"),
    )
    assert main(office.arguments("--json")) == SOME_REFUSED
    *rows, _ = lines_of(capsys)
    assert [row["outcome"] for row in rows] == ["issued"] * 5 + ["refused"] * 4
    assert {row["problems"][0]["type"].rpartition(":")[2] for row in rows[5:]} == {"row-date"}
    assert {each["validFrom"] for each in office.credentials()} == {"2026-06-14T00:00:00Z"}


@pytest.mark.parametrize(
    ("order", "begins"), [("dmy", "2026-07-05T22:00:00Z"), ("mdy", "2026-06-06T22:00:00Z")]
)
def test_a_date_that_can_be_read_in_two_ways_is_read_as_asked_and_in_the_zone_asked(
    office: Office, capsys: pytest.CaptureFixture[str], order: str, begins: str
) -> None:
    office.enrol(["a@example.org", "06/07/2026"], header=("email", "awarded"))
    assert main(office.arguments()) == exits.NOTHING_DONE
    assert "--date-order" in capsys.readouterr().err
    zone = ("--timezone", "Europe/Oslo")
    assert main(office.arguments("--date-order", order, *zone)) == exits.DONE
    assert office.credentials()[0]["validFrom"] == begins


def test_columns_can_be_named_and_left_out(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.define(resultDescription=[PERCENT, RUBRIC])
    office.enrol(["a@example.org", "50", "Holds"], header=("Who", "Score", "How"))
    nothing_done(office, capsys)
    named = ("--map", "e-mail=Who", "--map", "result:Final test=Score", "--map", "result:Seam=#3")
    assert main(office.arguments(*named)) == exits.DONE
    assert len(office.credentials()[0]["credentialSubject"]["result"]) == 2


def test_learners_may_repeat_where_that_is_allowed(office: Office) -> None:
    office.enrol(["a@example.org"], ["a@example.org"])
    assert main(office.arguments("--allow-duplicates")) == exits.DONE
    assert len(office.credentials()) == 2


def test_a_roster_comes_from_standard_input_as_well(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"email\nada@example.org\n"))
    monkeypatch.setattr(sys, "stdin", stream)
    arguments = office.arguments()
    arguments[arguments.index("--roster") + 1] = "-"
    assert main(arguments) == exits.DONE
    assert len(office.credentials()) == 1


def test_doubtful_rosters_are_issued_with_a_warning(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.roster.write_bytes("Übungsliste;\nE-Mail;Größe\na@example.org;ä\n".encode("cp1252"))
    assert main(office.arguments()) == exits.DONE
    assert "warning: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (b"", "The roster names nobody"),
        (b"email\n", "The roster names nobody"),
        (b"\n\n\n", "The roster names nobody"),
        (b"name,points\nAda,3\n", "The columns of the roster are not clear"),
        (b"ada@example.org\nbob@example.org\n", "The columns of the roster are not clear"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "error: "),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "error: "),
        (b"PK\x03\x04rest", "error: "),
        (b'email,name\na@example.org,"Ada\nb@example.org,Bob\n', "error: "),
        (bytes(1_000), "error: "),
    ],
)
def test_a_roster_that_is_none_is_refused_as_a_whole(
    office: Office, capsys: pytest.CaptureFixture[str], content: bytes, title: str
) -> None:
    office.roster.write_bytes(content)
    assert title in nothing_done(office, capsys)


# --------------------------------------------------------------------------------- other input


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "cannot be read"),
        (b"{", "cannot be read"),
        (b"\xff\xfe{\0}\0", "cannot be read"),
        (b'{"id": 1, "id": 2}', "A key stands twice"),
        (b"[" * 100_000, "nested deeper"),
        (b'{"a":' * 100_000, "nested deeper"),
        (b"[]", "not a JSON object"),
        (b"email\na@example.org\n", "cannot be read"),
        (b'{"id": "urn:example:1", "type": ["Achievement"]}', "is missing here"),
        (PNG_SIGNATURE, "cannot be read"),
    ],
)
def test_an_achievement_that_is_none_is_refused(
    office: Office, capsys: pytest.CaptureFixture[str], content: bytes, says: str
) -> None:
    office.achievement.write_bytes(content)
    assert says in (said := nothing_done(office, capsys))
    assert str(office.achievement) in said


def test_an_achievement_with_a_word_that_no_signature_covers_is_refused(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.define(colour="blue")
    assert "(at /colour)" in nothing_done(office, capsys)


@pytest.mark.parametrize("option", ["achievement", "roster"])
def test_a_file_of_two_gigabytes_is_refused_by_its_size(
    office: Office, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    path = getattr(office, option)
    path.unlink()
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    before = time.process_time()
    assert "goes beyond a limit" in nothing_done(office, capsys)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("option", ["--achievement", "--roster", "--key", "--issuer"])
def test_a_file_that_is_missing_is_named(
    office: Office, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert "There is no file absent.file" in nothing_done(office, capsys, option, "absent.file")


@pytest.mark.parametrize("option", ["--achievement", "--roster", "--key", "--issuer"])
def test_a_folder_in_place_of_a_file_is_named(
    office: Office, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert "is a folder" in nothing_done(office, capsys, option, str(office.folder))


def test_a_key_of_a_wrong_kind_is_named(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    path = office.folder / "other.key.json"
    write_key_file(path, create_key(KeyKind.RSA, name="Halden"), None)
    said = nothing_done(office, capsys, "--key", str(path))
    assert "The key cannot be used" in said
    assert "of the kind rsa." in said


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384])
def test_credentials_are_issued_with_every_kind_of_key_and_verify(
    office: Office, capsys: pytest.CaptureFixture[str], kind: KeyKind
) -> None:
    path = office.folder / "other.key.json"
    write_key_file(path, create_key(kind, name="Halden"), None)
    assert main(office.arguments("--key", str(path), "--status", STATUS_URL)) == exits.DONE
    capsys.readouterr()
    found = sorted(office.out.glob("*.json"))
    (status,) = (office.out / "status").glob("*.json")
    documents = office.folder / "map.json"
    documents.write_text(json.dumps({f"{STATUS_URL}/{status.name}": str(status.resolve())}))
    credentials = [str(one) for one in found if "proof" in json.loads(one.read_text())]
    assert credentials
    assert main(["verify", "--documents", str(documents), *credentials]) == exits.DONE


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256, KeyKind.P384, KeyKind.RSA])
def test_tokens_are_issued_with_every_kind_of_key_and_verify(
    office: Office, capsys: pytest.CaptureFixture[str], kind: KeyKind
) -> None:
    path = office.folder / "other.key.json"
    write_key_file(path, create_key(kind, name="Halden"), None)
    more = ("--format", "vc-jwt", "--key", str(path), "--bake", "png", "--status", STATUS_URL)
    assert main(office.arguments(*more)) == exits.DONE
    tokens, pictures = sorted(office.out.glob("*.jwt")), sorted(office.out.glob("*.png"))
    lists = list((office.out / "status").glob("*.jwt"))
    assert (len(tokens), len(pictures), len(lists)) == (3, 3, 1)
    documents = office.folder / "map.json"
    documents.write_text(json.dumps({f"{STATUS_URL}/{lists[0].name}": str(lists[0])}))
    capsys.readouterr()
    files = [str(each) for each in (*tokens, *pictures)]
    assert main(["verify", "--json", "--documents", str(documents), *files]) == exits.DONE
    checks = [{c["name"]: c["outcome"] for c in line["checks"]} for line in lines_of(capsys)]
    assert all(each["proof"] == each["status"] == "passed" for each in checks)


def test_a_wrong_passphrase_is_named(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.folder / "locked.key.json"
    cost = Argon2Cost(operations=1, memory_bytes=8 * 1024)
    write_key_file(path, create_key(KeyKind.ED25519, name="Halden"), "four plain words", cost=cost)
    monkeypatch.setenv("LAUREA_PASSPHRASE", "four other words")
    said = nothing_done(office, capsys, "--key", str(path))
    assert "The passphrase does not open the key file" in said
    monkeypatch.setenv("LAUREA_PASSPHRASE", "four plain words")
    assert main(office.arguments("--key", str(path))) == exits.DONE


@pytest.mark.parametrize("place", ["absent/out", "class-7.csv", "class-7.csv/out", "/proc/out"])
def test_a_place_that_cannot_be_written_to_is_named(
    office: Office, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    said = nothing_done(office, capsys, "--out", str(office.folder / place))
    assert "error: " in said


def test_a_folder_that_is_not_empty_is_left_alone(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    said = nothing_done(office, capsys, "--out", str(office.folder))
    assert "is not empty" in said


def test_a_picture_of_another_kind_is_named(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = ("--image", str(office.roster))
    assert "neither a PNG nor an SVG" in nothing_done(office, capsys, "--bake", "png", *picture)


@pytest.mark.parametrize(
    "wrong",
    [
        ("--map", "e-mail"),
        ("--map", "=Who"),
        ("--map", "did=A", "--map", "did=B"),
        ("--timezone", "Mars/Olympus"),
        ("--timezone", "/etc/passwd"),
        ("--delimiter", "::"),
        ("--date-order", "ymd"),
        ("--format", "vc-jwt-of-old"),
        ("--bake", "gif"),
        ("--image", "a.png"),
        ("--status", "http://badges.example.org"),
        ("--status", "https://badges.example.org/?list=1"),
        ("--status", "https://[badges/"),
        ("--status", "badges"),
        ("--status", "https://badges.example.org:8443/status"),
        ("--status", "https://192.0.2.7/status"),
        ("--status", "https://localhost/status"),
        ("--status", "https://registrar@badges.example.org/status"),
        ("--status", "https://badges.example.org/status#1"),
        ("--out", "-"),
        ("--send-list", "-"),
        ("--achievement", "-", "--roster", "-"),
        ("--no-such-option",),
    ],
)
def test_wrong_usage_is_explained_and_does_nothing(
    office: Office, capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...]
) -> None:
    before = sorted(office.folder.iterdir())
    assert main(office.arguments(*wrong)) == exits.USAGE
    assert "--help` explains it." in capsys.readouterr().err
    assert sorted(office.folder.iterdir()) == before


@pytest.mark.parametrize("word", ["tab", r"\t", "\t"])
def test_a_tab_can_be_named_in_several_ways(office: Office, word: str) -> None:
    office.roster.write_text("email\tnote\na@example.org\tx\n")
    assert main(office.arguments("--delimiter", word)) == exits.DONE


# ------------------------------------------------------------------- breaking off, taking up again


def test_a_run_that_breaks_off_says_how_it_is_finished(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "sync", full)
        assert main(office.arguments()) == exits.NOTHING_DONE
    err = capsys.readouterr().err
    assert "3 of 3 rows are done. Run the same command with --resume to finish." in err
    assert "No space left on device" in err
    assert main(office.arguments("--resume")) == exits.DONE
    assert len(office.credentials()) == 3


def test_ctrl_c_finishes_the_batch_and_says_how_to_go_on(office: Office) -> None:
    office.enrol_many(20_000)
    program = "import sys; from laurea.cli import main; sys.exit(main(sys.argv[1:]))"
    with subprocess.Popen(
        [sys.executable, "-c", program, *office.arguments()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while process.poll() is None and not list(office.out.glob("*.json")):
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == exits.INTERRUPTED, err
    assert out == ""
    written = len(office.credentials())
    assert written % 500 == 0
    assert f"{written:,} of 20,000 rows are done." in err
    assert "with --resume to finish" in err
    assert "Traceback" not in err


def test_the_second_ctrl_c_is_not_held_back(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def press_twice() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(os, "sync", press_twice)
    assert main(office.arguments()) == exits.INTERRUPTED
    assert "--resume" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
