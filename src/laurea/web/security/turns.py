"""Taking turns at what is heavy: so many at once in this process, and so many of one client.

The threads of a process share one core. Whoever waits for a turn holds a thread as well, so few
wait, and not for long; the others are told when to come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition


@dataclass(slots=True)
class Turns:
    """How many work at once.

    Attributes:
        at_once: how many in this process.
        of_one: how many of one key.
        waiting: how many may wait for a turn.
        wait_s: how long they wait, in seconds.
    """

    at_once: int
    of_one: int
    waiting: int
    wait_s: float
    _at_work: Counter[str] = field(default_factory=Counter, init=False)
    _waiting: int = field(default=0, init=False)
    _changed: Condition = field(default_factory=Condition, init=False)

    @contextmanager
    def taken(self, key: str) -> Iterator[bool]:
        """Hold a turn in the block; its value is False where there was none."""
        is_held = self._take(key)
        try:
            yield is_held
        finally:
            if is_held:
                self._give_back(key)

    def _take(self, key: str) -> bool:
        with self._changed:
            if not self._is_free(key):
                if self._waiting >= self.waiting:
                    return False
                self._waiting += 1
                try:
                    self._changed.wait_for(lambda: self._is_free(key), self.wait_s)
                finally:
                    self._waiting -= 1
                if not self._is_free(key):
                    return False
            self._at_work[key] += 1
            return True

    def _is_free(self, key: str) -> bool:
        return self._at_work.total() < self.at_once and self._at_work[key] < self.of_one

    def _give_back(self, key: str) -> None:
        with self._changed:
            self._at_work -= Counter([key])  # what comes to nothing is dropped
            self._changed.notify_all()
