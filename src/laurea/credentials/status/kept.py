"""The status lists of one verification: each fetched and verified once, in bounded memory.

Credentials inside a credential may name the same list, so lists are kept. Their bitstrings are
kept as long as there is room for one of the largest; later ones keep their compressed form and
are expanded again for each look, so many times and no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from laurea.credentials.errors import LaureaError, LimitExceeded
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import LIMIT, Problem
from laurea.credentials.status.bitstring import StatusList
from laurea.credentials.status.fetched import ListVerdict


@dataclass(slots=True)
class KeptLists:
    """Remembers status lists by address, refusals included. Make one for each verification.

    Attributes:
        read: fetches the list at an address and has its proof verified.
        limits: `status_bitstring_bytes` is how much is kept expanded, `status_expansions` how
            often what is not kept is expanded again.
    """

    read: Callable[[str], ListVerdict]
    limits: Limits = DEFAULT_LIMITS
    _lists: dict[str, ListVerdict | LaureaError] = field(default_factory=dict, init=False)
    _kept_bytes: int = field(default=0, init=False)
    _expansions: int = field(default=0, init=False)

    def __call__(self, url: str) -> ListVerdict:
        """Return the list at an address.

        Raises:
            LaureaError: there is none, as `read` says.
            LimitExceeded: too many looks into lists that are too large to be kept.
        """
        if url not in self._lists:
            try:
                self._lists[url] = self._with_room(self.read(url))
            except LaureaError as error:
                self._lists[url] = error
        found = self._lists[url]
        if isinstance(found, LaureaError):
            raise found
        self._count(found)
        return found

    def _with_room(self, verdict: ListVerdict) -> ListVerdict:
        content = verdict.content
        if not isinstance(content, StatusList):
            return verdict
        if self._kept_bytes + len(content.bits) > self.limits.status_bitstring_bytes:
            return replace(verdict, content=content.packed())
        self._kept_bytes += len(content.bits)
        return replace(verdict, content=replace(content, member=b""))

    def _count(self, verdict: ListVerdict) -> None:
        if isinstance(verdict.content, StatusList) and verdict.content.packed_bytes:
            self._expansions += 1
            if self._expansions > self.limits.status_expansions:
                detail = "The credentials inside name too many large status lists."
                raise LimitExceeded(Problem(LIMIT, detail))
