"""A resolver that keeps, for one run over many credentials, what it was answered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from laurea.credentials.errors import LaureaError
from laurea.credentials.ports import Redirected, RedirectedResolver, Resolver

_MOST_BYTES: Final = 64 * 1024 * 1024
_REFUSAL_BYTES: Final = 1_024
"""What a refusal counts for."""


@dataclass(slots=True)
class Remembered:
    """Stands before another resolver and asks it once for each address, refusals included.

    A thousand credentials that name one status list cost one request, and a host that does not
    answer is waited for once. Make a new one for each run: nothing ages in here.

    Attributes:
        resolver: the one that is asked.
        most_bytes: how much is kept; what was not needed for longest goes first.
    """

    resolver: Resolver
    most_bytes: int = _MOST_BYTES
    _answers: OrderedDict[tuple[str, str, int, int], Redirected | LaureaError] = field(
        default_factory=OrderedDict, init=False
    )
    _kept_bytes: int = field(default=0, init=False)

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`, from memory where the same was asked before.

        Raises:
            NotFound: as the resolver said.
            Unavailable: as the resolver said.
        """
        return self._once(url, accept, max_bytes, 0).content

    def fetch_redirected(
        self, url: str, *, accept: str, max_bytes: int, redirects: int
    ) -> Redirected:
        """Return the document that `url` leads to, where the resolver can be led on.

        Raises:
            NotFound: as the resolver said.
            Unavailable: as the resolver said.
        """
        return self._once(url, accept, max_bytes, redirects)

    def _once(self, url: str, accept: str, max_bytes: int, redirects: int) -> Redirected:
        question = (url, accept, max_bytes, redirects)
        answer = self._answers.get(question)
        if answer is None:
            answer = self._asked(*question)
            self._keep(question, answer)
        else:
            self._answers.move_to_end(question)
        if isinstance(answer, LaureaError):
            raise answer
        return answer

    def _asked(
        self, url: str, accept: str, max_bytes: int, redirects: int
    ) -> Redirected | LaureaError:
        try:
            if redirects and isinstance(self.resolver, RedirectedResolver):
                return self.resolver.fetch_redirected(
                    url, accept=accept, max_bytes=max_bytes, redirects=redirects
                )
            content = self.resolver.fetch(url, accept=accept, max_bytes=max_bytes)
            return Redirected(content, url)
        except LaureaError as error:
            return error

    def _keep(self, question: tuple[str, str, int, int], answer: Redirected | LaureaError) -> None:
        self._answers[question] = answer
        self._kept_bytes += _size(answer)
        while self._kept_bytes > self.most_bytes:
            _, oldest = self._answers.popitem(last=False)
            self._kept_bytes -= _size(oldest)


def _size(answer: Redirected | LaureaError) -> int:
    return len(answer.content) if isinstance(answer, Redirected) else _REFUSAL_BYTES
