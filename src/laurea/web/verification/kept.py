"""What was worked out a moment ago, kept in the memory of this process for a little while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

_Thing = TypeVar("_Thing")


@dataclass(slots=True)
class Kept(Generic[_Thing]):
    """Things by their keys, each as old as `age` at most; what was unused for longest goes first.

    A thing must be the same for everybody who may ask for its key.

    Attributes:
        age: how old a thing may grow.
        most: how many there may be.
    """

    age: timedelta
    most: int
    _things: OrderedDict[Hashable, tuple[datetime, _Thing]] = field(
        default_factory=OrderedDict, init=False
    )
    _lock: Lock = field(default_factory=Lock, init=False)

    def get(self, key: Hashable, make: Callable[[], _Thing], *, at: datetime) -> _Thing:
        """Return the thing of a key, made now if there is none or if it is too old."""
        with self._lock:
            made_at, thing = self._things.get(key, (None, None))
            if made_at is not None and thing is not None and abs(at - made_at) < self.age:
                self._things.move_to_end(key)
                return thing
        made = make()
        with self._lock:
            self._things[key] = (at, made)
            self._things.move_to_end(key)
            while len(self._things) > self.most:
                self._things.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()
