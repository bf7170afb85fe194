from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer

from laurea import __version__, cli
from laurea.cli import COMMANDS, Command, exits, failures, main
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import PARSING, Problem

LAUREA = [sys.executable, "-m", "laurea"]


def spoken(
    capsys: pytest.CaptureFixture[str], *words: str, code: int = exits.DONE
) -> tuple[str, str]:
    assert main(words) == code
    captured = capsys.readouterr()
    return captured.out, captured.err


def use(monkeypatch: pytest.MonkeyPatch, command: object, failure: int = 3) -> None:
    """Let `laurea probe` be `command`."""
    monkeypatch.setitem(cli.COMMANDS, "probe", Command("probe:probe", "Probe.", failure=failure))
    load = cli._load
    monkeypatch.setattr(
        cli, "_load", lambda target: command if target == "probe:probe" else load(target)
    )


def test_help_lists_every_command_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = spoken(capsys, "--help")
    for name, command in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(command.line[:30])}", out, re.MULTILINE)
    assert err == ""


def test_help_imports_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    code = (
        "import sys; from laurea.cli import COMMANDS, main; main(['--help']);"
        "sys.exit(any(c.target.partition(':')[0] in sys.modules for c in COMMANDS.values())"
        " or 'cryptography' in sys.modules or 'rich' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode
        == 0
    )


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_teaches_with_an_example(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    out, err = spoken(capsys, name, "--help")
    assert f"laurea {name}" in out.partition("Example:")[2]
    assert err == ""


def test_no_words_at_all_shows_the_help_as_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = spoken(capsys, code=exits.USAGE)
    assert "Usage: laurea" in out


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert spoken(capsys, "--version") == (f"laurea {__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["keyz"], "Did you mean 'keys'?"),
        (["--nonsense"], "No such option: --nonsense"),
        (["keys"], "Missing command"),
        (["keys", "make"], "No such command 'make'"),
        (["keys", "show"], "Missing argument 'FILE'"),
        (["keys", "show", "a", "b"], "unexpected extra argument"),
        (["keys", "new", "--name", "x"], "Missing option '--out'"),
        (["keys", "new", "--name"], "requires an argument"),
    ],
)
def test_wrong_usage_says_what_and_where_to_read(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    out, err = spoken(capsys, *words, code=exits.USAGE)
    assert out == ""
    assert said in err
    assert "--help` explains it." in err


def test_a_problem_ends_the_command_with_its_own_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def probe() -> None:
        raise MalformedDocument(Problem(PARSING, "Line 2 ends\x1b[2J early.", "/name"))

    use(monkeypatch, probe)
    out, err = spoken(capsys, "probe", code=3)
    assert out == ""
    assert err.splitlines() == [
        "error: The document cannot be read",
        "  Line 2 ends\\x1b[2J early. (at /name)",
    ]


def test_an_answer_may_have_a_code_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def probe() -> None:
        raise typer.Exit(2)

    use(monkeypatch, probe)
    assert spoken(capsys, "probe", code=2) == ("", "")


def test_what_the_system_refuses_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def probe() -> None:
        raise OSError(28, "No space left on device", b"out/\xff.json")

    use(monkeypatch, probe)
    _, err = spoken(capsys, "probe", code=3)
    assert "out/\\xff.json: No space left on device." in err


@pytest.mark.parametrize("trace", ["", "1"])
def test_a_defect_shows_no_stack_trace_unless_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, trace: str
) -> None:
    def probe() -> None:
        raise ZeroDivisionError("nobody counted")

    use(monkeypatch, probe)
    monkeypatch.setenv("LAUREA_TRACEBACK", trace)
    _, err = spoken(capsys, "probe", code=exits.DEFECT)
    assert "Laurea has a defect" in err
    assert ("Traceback" in err) == bool(trace)


def test_ctrl_c_says_so_and_exits_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def probe() -> None:
        raise KeyboardInterrupt

    use(monkeypatch, probe)
    _, err = spoken(capsys, "probe", code=exits.INTERRUPTED)
    assert err == "\nStopped, as you asked.\n"


def test_problems_without_a_file_name_are_explained_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert failures.explain(OSError("odd"), 9) == 9
    assert "odd." in capsys.readouterr().err


def test_the_reader_of_the_output_may_leave_early(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(
        "import sys\nfrom laurea import cli\nfrom laurea.cli import console\n"
        "def probe():\n    while True:\n        console.write_json({'n': 'x' * 1000})\n"
        "cli.COMMANDS['probe'] = cli.Command('probe:probe', 'Probe.')\n"
        "cli._load = lambda target: probe\nsys.exit(cli.main(['probe']))\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == exits.PIPE_CLOSED


def test_ctrl_c_while_a_file_is_read_leaves_no_stack_trace(tmp_path: Path) -> None:
    pipe = tmp_path / "never-written"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [*LAUREA, "keys", "show", str(pipe)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        writing_end = opened_once_it_is_read(pipe)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        os.close(writing_end)
    assert (process.returncode, out) == (exits.INTERRUPTED, b"")
    assert err == b"\nStopped, as you asked.\n"


def opened_once_it_is_read(pipe: Path) -> int:
    for _ in range(1_000):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads it yet
            time.sleep(0.02)
    pytest.fail("the command did not come to read its file")
