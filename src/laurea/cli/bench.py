"""`laurea bench`: measure this program against its limits and its peers."""

from __future__ import annotations

from typing import Annotated

import typer

from laurea.bench.catalogue import CATALOGUE
from laurea.bench.measure import measure
from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.cli.progress import progress


def bench(
    groups: Annotated[
        list[str] | None,
        typer.Argument(metavar="[GROUP]…", help=f"What to measure: {', '.join(CATALOGUE)}."),
    ] = None,
    rounds: Annotated[
        int, typer.Option(min=3, max=99, help="Interleaved rounds; the median counts.")
    ] = 5,
    json: JsonFlag = False,
) -> None:
    """Measure how fast this machine issues and verifies.

    Each figure is CPU time of one core, beside a limit measured in the same run: the raw
    signature that cannot be avoided, or another program doing the same work.

    \b
    Example:
      laurea bench issue --rounds 7
    """
    wanted = groups or list(CATALOGUE)
    for group in wanted:
        if group not in CATALOGUE:
            raise typer.BadParameter(f"There is no group {group!r}: {', '.join(CATALOGUE)}.")
    makers = [maker for group in wanted for maker in CATALOGUE[group]]
    with progress("Measuring", len(makers)) as advance:
        for maker in makers:
            figure = measure(maker(), rounds=rounds)
            advance(1)
            if json:
                console.write_json(figure.to_json())
            else:
                console.write(
                    f"{figure.name:28}{figure.per_second:>10,.0f}/s   {figure.ratio:>7.3f} x "
                    f"{figure.limit} ({figure.limit_per_second:,.0f}/s)"
                )
