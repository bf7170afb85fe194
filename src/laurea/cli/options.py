"""Options that several commands share, so that they are named and explained alike."""

from __future__ import annotations

from typing import Annotated

import typer

JsonFlag = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object a line on standard output, nothing else."),
]
