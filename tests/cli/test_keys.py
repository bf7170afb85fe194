from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from laurea.cli import exits, main
from laurea.cli.key_option import open_key_file
from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.did_key import dereference_did_key
from laurea.credentials.keys.jwk import from_jwk

PASSPHRASE = "four plain words here"


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUREA_PASSPHRASE", PASSPHRASE)


def new(out: Path, *more: str, name: str = "Halden Works Academy") -> int:
    return main(["keys", "new", "--name", name, "--out", str(out), *more])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    line, end = capsys.readouterr().out.split("\n")
    assert end == ""
    parsed: dict[str, Any] = json.loads(line)
    return parsed


def test_a_new_encrypted_key_is_shown_without_its_passphrase_and_signs_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "academy.key.json"
    assert new(path, "--url", "https://academy.example/", "--json") == exits.DONE
    made = answer(capsys)
    monkeypatch.delenv("LAUREA_PASSPHRASE")
    assert main(["keys", "show", "--json", str(path)]) == exits.DONE
    shown = answer(capsys)
    assert made == shown
    assert shown["encrypted"] is True
    assert shown["profile"]["url"] == "https://academy.example/"
    method = dereference_did_key(shown["verification_method"])
    assert method.controller == shown["did"] == shown["profile"]["id"]
    assert from_jwk(shown["public_key_jwk"]) == method.public_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    monkeypatch.setenv("LAUREA_PASSPHRASE", PASSPHRASE)
    assert open_key_file(str(path)).signer.verification_method == method.id


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("ed25519", "EdDSA"), ("p256", "ES256"), ("p384", "ES384"), ("rsa", "RS256")],
)
def test_every_kind_of_key_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, algorithm: str
) -> None:
    assert new(tmp_path / "k", "--plain", "--kind", kind, "--json") == exits.DONE
    made = answer(capsys)
    assert (made["kind"], made["algorithm"], made["encrypted"]) == (kind, algorithm, False)


def test_the_answer_for_people_names_the_did_and_warns_of_an_open_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "k"
    assert new(path, "--plain") == exits.DONE
    out, err = capsys.readouterr()
    assert "Halden Works Academy" in out
    assert "did:key:z6Mk" in out
    assert "in the open" in out
    assert "warning: The private key is not encrypted" in err
    path.chmod(0o644)
    assert main(["keys", "show", str(path)]) == exits.DONE
    assert "warning: Others can read the private key" in capsys.readouterr().err
    open_key_file(str(path))
    assert "warning: Others can read the private key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--kind", "dsa"], "'dsa' is not one of 'ed25519', 'p256', 'p384', 'rsa'"),
        (["--name", "  "], "--name: A name is one line"),
        (["--name", "a\nb"], "--name: A name is one line"),
        (["--url", "academy.example"], "--url: An address is written in full"),
        (["--out", "-"], "--out: A key is written to a file only."),
    ],
)
def test_wrong_usage_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    assert new(tmp_path / "k", "--plain", *more) == exits.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("taken", "There is a file of this name already"),
        (".", "There is a file of this name already"),
        ("", "There is a file of this name already"),
        ("absent/k", "The file cannot be written"),
        ("taken/k", "The file cannot be written"),
        ("n" * 300, "The file cannot be written"),
    ],
)
def test_a_place_that_cannot_take_the_file_is_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    title: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("taken").write_bytes(b"mine")
    words = ["keys", "new", "--name", "Halden", "--plain", "--out", name]
    assert main(words) == exits.NOTHING_DONE
    out, err = capsys.readouterr()
    assert out == ""
    assert f"error: {title}" in err
    assert Path("taken").read_bytes() == b"mine"
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize("content", [b"", b"{", b'{"format":"laurea-key"}', b"PK\x03\x04", None])
def test_what_is_no_key_file_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "k"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    assert main(["keys", "show", "--json", str(path)]) == exits.NOTHING_DONE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: The ")
    assert str(path) in err


def test_a_wrong_passphrase_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "k"
    assert new(path) == exits.DONE
    monkeypatch.setenv("LAUREA_PASSPHRASE", "another one entirely")
    with pytest.raises(LaureaError) as refusal:
        open_key_file(str(path))
    assert refusal.value.problem.type.slug == "passphrase-wrong"


def test_the_installed_command_reads_a_key_from_standard_input(tmp_path: Path) -> None:
    path = tmp_path / "k"
    laurea = [sys.executable, "-m", "laurea", "keys"]
    made = subprocess.run(
        [*laurea, "new", "--name", "Høgskolen", "--plain", "--json", "--out", path],
        capture_output=True,
        check=True,
        env={"LC_ALL": "en_US.ISO-8859-1", "PATH": os.environ["PATH"]},
    )
    with path.open("rb") as file:
        shown = subprocess.run([*laurea, "show", "-"], stdin=file, capture_output=True, check=True)
    assert json.loads(made.stdout)["did"] in shown.stdout.decode()
    assert shown.stderr == b""


def test_a_name_that_is_not_unicode_is_refused_in_words(tmp_path: Path) -> None:
    assert new(tmp_path / "k", "--plain", name="H\udcff") == exits.USAGE
    assert list(tmp_path.iterdir()) == []
