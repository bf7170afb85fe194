"""What a second process brings, what it costs, and how much memory each one takes.

Rates are by the clock on the wall, so the machine should have two processor cores to spare. CPU
time is that of the processes themselves, for one credential.

    python bench/processes.py --count 4000 --rounds 3
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random
from statistics import median
from typing import Any

from laurea.bench.world import NOW, an_achievement, an_award, an_issuer
from laurea.credentials import issue_many, verify_many
from laurea.integrations.processes import Processes

MEMORY_BAR_MB = 120


@dataclass(slots=True)
class Counted:
    """An executor that counts what its processes spend."""

    processes: Processes
    began_s: dict[int, float] = field(default_factory=dict)
    ended_s: dict[int, float] = field(default_factory=dict)
    peak_mb: dict[int, float] = field(default_factory=dict)

    @property
    def cpu_s(self) -> float:
        """The CPU time of the processes, with what it takes to send work to them and back."""
        return sum(self.ended_s[process] - began for process, began in self.began_s.items())

    def map(self, work: Callable[[Any], Any], tasks: Iterable[Any], /) -> Iterator[Any]:
        """Yield the answers, and note the CPU time of each task and the memory of its process."""
        for process, spent_s, peak_mb, answer in self.processes.map(partial(counted, work), tasks):
            self.began_s.setdefault(process, spent_s[0])
            self.ended_s[process] = spent_s[1]
            self.peak_mb[process] = peak_mb
            yield answer


def counted(work: Callable[[Any], Any], task: Any) -> tuple[int, tuple[float, float], float, Any]:
    """Do a task; say in which process, its CPU time before and after, and its peak of memory."""
    before_s = time.process_time()
    answer = work(task)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return os.getpid(), (before_s, time.process_time()), peak_mb, answer


def measure(name: str, count: int, rounds: int, run: Callable[[Counted], Iterable[Any]]) -> None:
    """Measure work in one process and in two, in turns, and print what came of it."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    cpu_us: dict[int, list[float]] = {1: [], 2: []}
    peak_mb = 0.0
    for _ in range(rounds):
        for processes in (1, 2):
            with Processes(processes) as pool:
                for _answer in run(Counted(pool)):  # what is compiled once is not measured
                    pass
                executor = Counted(pool)
                started = time.perf_counter()
                made = sum(1 for _ in run(executor))
                seconds = time.perf_counter() - started
            if made != count:
                raise TypeError("something made for the benchmark is missing")
            rates[processes].append(count / seconds)
            cpu_us[processes].append(executor.cpu_s / count * 1e6)
            peak_mb = max(peak_mb, *executor.peak_mb.values())
    one, two = median(rates[1]), median(rates[2])
    print(
        f"{name:8} {one:8,.0f}/s in one process {two:8,.0f}/s in two  {two / one:.2f} x   "
        f"CPU time for each {median(cpu_us[1]):.0f} and {median(cpu_us[2]):.0f} µs   "
        f"{peak_mb:.0f} MB a process (at most {MEMORY_BAR_MB})"
    )


def main() -> None:
    """Measure issuing and verifying."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=4_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    random = Random(1)  # noqa: S311 - made-up recipients
    profile, signer = an_issuer(random)
    achievement = an_achievement()
    awards = [an_award(random, achievement, number) for number in range(options.count)]
    order = partial(issue_many, achievement, profile, awards, signer=signer, created=NOW)
    texts = [text for text in order() if isinstance(text, bytes)]
    measure("issue", options.count, options.rounds, lambda executor: order(executor=executor))
    measure(
        "verify",
        options.count,
        options.rounds,
        lambda executor: verify_many(texts, at=NOW, executor=executor),
    )


if __name__ == "__main__":
    main()
