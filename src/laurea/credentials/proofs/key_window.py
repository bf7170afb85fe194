"""Whether a key was in use when a signature was made, as far as anybody can know."""

from __future__ import annotations

from datetime import datetime

from laurea.credentials import problems
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.resolution import KeyRefusal, ResolvedKey
from laurea.credentials.problems import Problem, Severity
from laurea.credentials.report import Outcome
from laurea.credentials.timestamps import in_words


def remarks_on_window(
    key: ResolvedKey, *, created: datetime | None, at: datetime, where: str = ""
) -> tuple[Problem, ...]:
    """Return what deserves attention about a key that `refuse_out_of_use` let pass.

    A key that has come to its end since may have signed in time; only the signature itself says
    that it did.
    """
    if key.expires is None or created is None or not created <= key.expires < at:
        return ()
    detail = (
        f"The key was in use until {in_words(key.expires)}. That it signed before is said by the "
        "signature alone."
    )
    return (Problem(problems.KEY_INVALID, detail, where, Severity.WARNING),)


def refuse_out_of_use(
    key: ResolvedKey, *, created: datetime | None, at: datetime, where: str = ""
) -> None:
    """Raise where a key was not in use any more.

    Args:
        key: the key, with what its controller says of its end.
        created: when the signature says it was made; None where it does not say.
        at: the moment asked about.
        where: JSON Pointer to what names the key, for the problem.

    Raises:
        MalformedDocument: the key had come to its end.
        KeyRefusal: the key was withdrawn: failed where the signature is no older than that,
            unknown where it says that it is.
    """
    if key.expires is not None and (created or at) > key.expires:
        detail = f"The key was in use until {in_words(key.expires)} only."
        raise MalformedDocument(Problem(problems.KEY_INVALID, detail, where))
    if key.revoked is None or key.revoked > at:
        return
    withdrawn = f"The issuer withdrew this key on {in_words(key.revoked)}"
    if created is None or created >= key.revoked:
        detail = f"{withdrawn}, before the proof was made."
        raise KeyRefusal(Outcome.FAILED, Problem(problems.KEY_REVOKED, detail, where))
    detail = (
        f"{withdrawn}. The proof is dated earlier, but whoever holds a withdrawn key can write "
        "any date."
    )
    raise KeyRefusal(Outcome.UNKNOWN, Problem(problems.KEY_REVOKED, detail, where))
