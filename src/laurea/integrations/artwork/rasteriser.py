"""Draws one SVG as PNG, in a process that its limits stop: pictures from outside may be hostile.

    python -P rasteriser.py SIZE_PX MEMORY_BYTES CPU_S < picture.svg > picture.png

The picture stands in the middle of a square, its proportions kept. Nothing but resvg is loaded.
"""

from __future__ import annotations

import base64
import resource
import sys
from typing import Final

import resvg_py

_FRAME: Final = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}">{1}</svg>'
_PICTURE: Final = '<image width="{0}" height="{0}" href="data:image/png;base64,{1}"/>'


def main(size_px: int, memory_bytes: int, cpu_s: int) -> None:
    """Read a picture from the standard input and write it as PNG; nothing, if nothing is seen."""
    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),  # from here on nothing can be opened, and no module loaded
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    content = sys.stdin.buffer.read()
    if not content.startswith(b"\x89PNG"):
        content = _draw(content.decode("utf-8").removeprefix("\ufeff"), size_px)
    picture = _PICTURE.format(size_px, base64.b64encode(content).decode("ascii"))
    framed = _draw(_FRAME.format(size_px, picture), size_px)
    if framed != _draw(_FRAME.format(size_px, ""), size_px):
        sys.stdout.buffer.write(framed)


def _draw(svg: str, size_px: int) -> bytes:
    """Return an SVG as PNG, its longer side of so many pixels."""
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, width=size_px, height=size_px, skip_system_fonts=True)
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
