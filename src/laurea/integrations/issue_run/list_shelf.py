"""The status lists of a run as they stand in its folder, made when they are first needed."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from laurea.credentials.errors import NotFound
from laurea.credentials.problems import NOT_FOUND, Problem
from laurea.integrations.issue_run.folder import RunFolder
from laurea.integrations.issue_run.status_lists import StatusLists


class ListShelf:
    """The status lists that credentials refer to so far; a resolver that knows nothing else."""

    def __init__(self, lists: StatusLists, folder: RunFolder | None, at: datetime) -> None:
        """Begin without a list.

        Args:
            lists: makes the lists.
            folder: where they stand; nothing is written where it is `None`.
            at: the present moment.
        """
        self._lists = lists
        self._folder = folder
        self._at = at
        self._contents: dict[str, bytes] = {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the lists must be published."""
        return tuple(self._contents)

    def provide(self, number: int) -> None:
        """Have a list ready before a credential refers to it.

        Raises:
            LaureaError: it cannot be signed or written.
        """
        lists, url = self._lists, self._lists.url(number)
        if url in self._contents:
            return
        if self._folder is None:
            self._contents[url] = lists.signed(number)
            return
        self._contents[url] = self._folder.keep_list(
            lists.file_name(number),
            sign=partial(lists.signed, number),
            is_whole=partial(lists.is_whole, number, at=self._at),
        )

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:  # noqa: ARG002
        """Return a list (`credentials.ports.Resolver`).

        Raises:
            NotFound: no credential refers to such a list.
        """
        if url not in self._contents:
            raise NotFound(Problem(NOT_FOUND, f"There is nothing at {url}."))
        return self._contents[url]
