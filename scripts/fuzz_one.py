"""Fuzz one target, guided by the branches of the code that each input reaches (atheris).

    scripts/fuzz_one.py TARGET FOLDER SECONDS

`scripts/fuzz.py` runs this, in a process of its own for each target.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from random import Random

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["laurea.credentials", "laurea.ledger"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import OF_JSON, TARGETS, changed, run

LONGEST_S = 10
"""How long one input may take, on a machine that is busy, with every branch counted."""
MOST_MIB = 1024
LONGEST_BYTES = 16_384


def main() -> None:
    """Fuzz until the time is over, or an input breaks the target; the process then ends."""
    name, folder, seconds = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    corpus, begun = folder / "corpus", folder / "seeds"
    for each in (corpus, begun):
        each.mkdir(parents=True, exist_ok=True)
    for content in seeds()[name]:
        (begun / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    options = [
        sys.argv[0],
        str(corpus),
        str(begun),
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST_BYTES}",
        f"-timeout={LONGEST_S}",
        f"-rss_limit_mb={MOST_MIB}",
        f"-artifact_prefix={folder}/",
    ]
    guided = {"custom_mutator": mutated} if name in OF_JSON else {}
    atheris.Setup(options, lambda content: run(TARGETS[name], content), **guided)
    atheris.Fuzz()


def mutated(content: bytes, most: int, seed: int) -> bytes:
    """Return an input changed as JSON, four times in five, or byte by byte."""
    random = Random(seed)  # noqa: S311 - what is tried need not be hard to guess
    other = changed(content, random) if random.random() < 0.8 else None
    if other is not None and len(other) <= most:
        return other
    found: bytes = atheris.Mutate(content, most)
    return found


if __name__ == "__main__":
    main()
