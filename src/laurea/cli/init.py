"""`laurea init`: make the places a server lives in, and its first administrator."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Annotated

import typer
from django.conf import settings

import laurea.web.application  # noqa: F401 - importing it sets Django up
from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.web.accounts.access import has_administrator
from laurea.web.accounts.enrol import enrol_administrator
from laurea.web.operations.installation import (
    bring_database_up_to_date,
    make_folders,
    make_secret_key,
)


def init(
    email: Annotated[
        str | None, typer.Option(help="The first administrator's address.", metavar="ADDRESS")
    ] = None,
    name: Annotated[str, typer.Option(help="The first administrator's name.")] = "",
    no_administrator: Annotated[
        bool, typer.Option("--no-administrator", help="Enrol nobody, and ask nothing.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Make the data folder, the secret key and the database, and enrol an administrator.

    Run it before the first start and after each update; what stands already is kept. The
    password is taken from LAUREA_ADMIN_PASSWORD or asked for at the terminal.

    Exit code 0: everything stands. 5: it does not. 64: wrong usage.

    \b
    Example:
      laurea init --email registrar@college.example --name "Rosa Registrar"
      laurea serve
    """
    make_folders()
    made_secret = make_secret_key()
    bring_database_up_to_date()
    enrolled = None
    if not no_administrator and (email or not has_administrator()):
        enrolled = _enrol(email, name)
    if json:
        console.write_json(
            {
                "data": str(settings.LAUREA_DATA),
                "secret_key_made": made_secret,
                "administrator": enrolled,
            }
        )
        return
    console.write(f"Data folder    {settings.LAUREA_DATA}")
    console.write(f"Secret key     {'made' if made_secret else 'kept'}")
    console.write("Database       up to date")
    console.write(f"Administrator  {enrolled or ('kept' if has_administrator() else 'none yet')}")
    console.note("Keep a copy of the data folder. Start the server with laurea serve.")
    if not has_administrator():
        console.note("It prints an address at which the first administrator sets everything up.")


def _enrol(email: str | None, name: str) -> str:
    address = email or typer.prompt("E-mail address of the administrator", err=True)
    password = os.environ.get("LAUREA_ADMIN_PASSWORD") or typer.prompt(
        "Password, at least 12 characters", hide_input=True, confirmation_prompt=True, err=True
    )
    account = enrol_administrator(email=address, name=name, password=password, at=datetime.now(UTC))
    return account.email
