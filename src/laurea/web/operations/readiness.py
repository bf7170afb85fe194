"""Whether a server can start at all."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError

from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import SERVER_NOT_READY, Problem
from laurea.web.operations.health import missing_migrations


def demand_ready() -> None:
    """Do nothing where secret key and database stand.

    Raises:
        Unavailable: they do not; the problem says what to run.
    """
    if not settings.HAS_SECRET_KEY:
        raise _not_ready(f"There is no secret key in {settings.LAUREA_SECRET_KEY_FILE}.")
    try:
        missing = missing_migrations()
    except DatabaseError as error:
        raise _not_ready(f"The database does not answer: {str(error).strip()}.") from error
    if missing:
        raise _not_ready(f"The database lacks {len(missing)} steps.")


def _not_ready(what: str) -> Unavailable:
    detail = f"{what} Run laurea init; laurea doctor says more."
    return Unavailable(Problem(SERVER_NOT_READY, detail))
