"""Look for inputs that break the readers and judges of documents, one target after the other.

    scripts/fuzz.py [--seconds 60] [--folder build/fuzz] [TARGET ...]

What breaks a target is left in the folder, beside what was printed, and the answer is 1. What was
learnt stays there for the next time. `tests/fuzz` says what the targets are.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.fuzz.targets import TARGETS  # noqa: E402 - the path is set above


def main() -> int:
    """Fuzz the targets that are named, or all."""
    arguments = _arguments()
    broken = [
        target
        for target in arguments.targets or TARGETS
        if not _holds(target, arguments.folder.absolute() / target, arguments.seconds)
    ]
    if broken:
        print(f"Broken: {', '.join(broken)}. See {arguments.folder}.")
    return int(bool(broken))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("targets", nargs="*", choices=[[], *TARGETS], help="all, if none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "fuzz")
    return parser.parse_args()


def _holds(target: str, folder: Path, seconds: int) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    script = Path(__file__).with_name("fuzz_one.py")
    done = subprocess.run(  # noqa: S603 - a script of this repository
        [sys.executable, script, target, folder, str(seconds)],
        cwd=ROOT,
        check=False,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    (folder / "output.txt").write_text(done.stdout)
    runs = re.findall(r"^(?:Done|#)(\s*\d+)", done.stdout, flags=re.MULTILINE)
    print(f"{target:10}{int(runs[-1]) if runs else 0:>10,} inputs", flush=True)
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-30:]), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
