"""`laurea demo`: a living world to look around in, made, filled and served by one command."""

from __future__ import annotations

import os
import socket
import sys
import time
import webbrowser
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.cli.progress import progress
from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import SERVER_NOT_READY, Problem
from laurea.demo.folder import (
    DemoFolder,
    alone_in,
    is_port_free,
    open_folder,
    take_environment,
)

if TYPE_CHECKING:
    from laurea.demo.summary import Summary

_SERVER_COMES_UP_S: Final = 30.0
_LOOK_AGAIN_S: Final = 0.2


def demo(
    data: Annotated[
        Path, typer.Option(metavar="DIR", help="The folder of the demo; made if missing.")
    ] = Path("laurea-demo"),
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="The port to listen at.", show_default="8000 or next"),
    ] = None,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Make or mend the world, and print what is in it.")
    ] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open a browser.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Make a demo world in a folder of its own, and serve it on this machine.

    A college with a micro-master's, an employer, a university, a regulator and 200 learners, all
    made up; the credentials are real. Running it again adds nothing and mends what is missing.

    Logins, passwords and codes are printed; `laurea demo --no-serve` prints them again with new
    codes. Ctrl-C stops the server. Remove the folder, and the demo is gone.

    Exit code 0: stopped as told. 5: it could not be made or served. 64: wrong usage.

    \b
    Example:
      laurea demo
      laurea demo --data /tmp/look-around --port 8080
    """
    folder = open_folder(data, port=port, at=datetime.now(UTC))
    take_environment(folder)
    with alone_in(folder):
        seconds = _fill(folder)
    summary: Summary = import_module("laurea.demo.summary").summarize(
        folder, at=datetime.now(UTC), seconds=seconds
    )
    if json:
        console.write_json(summary.to_json())
    else:
        for line in summary.lines():
            console.write(line)
    if not no_serve:
        _serve(folder, opens_browser=not no_browser and _has_display())


def _fill(folder: DemoFolder) -> dict[str, float]:
    """Make what is missing, and return how many seconds each part took."""
    # Django reads the environment when it is first imported, and only then: hence so late.
    import_module("laurea.web.application")
    world: Any = import_module("laurea.demo.world").plan_world(folder)
    seconds: dict[str, float] = {}
    with progress("Filling", world.credentials) as advance:
        for part in world.parts:
            began = time.perf_counter()
            for credentials in part.make():
                advance(credentials)
            seconds[part.name] = round(time.perf_counter() - began, 2)
            console.note(f"  {part.name:<24}{seconds[part.name]:>6.1f} s")
    return seconds


def _serve(folder: DemoFolder, *, opens_browser: bool) -> None:
    if not is_port_free(folder.port):
        detail = (
            f"Something listens at port {folder.port} already. If it is this demo, open "
            f"{folder.public_url}. If not, stop it, or begin another demo with --data."
        )
        raise Unavailable(Problem(SERVER_NOT_READY, detail))
    if opens_browser:
        Thread(target=_open_when_up, args=(folder,), daemon=True).start()
    import_module("laurea.cli.serve").serve(
        host="127.0.0.1", port=folder.port, processes=1, threads=4, tls_cert=None, tls_key=None
    )


def _open_when_up(folder: DemoFolder) -> None:
    deadline = time.monotonic() + _SERVER_COMES_UP_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", folder.port), timeout=1).close()
        except OSError:
            time.sleep(_LOOK_AGAIN_S)
        else:
            webbrowser.open(folder.public_url)
            return


def _has_display() -> bool:
    on_a_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform == "darwin" or bool(on_a_screen)
