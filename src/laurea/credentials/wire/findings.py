"""What a structural check finds, and where."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from laurea.credentials.document import json_kind, pointer
from laurea.credentials.errors import LimitExceeded
from laurea.credentials.limits import Limits
from laurea.credentials.problems import (
    LIMIT,
    MALFORMED_VALUE,
    MISSING_VALUE,
    Problem,
    ProblemType,
    Severity,
)

Path: TypeAlias = tuple[Any, str | int] | None
"""Where a value stands: the path to what holds it, and its key there; None is the top.

Linked from the end, because a pointer is made of it only where something is wrong.
"""

_LONGEST_SHOWN: Final = 60
_MOST_KEPT: Final = 100


class Findings:
    """What one check has found so far, and how many credentials it has seen inside."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.problems: list[Problem] = []
        self._counts = dict.fromkeys(Severity, 0)
        self._credentials = 0
        self._nesting = 0

    def add(
        self, kind: ProblemType, detail: str, path: Path, severity: Severity = Severity.ERROR
    ) -> None:
        """Note a problem at `path`. Of errors, and of warnings, the first hundred are kept."""
        self._counts[severity] += 1
        if self._counts[severity] <= _MOST_KEPT:
            self.problems.append(Problem(kind, detail, pointer_to(path), severity))

    def add_missing(self, name: str, path: Path, severity: Severity = Severity.ERROR) -> None:
        """Note that the object at `path` lacks the property `name`."""
        self.add(MISSING_VALUE, f'The property "{name}" is missing here.', path, severity)

    def add_malformed(
        self, value: Any, expected: str, path: Path, severity: Severity = Severity.ERROR
    ) -> None:
        """Note that `value`, at `path`, is not what is `expected`."""
        self.add(MALFORMED_VALUE, f"This must be {expected}, not {_shown(value)}.", path, severity)

    def enter_credential(self, path: Path) -> None:
        """Count one more credential inside the document.

        Raises:
            LimitExceeded: there are too many, or they are nested too deep.
        """
        self._credentials += 1
        self._nesting += 1
        if self._credentials > self.limits.nested_credentials:
            raise _beyond(f"more than {self.limits.nested_credentials} credentials", path)
        if self._nesting > self.limits.nested_depth:
            raise _beyond(f"credentials nested deeper than {self.limits.nested_depth}", path)

    def leave_credential(self) -> None:
        """Note that the credential entered last has been checked."""
        self._nesting -= 1

    def count_proofs(self, number: int, path: Path) -> None:
        """Compare the number of proofs of one document with the limit.

        Raises:
            LimitExceeded: there are too many.
        """
        if number > self.limits.proofs:
            raise _beyond(f"{number} proofs where {self.limits.proofs} are read", path)


def pointer_to(path: Path) -> str:
    """Return the JSON Pointer of a path.

    >>> pointer_to(((None, "proof"), 0))
    '/proof/0'
    """
    parts: list[str | int] = []
    while path is not None:
        path, part = path
        parts.append(part)
    return pointer(*reversed(parts))


def _beyond(what: str, path: Path) -> LimitExceeded:
    return LimitExceeded(Problem(LIMIT, f"The document holds {what}.", pointer_to(path)))


def _shown(value: Any) -> str:
    if not isinstance(value, str):
        return json_kind(value)
    return f'"{value}"' if len(value) <= _LONGEST_SHOWN else f'"{value[:_LONGEST_SHOWN]}…"'
