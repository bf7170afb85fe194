"""Every benchmark does its work and its limit's; how fast is measured by `laurea bench`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from laurea.bench.catalogue import CATALOGUE
from laurea.bench.measure import Benchmark

MAKERS = [maker for makers in CATALOGUE.values() for maker in makers]


@pytest.mark.parametrize("maker", MAKERS)
def test_a_benchmark_does_what_it_measures(maker: Callable[[], Benchmark]) -> None:
    benchmark = maker()
    for work in (benchmark.work, benchmark.limit):
        if work.prepare is not None:
            work.prepare()
        work.run()
        assert work.n > 0
