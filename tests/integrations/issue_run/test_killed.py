"""A run is killed with SIGKILL at any moment, again and again, and then finished."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time

from laurea.credentials.report import Verdict
from laurea.integrations.issue_run.journal import FILE_NAME
from tests.simulator.office import STATUS_URL, Office

ROWS = 300
_PROGRAM = "import sys; from laurea.cli import main; sys.exit(main(sys.argv[1:]))"


def start(office: Office) -> subprocess.Popen[bytes]:
    words = office.arguments("--status", STATUS_URL, "--bake", "svg")
    if (office.out / FILE_NAME).exists():
        words.append("--resume")
    return subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def kill_when(office: Office, files: int) -> int:
    """Kill a run as soon as the folder holds so many files; return how many it then holds."""
    with start(office) as process:
        while process.poll() is None and _held(office) < files:
            time.sleep(0.004)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    return _held(office)


def _held(office: Office) -> int:
    try:
        return sum(1 for _ in office.out.iterdir())
    except FileNotFoundError:
        return 0


def test_a_run_killed_anywhere_gives_every_learner_one_credential_in_the_end(
    office: Office,
) -> None:
    office.enrol_many(ROWS)
    chance = random.Random(20261120)
    moments = sorted(chance.sample(range(2, 2 * ROWS), 2))
    before: dict[str, bytes] = {}
    for files in (1, *moments):
        held = kill_when(office, files)
        assert held >= files
        contents = {n: c for n, c in office.contents().items() if not n.endswith(".part")}
        assert before.items() <= contents.items()
        before = contents
    with start(office) as process:
        _, said = process.communicate()
    assert process.returncode == 0, said
    contents = office.contents()
    assert before.items() <= contents.items()
    assert not [name for name in contents if name.endswith(".part")]
    credentials = office.credentials()
    assert len({each["id"] for each in credentials}) == len(credentials) == ROWS
    assert len({each["credentialStatus"]["statusListIndex"] for each in credentials}) == ROWS
    assert len(office.report()) == ROWS
    assert office.baked_as_written("svg")
    assert {report.verdict for report in office.reports()} == {Verdict.VALID}
