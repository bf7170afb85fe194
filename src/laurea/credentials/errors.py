"""The family of errors of the credential core: "the work could not be done".

A verification whose answer is "no" is not an error but a value (`report.VerificationReport`).
Bugs of the caller are `TypeError` and `ValueError` and are never caught.
"""

from __future__ import annotations

from laurea.credentials.problems import Problem


class LaureaError(Exception):
    """The work could not be done; `problem` says what, where and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.title}: {problem.detail}")
        self.problem = problem


class MalformedDocument(LaureaError):
    """The input cannot be read as what it claims to be. Trying again will not help."""


class LimitExceeded(LaureaError):
    """The input is larger or deeper than the limits in force allow."""


class Unavailable(LaureaError):
    """Something outside did not answer. Trying again later may help."""


class NotFound(LaureaError):
    """There is no such thing, or it is not yours."""


class Gone(NotFound):
    """There was such a thing, and it was taken away on purpose."""


class Conflict(LaureaError):
    """The request contradicts something that already stands."""
