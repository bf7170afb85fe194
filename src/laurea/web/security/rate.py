"""How often something may be done, and how much work it may make.

Both are counted in the cache, in windows of fixed length.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import thread_time

from django.core.cache import caches


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so many seconds, for each key by itself.

    Attributes:
        name: what is counted.
        times: how often it may be done.
        window_s: in how many seconds.
        is_shared: whether all processes count together; else each for itself, which is quicker.
    """

    name: str
    times: int
    window_s: int
    is_shared: bool = True

    def retry_after_s(self, key: str, *, at: datetime) -> int:
        """Count one attempt; return 0 where it is allowed, else how long to wait, in seconds."""
        moment = int(at.timestamp())
        window, spent_s = divmod(moment, self.window_s)
        entry = f"rate:{self.name}:{window}:{key}"
        cache = caches["default" if self.is_shared else "process"]
        cache.add(entry, 0, timeout=self.window_s)
        try:
            count = cache.incr(entry)
        except ValueError:
            # The window ended between the two lines above.
            return 0
        return 0 if count <= self.times else self.window_s - spent_s


@dataclass(frozen=True, slots=True)
class Work:
    """So many seconds of computing in so many seconds, for each key by itself.

    What is under way is finished; only the next is asked to wait. Processes count together.

    Attributes:
        name: what is counted.
        most_s: how long may be computed, in seconds.
        window_s: in how many seconds.
    """

    name: str
    most_s: int
    window_s: int

    def retry_after_s(self, key: str, *, at: datetime) -> int:
        """Return 0 where there is work left, else how long to wait for more, in seconds."""
        done_ms = caches["default"].get(self._entry(key, at), 0)
        if done_ms < self.most_s * 1000:
            return 0
        return self.window_s - int(at.timestamp()) % self.window_s

    @contextmanager
    def counted(self, key: str, *, at: datetime) -> Iterator[None]:
        """Count what this thread computes in the block, also where the block raises."""
        begun_s = thread_time()
        try:
            yield
        finally:
            self._count(key, at, round((thread_time() - begun_s) * 1000))

    def _count(self, key: str, at: datetime, spent_ms: int) -> None:
        cache, entry = caches["default"], self._entry(key, at)
        cache.add(entry, 0, timeout=self.window_s)
        try:
            cache.incr(entry, spent_ms)
        except ValueError:
            # The window ended between the two lines above.
            return

    def _entry(self, key: str, at: datetime) -> str:
        return f"work:{self.name}:{int(at.timestamp()) // self.window_s}:{key}"
