"""`laurea address`: under which public address this installation signs, and changing it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Annotated

import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

import laurea.web.application  # noqa: F401 - importing it sets Django up
from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.web.environment import as_origin
from laurea.web.operations.public_address import change_address, settled_address
from laurea.web.operations.readiness import demand_ready


def address(
    change: Annotated[
        str | None, typer.Option("--change", metavar="ADDRESS", help="Sign under this from now on.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Show under which public address this installation signs, or change it.

    The address is settled with the first organization. Issuers, credentials and status lists are
    named by it, and `laurea serve` and `laurea worker` refuse to run under another one.

    Changing it makes every organization a new issuer. What was signed before keeps the former
    address: it can be checked only while that address still leads to this server's documents.
    Achievements keep their identifiers until they are revised. Passkeys belong to the host they
    were made under: whoever has no other second factor needs a recovery code. Stop the server
    first, and set LAUREA_PUBLIC_URL for the next start.

    Exit code 0: shown or changed. 5: the server is not set up. 64: wrong usage.

    \b
    Example:
      laurea address
      laurea address --change https://badges.college.example
    """
    demand_ready()
    former = settled_address()
    if change is not None:
        try:
            wanted = as_origin("--change", change)
        except ImproperlyConfigured as error:
            raise typer.BadParameter(str(error)) from error
        former = change_address(wanted, at=datetime.now(UTC))
    settled = settled_address()
    is_set = bool(os.environ.get("LAUREA_PUBLIC_URL", "").strip())
    configured = settings.LAUREA_PUBLIC_URL if is_set else None
    if json:
        console.write_json({"signs_as": settled or None, "runs_as": configured})
        return
    console.write(f"Signs as       {settled or 'not settled yet: with the first organization'}")
    console.write(f"Runs here as   {configured or 'LAUREA_PUBLIC_URL is not set here'}")
    if change is not None and former != settled:
        console.note(f"Start the server with LAUREA_PUBLIC_URL={settled}.")
        if former:
            console.note(f"What was signed before can be checked only while {former} leads here.")
