"""How often something may be done: counted in the cache, in windows of fixed length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
