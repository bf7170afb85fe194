"""`laurea verify`: what it prints for people and for programs, and how it exits."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from laurea.cli import exits, main
from laurea.cli.verdicts import one_line
from laurea.credentials.baking import bake
from tests.simulator.issuer import Issuer
from tests.simulator.status import new_entry

AT = "2026-11-01T00:00:00Z"
LIST = "https://school.example/status/1"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'
TOKEN = b"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJ4In0.c2ln"

Write = Callable[[str, Any], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a document, or bytes, to a file; gives its path."""

    def write(name: str, content: Any) -> str:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        (tmp_path / name).write_bytes(raw)
        return str(tmp_path / name)

    return write


@pytest.fixture
def academy() -> Issuer:
    return Issuer.by_did_key("academy")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A machine without network; gives the hosts that were looked up."""
    asked: list[str] = []

    def look_up(host: bytes, *_: object, **__: object) -> list[Any]:
        asked.append(host.decode())
        raise OSError("no network")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


def verify(*words: str) -> int:
    return main(["verify", "--at", AT, *words])


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def tampered(issuer: Issuer) -> dict[str, Any]:
    return issuer.signed() | {"name": "Robot mastery"}


# -- for programs ---------------------------------------------------------------------------


def test_one_json_line_says_all_about_one_input(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("good.json", academy.signed())
    assert verify("--json", path) == exits.DONE
    out, err = capsys.readouterr()
    assert err == ""
    assert out.endswith("\n")
    line = json.loads(out)
    assert list(line) == [
        *("file", "format", "verdict", "issuer", "issuer_trust", "checks", "checked_at")
    ]
    assert (line["file"], line["format"], line["verdict"]) == (path, "ob3-achievement", "valid")
    assert line["issuer"] == {"id": academy.id, "name": academy.name}
    assert (line["issuer_trust"], line["checked_at"]) == ("unlisted", AT)
    assert [check["name"] for check in line["checks"]][:3] == ["structure", "terms", "proof"]
    assert {"name", "outcome", "sentence", "problems"} == set(line["checks"][0])


def test_what_cannot_be_read_gets_a_line_of_the_same_shape(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify("--json", write("badge.jwt", TOKEN)) == 3
    (line,) = lines(capsys)
    assert (line["verdict"], line["issuer_trust"]) == ("unreadable", "unproven")
    assert line["issuer"] == {"id": "", "name": None}
    (check,) = line["checks"]
    (problem,) = check["problems"]
    assert (check["name"], check["outcome"]) == ("reading", "failed")
    assert set(problem) == {"type", "title", "detail", "pointer", "severity"}
    assert "signed token" in problem["detail"]


def test_the_worst_input_decides_the_exit_code(write: Write, academy: Issuer) -> None:
    school = Issuer.by_did_web()
    good = write("good.json", academy.signed())
    bad = write("bad.json", tampered(academy))
    open_ = write("open.json", school.signed())
    unread = write("unread.json", b"{")
    documents = ["--documents", write("map.json", {})]
    assert verify(*documents, good) == 0
    assert verify(*documents, good, bad) == 1
    assert verify(*documents, good, open_) == 2
    assert verify(*documents, good, unread) == 3
    assert verify(*documents, open_, unread, good) == 3
    assert verify(*documents, unread, open_, bad, good) == 1


def test_every_input_gets_its_line_in_order_whatever_became_of_the_others(
    write: Write, academy: Issuer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [
        write("a.json", academy.signed()),
        str(tmp_path),
        str(tmp_path / "absent.json"),
        write("b.json", tampered(academy)),
        write("empty.json", b""),
        write("c.svg", bake(json.dumps(academy.signed()), SVG)),
        write("d.svg", SVG),
    ]
    assert verify("--json", *paths) == 1
    found = lines(capsys)
    assert [line["file"] for line in found] == paths
    assert [line["verdict"] for line in found] == [
        *("valid", "unreadable", "unreadable", "invalid", "unreadable", "valid", "unreadable")
    ]
    problems = {line["file"]: line["checks"][0]["problems"] for line in found}
    assert "is a folder" in problems[str(tmp_path)][0]["detail"]
    assert problems[paths[6]][0]["type"] == "urn:laurea:problem:no-credential"


def test_standard_input_is_read_where_a_dash_stands(
    academy: Issuer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = json.dumps(academy.signed()).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert verify("--json", "-") == 0
    assert lines(capsys)[0]["file"] == "-"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert verify("-") == 0
    assert "Valid: standard input" in capsys.readouterr().out


def test_a_file_of_two_gigabytes_is_refused_by_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    assert verify("--json", str(path)) == 3
    assert lines(capsys)[0]["checks"][0]["problems"][0]["type"].endswith("limit-exceeded")


def test_a_name_that_is_not_unicode_is_printed_all_the_same(
    tmp_path: Path, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = os.fsencode(tmp_path) + b"/\xff\xfe"
    Path(os.fsdecode(folder)).mkdir()
    path = os.fsdecode(folder + b"/\x1b[2J.json")
    Path(path).write_text(json.dumps(academy.signed()))
    inputs = [path, path + "x", os.fsdecode(folder)]
    assert verify("--json", *inputs) == 3
    found = lines(capsys)
    assert [line["verdict"] for line in found] == ["valid", "unreadable", "unreadable"]
    assert all("\\xff\\xfe" in line["file"] for line in found)
    assert verify(*inputs) == 3
    out, _ = capsys.readouterr()
    assert out.count("\\xff\\xfe") >= 3
    assert "\x1b" not in out


# -- where documents come from --------------------------------------------------------------


def test_with_a_map_of_documents_nothing_is_fetched(
    write: Write, capsys: pytest.CaptureFixture[str], no_network: list[str]
) -> None:
    school = Issuer.by_did_web()
    school.publish_list(LIST, revoked=[8])
    write("did.json", school.key_document())
    write("list.json", school.web.fetch(LIST, accept="", max_bytes=10**6))
    documents = write("map.json", {school.id: "did.json", LIST: "list.json"})
    paths = [
        write(f"{number}.json", school.signed(credentialStatus=new_entry(LIST, number)))
        for number in (7, 8)
    ]
    elsewhere = new_entry("https://school.example/status/2", 7)
    paths.append(write("9.json", school.signed(credentialStatus=elsewhere)))
    assert verify("--json", "--documents", documents, *paths) == 1
    assert [line["verdict"] for line in lines(capsys)] == ["valid", "invalid", "indeterminate"]
    assert no_network == []


def test_without_a_map_hosts_are_asked_once_in_a_run(
    write: Write, capsys: pytest.CaptureFixture[str], no_network: list[str]
) -> None:
    school = Issuer.by_did_web()
    paths = [write(f"{n}.json", school.signed(id=f"urn:uuid:{n}")) for n in range(3)]
    assert verify("--json", *paths) == 2
    found = lines(capsys)
    assert {line["verdict"] for line in found} == {"indeterminate"}
    assert {line["issuer_trust"] for line in found} == {"unproven"}
    assert no_network == ["school.example"]


@pytest.mark.parametrize(
    "address",
    [
        "http://school.example/badge.json",
        "ftp://school.example/badge.json",
        "file:///etc/passwd",
        "https://127.0.0.1/badge.json",
        "https://localhost/badge.json",
        "https://user@school.example/badge.json",
        "https://school.example:8443/badge.json",
        "https://school.example/badge.json#part",
    ],
)
def test_an_address_that_is_not_fetched_is_named(
    capsys: pytest.CaptureFixture[str], no_network: list[str], address: str
) -> None:
    assert verify("--json", address) == 3
    (line,) = lines(capsys)
    assert line["file"] == address
    assert line["checks"][0]["problems"][0]["type"] == "urn:laurea:problem:fetch-forbidden"
    assert no_network == []


def test_an_address_that_does_not_answer_is_unreadable(
    capsys: pytest.CaptureFixture[str], no_network: list[str]
) -> None:
    assert verify("--json", "https://school.example/badge.json") == 3
    assert lines(capsys)[0]["verdict"] == "unreadable"
    assert no_network == ["school.example"]


def test_an_address_may_be_answered_by_the_map(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str], no_network: list[str]
) -> None:
    write("badge.svg", bake(json.dumps(academy.signed()), SVG))
    url = "https://school.example/badge.svg"
    documents = write("map.json", {url: "badge.svg", "https://school.example/gone": None})
    assert verify("--json", "--documents", documents, url) == 0
    assert lines(capsys)[0]["file"] == url
    assert verify("--documents", documents, "https://school.example/gone") == 3
    assert verify("--documents", documents, "https://school.example/other") == 3
    assert no_network == []


# -- whom to trust, whom to expect, when ----------------------------------------------------


def test_the_issuers_of_registries_are_trusted_and_no_others(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    eve = Issuer.by_did_key("eve")
    eve.name = academy.name
    paths = [write("a.json", academy.signed()), write("e.json", eve.signed())]
    ours = write("ours.json", {"issuers": [{"id": academy.id, "name": "Our academy"}]})
    theirs = write("theirs.json", {"registry": {eve.id: {"name": "Eve"}}})
    assert verify("--json", "--trust", ours, *paths) == 0
    assert [line["issuer_trust"] for line in lines(capsys)] == ["trusted", "unlisted"]
    assert verify("--json", "--trust", ours, "--trust", theirs, *paths) == 0
    assert [line["issuer_trust"] for line in lines(capsys)] == ["trusted", "trusted"]
    assert verify("--trust", ours, *paths) == 0
    out = capsys.readouterr().out
    assert 'listed as "Our academy": an issuer in the registry you chose' in out
    assert f'which calls itself "{academy.name}"' in out


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("mira@example.org", 0),
        ("mailto:mira@example.org", 0),
        ("eve@example.org", 1),
        ("did:example:mira-okonjo", 0),
        ("did:example:eve", 1),
    ],
)
def test_the_recipient_may_be_named_by_address_or_did(
    write: Write, academy: Issuer, recipient: str, code: int
) -> None:
    path = write("a.json", academy.sign(academy.rich()))
    assert verify("--recipient", recipient, path) == code


def test_the_moment_asked_about_decides(write: Write, academy: Issuer) -> None:
    path = write("a.json", academy.signed(validUntil="2026-07-01T00:00:00Z"))
    assert main(["verify", "--at", "2026-06-30T00:00:00+02:00", path]) == 0
    assert main(["verify", "--at", "2026-07-02T00:00:00Z", path]) == 1


def test_without_a_moment_it_is_asked_about_now(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    path = write("a.json", academy.signed(validFrom="2020-01-01T00:00:00Z"))
    main(["verify", "--json", path])
    asked = datetime.fromisoformat(lines(capsys)[0]["checked_at"])
    assert before <= asked <= datetime.now(UTC)


def test_progress_is_for_terminals_only(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("a.json", academy.signed())
    assert verify("--json", *[path] * 12) == 0
    out, err = capsys.readouterr()
    assert (len(out.splitlines()), err) == (12, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Missing argument"),
        (["--at", "2026-11-01", "x"], "--at"),
        (["--at", "2026-11-01T00:00:00", "x"], "--at"),
        (["--at", "9999-12-31T23:59:59Z", "x"], "--at"),
        (["--at", "0001-01-01T00:00:00Z", "x"], "--at"),
        (["--recipient", "Mira", "x"], "--recipient"),
        (["--recipient", "@example.org", "x"], "--recipient"),
        (["--recipient", "mailto:", "x"], "--recipient"),
        (["--recipient", "", "x"], "--recipient"),
    ],
)
def test_wrong_usage_is_said_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["verify", *words]) == exits.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err


@pytest.mark.parametrize("option", ["--trust", "--documents"])
@pytest.mark.parametrize("content", [b"", b"[]", b'{"issuers": 7}', b'{"issuers": {}}', None])
def test_a_registry_or_map_that_cannot_be_used_ends_the_command(
    write: Write,
    academy: Issuer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    option: str,
    content: bytes | None,
) -> None:
    path = write("r.json", content) if content is not None else str(tmp_path / "absent")
    assert verify(option, path, write("a.json", academy.signed())) == exits.NOTHING_DONE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")


# -- for people -----------------------------------------------------------------------------


def test_people_read_the_verdict_who_vouches_and_each_check_with_its_reason(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("a.json", academy.signed(validUntil="2026-07-01T00:00:00Z"))
    assert verify(path) == 1
    out, err = capsys.readouterr()
    assert err == ""
    first, second, *rest = out.splitlines()
    assert first == f"✗ Not valid: {path}"
    assert second.startswith(f"  Who vouches: {academy.id}, which calls itself")
    assert "  ✓ Passed           The document is built as its specification asks." in rest
    assert (
        "      Name the person who shows it with --recipient: an e-mail address or a DID." in rest
    )
    assert "  ✗ Failed           The credential has expired." in rest
    assert any("(at /validUntil)" in line for line in rest)
    assert "  – Not declared     The credential names no status list." in rest
    unasked = "  – Not asked        Nobody was named to compare the recipient with."
    assert rest.index(unasked) > rest.index("  ✗ Failed           The credential has expired.")
    assert any(line.startswith("  What to do: ") for line in rest)
    assert "  Checked as of 1 November 2026, 00:00 UTC." in rest


def test_people_read_who_vouches_and_never_more_than_is_proven(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    by_address = Issuer.by_address()
    trust = write("t.json", {"issuers": [by_address.id, academy.id]})
    nothing = write("map.json", {})
    for document, said in (
        (by_address.signed(), "the key for itself only"),
        (tampered(academy), "nobody. The document names"),
        (academy.signed(), "an issuer in the registry you chose"),
    ):
        verify("--trust", trust, "--documents", nothing, write("a.json", document))
        assert said in capsys.readouterr().out.splitlines()[1]


def test_a_name_that_anybody_can_choose_is_never_shown_as_vouching(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    academy.name = "Harvard University"
    path = write("a.json", academy.signed())
    unlisted = "It is in no registry you chose."
    assert verify(path) == 0
    assert capsys.readouterr().out.splitlines()[:4] == [
        f"✓ Valid: {path}",
        f'  Who vouches: {academy.id}, which calls itself "{academy.name}". {unlisted}',
        "      The name is the issuer's own claim: anybody can choose it.",
        "      Ask the organisation for its DID, and name it with --trust REGISTRY.json.",
    ]
    nameless = academy.signed(issuer={"id": academy.id, "type": ["Profile"]})
    assert verify(write("b.json", nameless)) == 0
    assert "Anybody can make such a key." in capsys.readouterr().out
    trust = write("t.json", {"issuers": [academy.id]})
    assert verify("--trust", trust, path) == 0
    _, second, third, *_ = capsys.readouterr().out.splitlines()
    assert second == f"  Who vouches: {academy.id}: an issuer in the registry you chose."
    assert third.startswith("  ✓ Passed ")


def test_a_key_that_vouches_for_itself_lends_its_name_no_weight(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    verify("--documents", write("m.json", {}), write("a.json", Issuer.by_address().signed()))
    _, second, third, fourth, *_ = capsys.readouterr().out.splitlines()
    assert second.startswith("  Who vouches: the key for itself only. That it belongs to ")
    assert third == "      The name is the issuer's own claim: anybody can choose it."
    assert fourth == "      Ask the organisation whether it made this credential."


@pytest.mark.usefixtures("no_network")
def test_what_to_do_follows_from_the_check_that_failed(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    def advice(document: dict[str, Any], *options: str) -> str:
        main(["verify", "--at", AT, *options, write("a.json", document)])
        found = re.search(r"^  What to do: (.*)$", capsys.readouterr().out, re.MULTILINE)
        assert found is not None
        return found[1]

    good = academy.signed()
    expired = academy.signed(validUntil="2026-07-01T00:00:00Z")
    other = ("--recipient", "somebody.else@example.org")
    assert "as it was signed" in advice(tampered(academy))
    assert advice(good, *other).startswith("Ask the person which address")
    assert "renewed" in advice(expired)
    assert "renewed" in advice(expired, *other)
    assert "later moment" in advice(good, "--at", "2026-01-01T00:00:00Z")
    assert "as it was signed" in advice(good | {"slipped": "in"})
    assert "as it was signed" in advice(expired | {"name": "Robot mastery"})
    assert "Tell the issuer" in advice(academy.signed(validUntil="soon"))
    forged = Issuer.by_did_key("employer").endorsement() | {"name": "Praise"}
    endorsed = academy.signed(endorsement=[forged])
    assert "without the endorsement" in advice(endorsed)
    assert "whether it made" in advice(Issuer.by_did_key("eve").sign(academy.unsigned()))
    assert "as the issuer made it" in advice(academy.unsigned())
    schema = {"id": "https://a.example/s", "type": "JsonSchema"}
    assert "the schema" in advice(academy.signed(credentialSchema=schema))


def test_a_folder_is_answered_with_how_to_name_the_files_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "class 7").mkdir()
    assert verify(f"{tmp_path}/class 7/") == 3
    assert f"Name the files in it: '{tmp_path}/class 7'/*.json" in capsys.readouterr().out


def test_an_undecided_credential_comes_with_something_to_do(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write("a.json", Issuer.by_did_web().signed())
    assert verify("--documents", write("map.json", {}), path) == 2
    out = capsys.readouterr().out
    assert out.startswith(f"? Could not be decided: {path}\n")
    assert "What to do: Try again later" in out


def test_an_issuer_at_an_address_that_is_not_asked_leaves_it_undecided(
    write: Write, no_network: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    issuer = Issuer("did:web:localhost%3A8000:i:guild", "Guild", [])
    issuer.keys.append(Issuer.by_did_key("guild").key)
    assert verify(write("a.json", issuer.signed())) == 2
    out = capsys.readouterr().out
    assert "The signature could not be checked." in out
    assert "localhost, which is not the name of a public host. They were not fetched." in out
    assert "What to do: Verify it on the issuer's own site" in out
    assert "does not hold" not in out
    assert "Who vouches: not known. The document names did:web:localhost%3A8000:i:guild" in out
    assert no_network == []


def test_several_inputs_are_summed_up_on_standard_error(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [write("a.json", academy.signed()), write("b.json", b"{"), write("c.jwt", TOKEN)]
    assert verify(*paths) == 3
    out, err = capsys.readouterr()
    assert err == "3 looked at: 1 valid, 2 could not be read.\n"
    assert "Could not be read: " in out
    assert "Not a credential: " in out


def test_a_document_cannot_write_lines_of_its_own_or_command_the_terminal(
    write: Write, academy: Issuer, capsys: pytest.CaptureFixture[str]
) -> None:
    academy.name = "Academy\n✓ Valid: other.json\r\x1b[2J\u202e" + "x" * 999
    evil = academy.signed() | {"validFrom": "\n✓ Valid: third.json\x1b]0;x\x07"}
    assert verify(write("a\n✓ Valid: b.json", evil)) == 1
    out = capsys.readouterr().out
    assert not re.search(r"^✓ Valid", out, re.MULTILINE)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", out)
    assert max(map(len, out.splitlines())) < 900


def test_colour_is_for_terminals_whose_owner_wants_it(
    write: Write,
    academy: Issuer,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = write("a.json", academy.signed())
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert verify(path) == 0
    assert "\x1b" not in capsys.readouterr().out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert verify(path) == 0
    coloured = capsys.readouterr().out
    assert coloured.startswith("\x1b[1;32m✓ Valid\x1b[0m: ")
    assert "\x1b" not in coloured.splitlines()[1]  # who vouches is never coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert verify(path) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_the_installed_command_speaks_plainly_where_the_terminal_knows_ascii_only(
    write: Write, academy: Issuer
) -> None:
    path = write("a.json", tampered(academy))
    run = subprocess.run(
        [sys.executable, "-m", "laurea", "verify", "--at", AT, path],
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "ascii"},
    )
    assert run.returncode == 1
    assert run.stdout.startswith(b"x Not valid: ")
    assert b"  + Passed" in run.stdout
    assert b"  - Not declared" in run.stdout


def test_text_is_put_on_one_line_and_shortened() -> None:
    assert one_line("a \n\t b\x00") == "a b\\x00"
    assert one_line("x" * 400) == "x" * 300 + "…"
