"""Pictures that people bring: drawn anew as PNG, so that nothing of the file itself is served.

- PNG and SVG are taken. What else stands in the file, a script or a remark, is not in the drawing.
- The drawing is made by a process of its own, which is stopped at limits on memory and time.
- An SVG that refers to something outside itself, or has letters that would need a font, is refused
  with a sentence: it would come out otherwise than its maker saw it.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final
from xml.parsers import expat

from laurea.credentials.baking import bake, image_kind
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.problems import LIMIT, MEDIA_INVALID, Problem

LARGEST_UPLOAD_BYTES: Final = 2 * 1024 * 1024
"""The largest file that is taken."""

REDRAWN_PX: Final = 600
"""Width and height of what is drawn of it, in pixels."""

_LIMITS: Final = replace(
    DEFAULT_LIMITS, image_bytes=LARGEST_UPLOAD_BYTES, image_pixels=16_000_000, svg_elements=20_000
)
_MEMORY_BYTES: Final = 1024 * 1024 * 1024
_CPU_S: Final = 5
_WAIT_S: Final = 15
_RASTERISER: Final = Path(__file__).with_name("rasteriser.py")
_TRIAL: Final = "{}"
_EMBEDDED: Final = ("#", "data:image/png;base64,", "data:image/jpeg;base64,")
_LETTERS: Final = frozenset({"text", "tspan", "textPath"})


def redraw_picture(content: bytes) -> bytes:
    """Return a PNG or SVG from anybody as a square PNG that was drawn here.

    Raises:
        MalformedDocument: it is neither, it is damaged, or it cannot be drawn as it was meant.
        LimitExceeded: the file, its pixels or the work of drawing it go beyond the limits.
    """
    if len(content) > LARGEST_UPLOAD_BYTES:
        mebibytes = LARGEST_UPLOAD_BYTES // (1024 * 1024)
        detail = (
            f"The picture is larger than {mebibytes} MB. Save it smaller, then choose it again."
        )
        raise LimitExceeded(Problem(LIMIT, detail))
    kind = image_kind(content)
    bake(_TRIAL, content, limits=_LIMITS)
    if kind == "svg":
        _demand_self_contained(content)
    return _drawn(content)


def _demand_self_contained(content: bytes) -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in _LETTERS:
            raise _refused("The SVG contains text. Turn text into outlines, then choose it again.")
        for key, value in attributes.items():
            is_reference = key.rpartition(":")[2] == "href"
            if is_reference and not value.strip().startswith(_EMBEDDED):
                raise _refused(
                    "The SVG refers to something outside itself. Embed it, or take it out."
                )

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.Parse(content)


def _drawn(content: bytes) -> bytes:
    command = [
        *(sys.executable, "-P", str(_RASTERISER)),
        *(str(REDRAWN_PX), str(_MEMORY_BYTES), str(_CPU_S)),
    ]
    try:
        # The command is our own script; the picture reaches it by its standard input only.
        done = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=_WAIT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    if done.returncode < 0:
        raise _too_much()  # killed by a limit
    if done.returncode or not done.stdout:
        raise _refused("Nothing of the picture can be drawn. Save it anew, as PNG or as plain SVG.")
    return done.stdout


def _refused(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(MEDIA_INVALID, detail))


def _too_much() -> LimitExceeded:
    detail = "The picture takes more memory or time to draw than is allowed. Choose a simpler one."
    return LimitExceeded(Problem(LIMIT, detail))
