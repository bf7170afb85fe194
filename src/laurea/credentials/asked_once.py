"""A resolver that asks each address once, and only so many, for one verification."""

from __future__ import annotations

from dataclasses import dataclass, field

from laurea.credentials.errors import LaureaError, Unavailable
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.ports import Redirected, RedirectedResolver, Resolver
from laurea.credentials.problems import FETCH_FAILED, LIMIT, Problem


class NothingFetched:
    """A resolver that refuses every address: what is asked for stays unknown."""

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:  # noqa: ARG002 - the port
        """Refuse.

        Raises:
            Unavailable: always.
        """
        raise Unavailable(Problem(FETCH_FAILED, f"Nothing is fetched here, so {url} was not read."))


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
    _answers: dict[tuple[str, int], Redirected | LaureaError] = field(
        default_factory=dict, init=False
    )

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`, from memory where it was asked for before.

        Raises:
            NotFound: the address answers that there is nothing.
            Unavailable: as the resolver says, or the limit on addresses is reached.
        """
        return self._once(url, accept, max_bytes, 0).content

    def _once(self, url: str, accept: str, max_bytes: int, redirects: int) -> Redirected:
        # What an address led on to is no answer for those who may not be led.
        question = (url, redirects)
        if question not in self._answers:
            if len(self._answers) >= self.limits.fetches:
                detail = f"No more than {self.limits.fetches} addresses are asked."
                raise Unavailable(Problem(LIMIT, detail))
            self._answers[question] = self._asked(url, accept, max_bytes, redirects)
        answer = self._answers[question]
        if isinstance(answer, LaureaError):
            raise answer
        if len(answer.content) > max_bytes:
            raise Unavailable(Problem(LIMIT, f"{url} gives more than {max_bytes} bytes."))
        return answer

    def fetch_redirected(
        self, url: str, *, accept: str, max_bytes: int, redirects: int
    ) -> Redirected:
        """Return the document that `url` leads to, where the resolver can be led on.

        Raises:
            NotFound: as `fetch`.
            Unavailable: as `fetch`.
        """
        return self._once(url, accept, max_bytes, redirects)

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
