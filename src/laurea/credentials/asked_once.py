"""A resolver that asks each address once, and only so many, for one verification."""

from __future__ import annotations

from dataclasses import dataclass, field

from laurea.credentials.errors import LaureaError, Unavailable
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import LIMIT, Problem


@dataclass(slots=True)
class AskedOnce:
    """Stands before another resolver and remembers its answers, refusals included.

    A document that asks for the same list a hundred times costs one request; one that asks for
    a hundred lists is cut off. Make a new one for each verification: nothing ages in here.

    Attributes:
        resolver: the one that is asked.
        limits: `fetches` is how many addresses are asked at most.
    """

    resolver: Resolver
    limits: Limits = DEFAULT_LIMITS
    _answers: dict[str, bytes | LaureaError] = field(default_factory=dict, init=False)

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`, from memory where it was asked for before.

        Raises:
            NotFound: the address answers that there is nothing.
            Unavailable: as the resolver says, or the limit on addresses is reached.
        """
        if url not in self._answers:
            if len(self._answers) >= self.limits.fetches:
                detail = f"No more than {self.limits.fetches} addresses are asked."
                raise Unavailable(Problem(LIMIT, detail))
            self._answers[url] = self._asked(url, accept, max_bytes)
        answer = self._answers[url]
        if isinstance(answer, LaureaError):
            raise answer
        if len(answer) > max_bytes:
            raise Unavailable(Problem(LIMIT, f"{url} gives more than {max_bytes} bytes."))
        return answer

    def _asked(self, url: str, accept: str, max_bytes: int) -> bytes | LaureaError:
        try:
            return self.resolver.fetch(url, accept=accept, max_bytes=max_bytes)
        except LaureaError as error:
            return error
