"""A Web in memory: documents by address, and every way in which a server may misbehave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from laurea.credentials.errors import LaureaError, NotFound, Unavailable
from laurea.credentials.problems import FETCH_FAILED, FETCH_FORBIDDEN, LIMIT, NOT_FOUND, Problem


@dataclass(slots=True)
class MemoryResolver:
    """Implements the port `Resolver`; `asked` keeps the addresses in the order of asking.

    An address nobody published gives `NotFound`, as from an honest server.
    """

    asked: list[str] = field(default_factory=list)
    _answers: dict[str, bytes | LaureaError] = field(default_factory=dict)

    def publish(self, url: str, document: Mapping[str, Any] | bytes) -> None:
        """Serve a document at an address from now on."""
        raw = document if isinstance(document, bytes) else json.dumps(document).encode()
        self._answers[url] = raw

    def lag(self, url: str) -> None:
        """Never answer in time from now on."""
        self._answers[url] = Unavailable(Problem(FETCH_FAILED, f"{url} did not answer in time."))

    def redirect(self, url: str, target: str) -> None:
        """Send whoever asks somewhere else."""
        detail = f"{url} redirects to {target}. Redirects are not followed."
        self._answers[url] = Unavailable(Problem(FETCH_FORBIDDEN, detail))

    def lie(self, url: str, about: str) -> None:
        """Serve, genuine and whole, the document of another address."""
        self._answers[url] = self._answers[about]

    def tamper(self, url: str, **changes: Any) -> None:
        """Change members of the document that is served, and leave its proof as it was."""
        answer = self._answers[url]
        assert isinstance(answer, bytes)
        self.publish(url, {**json.loads(answer), **changes})

    def cut(self, url: str) -> None:
        """Serve the first half of the document only."""
        answer = self._answers[url]
        assert isinstance(answer, bytes)
        self._answers[url] = answer[: len(answer) // 2]

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Answer as published, or as misbehaving."""
        self.asked.append(url)
        answer = self._answers.get(url, NotFound(Problem(NOT_FOUND, f"Nothing is at {url}.")))
        if isinstance(answer, LaureaError):
            raise answer
        if len(answer) > max_bytes:
            raise Unavailable(Problem(LIMIT, f"{url} gives more than {max_bytes} bytes."))
        return answer
