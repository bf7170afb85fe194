"""What can go wrong when a server is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ClientError(Exception):
    """A call came to nothing."""


class Unreachable(ClientError):
    """The server did not answer. Nothing is known of what it did; ask again under the same key."""


class Unexpected(ClientError):
    """The server answered something that this version of the client cannot read."""


class ApiError(ClientError):
    """The server refused, and said why: a problem as RFC 9457 has it.

    Attributes:
        status: the HTTP status.
        type: what kind of problem it is, as a URI.
        title: the kind in words.
        detail: what happened this time, and what to do.
        pointer: a JSON Pointer to the place in the body; empty for what is outside.
        errors: the mistakes, where there are several.
        retry_after_s: how long to wait before asking again, in seconds, if the server says so.
    """

    def __init__(
        self, status: int, problem: Mapping[str, Any], *, retry_after_s: float | None = None
    ) -> None:
        self.status = status
        self.type = str(problem.get("type", "about:blank"))
        self.title = str(problem.get("title", ""))
        self.detail = str(problem.get("detail", ""))
        self.pointer = str(problem.get("pointer", ""))
        self.errors = tuple(problem.get("errors") or ())
        self.retry_after_s = retry_after_s
        super().__init__(f"{status} {self.title}: {self.detail}")
