from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from laurea.cli.passphrase import VARIABLE, new_passphrase, passphrase_for
from laurea.integrations.keystore.key_file import read_key_file


def test_the_variable_answers_without_asking(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "four plain words here")
    assert passphrase_for("a.key.json") == new_passphrase() == "four plain words here"
    assert capsys.readouterr() == ("", "")


def test_a_short_passphrase_is_taken_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, "short")
    assert new_passphrase() == "short"
    assert "warning: The passphrase is short" in capsys.readouterr().err


NEW = [sys.executable, "-m", "laurea", "keys", "new", "--name", "Halden", "--out"]


def test_without_a_terminal_the_variable_is_named(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    ended = subprocess.run(
        [*NEW, str(tmp_path / "k")],
        env=environment,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (5, "")
    assert "A passphrase is needed" in ended.stderr
    assert VARIABLE in ended.stderr
    assert list(tmp_path.iterdir()) == []


_TYPING_S = 0.2


def at_a_terminal(command: list[str], answers: list[str]) -> tuple[int, str]:
    """Run a command in a terminal of its own and type an answer at each prompt.

    It types as late as a person does: Ctrl-C between a prompt and the reading that follows it is
    noticed only when that reading has ended.
    """
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop(VARIABLE, None)
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    shown = ""
    waiting = list(answers)
    while True:
        try:
            read = os.read(terminal, 4096).decode()
        except OSError:  # the terminal is gone with its process
            break
        if not read:
            break
        shown += read
        if waiting and shown.rstrip(" ").endswith(":"):
            time.sleep(_TYPING_S)
            os.write(terminal, waiting.pop(0).encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


in_a_terminal = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")


@in_a_terminal
def test_a_new_passphrase_is_asked_twice_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "k"
    code, shown = at_a_terminal([*NEW, str(path)], ["four plain words\n", "four plain words\n"])
    assert code == 0, shown
    assert "four plain words" not in shown
    read_key_file(path, lambda: "four plain words")


@in_a_terminal
@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        (["four plain words\n", "five plain words\n"], 5, "The two passphrases differ"),
        (["\n"], 5, "Nothing was typed"),
        (["\x03"], 130, "Stopped, as you asked."),
        (["\x04"], 130, "Stopped, as you asked."),
    ],
    ids=["differ", "empty", "ctrl-c", "ctrl-d"],
)
def test_what_is_typed_wrongly_writes_nothing(
    tmp_path: Path, answers: list[str], code: int, said: str
) -> None:
    ended, shown = at_a_terminal([*NEW, str(tmp_path / "k")], answers)
    assert (ended, said in shown) == (code, True), shown
    assert "Traceback" not in shown
    assert list(tmp_path.iterdir()) == []
