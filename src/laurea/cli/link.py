"""`laurea link`: a link for somebody whom no letter reaches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

import laurea.web.application  # noqa: F401 - importing it sets Django up
from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.web.accounts.let_in import link_that_confirms, link_to_new_password
from laurea.web.operations.public_address import demand_settled_address
from laurea.web.operations.readiness import demand_ready


def link(
    email: Annotated[str, typer.Argument(metavar="ADDRESS", help="An address of the account.")],
    password: Annotated[
        bool, typer.Option("--password", help="A link to a new password, not to confirm.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Make the link that a letter would carry, and print it.

    It confirms the address of an account, or lets its owner choose a new password. Send it to the
    address itself by other means: whoever opens it there shows that the address is theirs. It
    works for three days, and the audit trail notes that it was made.

    Exit code 0: made. 5: no account has this address, or it is confirmed already. 64: wrong usage.

    \b
    Example:
      laurea link lena@example.org
      laurea link --password registrar@college.example
    """
    demand_ready()
    demand_settled_address()
    make = link_to_new_password if password else link_that_confirms
    made = make(actor=None, email=email, at=datetime.now(UTC))
    if json:
        console.write_json({"email": email, "link": made})
    else:
        console.write(made)
