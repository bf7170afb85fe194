"""Processes that verify and issue side by side: the `Executor` port on several processor cores.

Where the system can, one process is made ready first, with the core imported and the contexts
compiled, and the others are copies of it: they share its memory until they write to it.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import TracebackType
from typing import Final, Self, TypeVar

from laurea.integrations.compiled_contexts import compile_contexts

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")

_WAITING_PER_PROCESS: Final = 4
"""How many tasks are handed out ahead, for each process, so that none is ever idle."""
_READY: Final = ("laurea.integrations.compiled_contexts", "laurea.credentials")


class Processes:
    """So many processes; an implementation of the `Executor` port, to be used with `with`.

    What is sent to them and back is pickled: documents, reports, awards, and a signer with its
    key where credentials are issued. It stays on this machine.

    Args:
        count: how many processes, at least one.

    Raises:
        ValueError: less than one.
    """

    def __init__(self, count: int) -> None:
        if count < 1:
            raise ValueError("at least one process is needed")
        self._most_waiting = count * _WAITING_PER_PROCESS
        self._pool = ProcessPoolExecutor(count, mp_context=_context(), initializer=compile_contexts)

    def __enter__(self) -> Self:
        """Return the executor itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the processes; what was not begun is not done."""
        self._pool.shutdown(cancel_futures=True)

    def map(self, work: Callable[[_Task], _Answer], tasks: Iterable[_Task], /) -> Iterator[_Answer]:
        """Yield the answers of `work` to all tasks, in their order; tasks are taken as needed."""
        waiting: deque[Future[_Answer]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(work, task))
                if len(waiting) >= self._most_waiting:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _context() -> multiprocessing.context.BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_READY))
    return context
