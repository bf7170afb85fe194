"""A file in another's place is named for what it is, and nothing else is turned away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from laurea.cli import main
from laurea.credentials.errors import LaureaError, MalformedDocument
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.problems import FILE_SWAPPED, PARSING, Problem
from laurea.integrations.keystore.key_file import create_key, read_public_part, write_key_file
from laurea.integrations.swapped import expecting, kind_in_words
from laurea.integrations.trust_registry import read_trust_registry
from tests.simulator.issuer import Issuer
from tests.simulator.office import ACHIEVEMENT

TABLE = b"Name;E-mail\nAlva Lind;alva.lind@example.org\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with one file of each kind."""
    monkeypatch.chdir(tmp_path)
    write_key_file("key", create_key(KeyKind.ED25519, name="Academy"), None)
    school = Issuer.by_did_key()
    for name, document in (
        ("achievement", ACHIEVEMENT),
        ("credential", school.signed()),
        ("profile", school.profile),
        ("registry", {"issuers": [school.id]}),
    ):
        Path(name).write_text(json.dumps(document))
    Path("table").write_bytes(TABLE)
    Path("badge.svg").write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    return tmp_path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("issue --achievement key --key key", "key: This is a key file; the achievement goes"),
        ("issue --achievement credential --key key", "This is a credential; the achievement goes"),
        ("issue --achievement table --key key", "This is a table; the achievement goes here"),
        ("issue --achievement achievement --key table", "This is a table; the key file goes here"),
        ("issue --achievement achievement --key achievement", "an achievement; the key file goes"),
        (
            "issue --achievement achievement --key key --issuer achievement",
            "achievement: This is an achievement; the issuer's profile goes here.",
        ),
        ("keys show credential", "credential: This is a credential; the key file goes here."),
        ("verify --trust table credential", "This is a table; the registry of issuers goes here"),
        ("verify --trust key credential", "This is a key file; the registry of issuers goes here"),
        ("verify achievement", "Another file belongs here: This is an achievement; a credential"),
        ("verify registry", "This is a registry of issuers; a credential goes here."),
        ("verify profile", "This is an issuer's profile; a credential goes here."),
        ("verify table", "This is a table; a credential goes here."),
        ("bake achievement badge.svg -o out", "This is an achievement; a credential goes here."),
    ],
)
def test_a_file_in_the_place_of_another_is_named(
    folder: Path, words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = words.split()
    if command[0] == "issue":
        command += ["--roster", "table", "--out", "out"]
    assert main(command) != 0
    assert said in "".join(capsys.readouterr())
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", None),
        (b"{", None),
        (b"[1, 2]\n[3, 4]", None),
        (b"{}", None),
        (b"a,b", None),
        (b"a,b\nc d", None),
        (b"a,b\n\0,c", None),
        (b"<a,b>\n<c,d>", None),
        (b"\xef\xbb\xbfa\tb\n\nc\td", "a table"),
        (b'{"issuers": 3}', None),
        (b'{"registry": {}}', "a registry of issuers"),
        (b'{"type": "Profile"}', "an issuer's profile"),
        (b'{"type": ["VerifiableCredential", "BitstringStatusListCredential"]}', "a status list"),
    ],
)
def test_kinds_are_told_from_the_content(content: bytes, kind: str | None) -> None:
    assert kind_in_words(content) == kind


def test_a_damaged_file_of_the_right_kind_keeps_its_own_problem(folder: Path) -> None:
    for name, read in (("key", read_public_part), ("registry", read_trust_registry)):
        document: dict[str, Any] = json.loads(Path(name).read_text())
        Path(name).write_text(json.dumps(document | {"version": 99, "issuers": [7]}))
        with pytest.raises(LaureaError) as caught:
            read(name)
        assert caught.value.problem.type is not FILE_SWAPPED


def test_what_is_nothing_known_keeps_its_own_problem() -> None:
    problem = Problem(PARSING, "It is damaged.")
    with pytest.raises(MalformedDocument) as caught, expecting("a credential", b"\xff\xfe"):
        raise MalformedDocument(problem)
    assert caught.value.problem is problem
