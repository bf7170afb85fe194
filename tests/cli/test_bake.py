"""`laurea bake` and `laurea unbake`: the same bytes out as in, and nothing half-written."""

from __future__ import annotations

import base64
import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from laurea.cli import exits, main
from tests.simulator.issuer import Issuer

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


def a_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = b"\x89PNG\r\n\x1a\n" + b"".join(
    [
        a_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        a_chunk(b"IDAT", zlib.compress(b"\0\0")),
        a_chunk(b"IEND", b""),
    ]
)


def a_token(payload: Any, header: Any = {"alg": "EdDSA"}) -> bytes:  # noqa: B006
    parts = [json.dumps(header).encode(), json.dumps(payload).encode(), b"signature"]
    return b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two pictures and a credential in it."""
    monkeypatch.chdir(tmp_path)
    Path("badge.png").write_bytes(PNG)
    Path("badge.svg").write_bytes(SVG)
    Path("a.json").write_bytes(json.dumps(Issuer.by_did_key().signed(), indent=1).encode())
    return tmp_path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"badge.png", "badge.svg", "a.json"}


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_what_was_baked_comes_out_byte_for_byte_and_verifies(
    folder: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bake", "a.json", f"badge.{kind}", "-o", "out"]) == exits.DONE
    article = "a" if kind == "png" else "an"
    picture = f"{article} {kind.upper()} picture with an Open Badges 3.0 credential inside"
    assert capsys.readouterr() == (f"Written: out, {picture}.\n", "")
    assert main(["unbake", "out", "-o", "again.json"]) == exits.DONE
    assert Path("again.json").read_bytes() == Path("a.json").read_bytes()
    assert main(["verify", "--at", "2026-11-01T00:00:00Z", "out"]) == 0


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("around", [b"%b", b"%b\n", b" \n%b \n\n"])
def test_not_even_spaces_around_json_are_lost(folder: Path, kind: str, around: bytes) -> None:
    raw = around % json.dumps(Issuer.by_did_key().signed(name="]]> & <é> \\u0000")).encode()
    Path("b.json").write_bytes(raw)
    assert main(["bake", "b.json", f"badge.{kind}", "-o", "out"]) == exits.DONE
    assert main(["unbake", "out", "-o", "again.json"]) == exits.DONE
    assert Path("again.json").read_bytes() == raw


def test_a_byte_order_mark_stays_behind(folder: Path) -> None:
    raw = Path("a.json").read_bytes()
    Path("b.json").write_bytes(b"\xef\xbb\xbf" + raw)
    assert main(["bake", "b.json", "badge.png", "-o", "out"]) == exits.DONE
    assert main(["unbake", "out", "-o", "again.json"]) == exits.DONE
    assert Path("again.json").read_bytes() == raw


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_token_is_baked_without_the_line_end_of_its_file(
    folder: Path, kind: str, wrapped: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    credential = Issuer.by_did_key().unsigned()
    token = a_token({"iss": "did:example:x", "vc": credential} if wrapped else credential)
    Path("a.jwt").write_bytes(token + b"\n")
    assert main(["bake", "--json", "a.jwt", f"badge.{kind}", "-o", "out"]) == exits.DONE
    assert json.loads(capsys.readouterr().out) == {
        "file": "out",
        "format": "ob3-achievement (JWT)",
        "picture": kind,
    }
    assert main(["unbake", "out", "-o", "again.jwt"]) == exits.DONE
    assert Path("again.jwt").read_bytes() == token


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "There is nothing in it"),
        (b"name,email\n", "is not baked"),
        (b"[]", "is not baked"),
        (b"{}", "names no credential"),
        (b'{"type": ["Achievement"]}', "This is an achievement; a credential goes here"),
        (b'{"type": "VerifiablePresentation"}', "a presentation"),
        (b'{"type":"Assertion","@context":"https://w3id.org/openbadges/v2"}', "Open Badges 2.0"),
        (b'{"type": "VerifiableCredential", "type": "x"}', "stands twice"),
        (PNG, "Give the credential first"),
        (SVG, "Give the credential first"),
        (b"%PDF-1.7", "a PDF document"),
        (a_token({"iss": "x"}), "carries no credential"),
        (a_token({"type": "VerifiablePresentation"}), "carries no credential"),
        (a_token({"type": "VerifiableCredential"}, {}), "names no algorithm"),
        (a_token([]), "is not baked"),
        (b"a.b.c", "is not baked"),
        (b"ey.ey.ey", "is not baked"),
        (b"\x00", "is not baked"),
    ],
)
def test_what_is_no_credential_is_not_baked(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    Path("b").write_bytes(content)
    assert main(["bake", "b", "badge.png", "-o", "out.png"]) == exits.NOTHING_DONE
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert names(folder) == {"b"}


def test_a_credential_without_proof_is_baked_with_a_warning(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("b.json").write_text(json.dumps(Issuer.by_did_key().unsigned()))
    assert main(["bake", "b.json", "badge.png", "-o", "out.png"]) == exits.DONE
    assert "warning: The document carries no proof" in capsys.readouterr().err


@pytest.mark.parametrize("image", [b"", b"GIF89a", PNG[:40], b"<html></html>", b"<svg", b"x" * 99])
def test_a_picture_that_cannot_carry_it_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], image: bytes
) -> None:
    Path("image").write_bytes(image)
    assert main(["bake", "a.json", "image", "-o", "out.png"]) == exits.NOTHING_DONE
    assert capsys.readouterr().err.startswith("error: ")
    assert names(folder) == {"image"}


@pytest.mark.parametrize("words", [["bake", "a.json", "badge.png"], ["unbake", "baked.png"]])
def test_nothing_is_overwritten_unless_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["bake", "a.json", "badge.png", "-o", "baked.png"]) == exits.DONE
    Path("out").write_bytes(b"mine")
    assert main([*words, "-o", "out"]) == exits.NOTHING_DONE
    refusal = capsys.readouterr().err
    assert "There is a file of this name already" in refusal
    assert "--force replaces it" in refusal
    assert Path("out").read_bytes() == b"mine"
    assert main([*words, "-o", "out", "--force"]) == exits.DONE
    assert Path("out").read_bytes() != b"mine"
    assert names(folder) == {"baked.png", "out"}


def test_a_picture_may_take_the_place_of_itself(folder: Path) -> None:
    assert main(["bake", "a.json", "badge.png", "-o", "badge.png", "--force"]) == exits.DONE
    other = json.dumps(Issuer.by_did_key("other").signed())
    Path("b.json").write_text(other)
    assert main(["bake", "b.json", "badge.png", "-o", "badge.png", "--force"]) == exits.DONE
    assert main(["unbake", "badge.png", "-o", "c.json"]) == exits.DONE
    assert Path("c.json").read_text() == other


@pytest.mark.parametrize(
    "words",
    [
        ["bake", "-", "-", "-o", "x"],
        ["bake", "a.json", "badge.png", "-o", "-"],
        ["bake", "a.json", "badge.png"],
        ["bake", "a.json"],
        ["unbake"],
    ],
)
def test_wrong_usage_writes_nothing(folder: Path, words: list[str]) -> None:
    assert main(words) == exits.USAGE
    assert names(folder) == set()


@pytest.mark.parametrize(
    "words",
    [
        ["bake", "absent", "badge.png", "-o", "x"],
        ["bake", "a.json", "absent", "-o", "x"],
        ["bake", "a.json", ".", "-o", "x"],
        ["bake", "a.json", "badge.png", "-o", "absent/x"],
        ["unbake", "absent"],
        ["unbake", "badge.png"],
        ["unbake", "a.json"],
    ],
)
def test_what_cannot_be_read_or_written_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(words) == exits.NOTHING_DONE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert names(folder) == set()


def test_unbaking_prints_the_very_bytes_and_json_says_where_they_stood(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["bake", "a.json", "badge.svg", "-o", "out.svg"]) == exits.DONE
    capsysbinary.readouterr()
    assert main(["unbake", "out.svg"]) == exits.DONE
    assert capsysbinary.readouterr() == (Path("a.json").read_bytes(), b"")
    assert main(["unbake", "--json", "out.svg"]) == exits.DONE
    assert json.loads(capsysbinary.readouterr().out) == {
        "file": "out.svg",
        "standard": "ob3",
        "picture": "svg",
        "credential": Path("a.json").read_text(),
    }
    assert main(["unbake", "--json", "out.svg", "-o", "b.json"]) == exits.DONE
    assert json.loads(capsysbinary.readouterr().out)["out"] == "b.json"


def test_a_terminal_is_given_nothing_to_obey(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = b"https://school.example/\x1b[2J"
    hostile = PNG.replace(PNG[33:], a_chunk(b"tEXt", b"openbadges\0" + text) + PNG[33:])
    Path("old.png").write_bytes(hostile)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["unbake", "old.png"]) in {exits.DONE, exits.NOTHING_DONE}
    assert "\x1b" not in capsys.readouterr().out


def test_the_address_in_an_old_badge_is_taken_out_as_well(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = PNG[:33] + a_chunk(b"tEXt", b"openbadges\0https://school.example/a/1") + PNG[33:]
    Path("old.png").write_bytes(old)
    assert main(["unbake", "--json", "old.png"]) == exits.DONE
    answer = json.loads(capsys.readouterr().out)
    assert answer["credential"] == "https://school.example/a/1"
    assert answer["standard"] in {"ob1", "ob2"}


def test_either_may_come_from_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, (words, name) in enumerate(
        [(["-", "badge.png"], "a.json"), (["a.json", "-"], "badge.png")]
    ):
        stream = io.TextIOWrapper(io.BytesIO(Path(name).read_bytes()))
        monkeypatch.setattr(sys, "stdin", stream)
        assert main(["bake", *words, "-o", f"{number}.png"]) == exits.DONE
    assert Path("0.png").read_bytes() == Path("1.png").read_bytes()


def test_the_installed_commands_work_in_a_pipe(folder: Path) -> None:
    laurea = [sys.executable, "-m", "laurea"]
    subprocess.run([*laurea, "bake", "a.json", "badge.png", "-o", "b.png"], check=True)
    with Path("b.png").open("rb") as file:
        run = subprocess.run([*laurea, "unbake", "-"], stdin=file, capture_output=True, check=True)
    assert (run.stdout, run.stderr) == (Path("a.json").read_bytes(), b"")
