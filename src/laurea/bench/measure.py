"""Measuring: interleaved rounds of CPU time, medians, ratios."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Work:
    """Something to measure: `run` does it `n` times over.

    `prepare` makes, before each round and unmeasured, what has to be new for it.
    """

    name: str
    n: int
    run: Callable[[], object]
    prepare: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What is measured, and the limit or peer it is held against."""

    name: str
    work: Work
    limit: Work


@dataclass(frozen=True, slots=True)
class Figure:
    """One result: rates in 1/s of CPU time of one core; `ratio` is work to limit."""

    name: str
    per_second: float
    limit: str
    limit_per_second: float
    n: int
    rounds: int

    @property
    def ratio(self) -> float:
        """How much of the limit is reached; above 1 for a peer that is slower."""
        return self.per_second / self.limit_per_second

    def to_json(self) -> dict[str, str | int | float]:
        """Return the figure as one JSON object, rounded to what the method supports."""
        return {
            "name": self.name,
            "per_second": round(self.per_second, 1),
            "limit": self.limit,
            "limit_per_second": round(self.limit_per_second, 1),
            "ratio": round(self.ratio, 3),
            "n": self.n,
            "rounds": self.rounds,
        }


def measure(benchmark: Benchmark, *, rounds: int) -> Figure:
    """Measure a benchmark and its limit in turns.

    The ratio is the median of the rounds' ratios, because both halves of a round meet the same
    weather on the machine; the rates are those of the rounds in the middle.

    Raises:
        ValueError: fewer than three rounds.
    """
    if rounds < 3:
        raise ValueError("a median wants at least three rounds")
    _rate(benchmark.work)  # warm-up: what is compiled once is not what is measured
    _rate(benchmark.limit)
    pairs = [(_rate(benchmark.work), _rate(benchmark.limit)) for _ in range(rounds)]
    ratio = median(rate / limit for rate, limit in pairs)
    limit_rate = median(limit for _, limit in pairs)
    return Figure(
        benchmark.name,
        ratio * limit_rate,
        benchmark.limit.name,
        limit_rate,
        benchmark.work.n,
        rounds,
    )


def _rate(work: Work) -> float:
    if work.prepare is not None:
        work.prepare()
    gc.collect()
    started = time.process_time()
    work.run()
    return work.n / (time.process_time() - started)
