"""`laurea bake` and `laurea unbake`: put a credential into a picture, and take it out again."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated, Final

import typer

from laurea.cli import console
from laurea.cli.options import JsonFlag
from laurea.credentials.baking import bake as bake_into
from laurea.credentials.baking import image_kind
from laurea.credentials.baking import unbake as unbake_from
from laurea.credentials.baking.pdf import is_pdf
from laurea.credentials.document import read_object
from laurea.credentials.errors import Conflict, MalformedDocument
from laurea.credentials.keys.multibase import base64url_decode
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.problems import FORMAT_UNKNOWN, PROOF_MISSING, Problem, Severity
from laurea.credentials.properties import is_compact_jws
from laurea.credentials.received import read_received
from laurea.credentials.wire.detect import detect_format
from laurea.integrations.files import STANDARD_INPUT, naming, read_file, refuse_existing, write_file
from laurea.integrations.swapped import expecting

_BOM: Final = b"\xef\xbb\xbf"
_FORMATS: Final = {
    "ob3-achievement": "an Open Badges 3.0 credential",
    "ob3-endorsement": "an Open Badges 3.0 endorsement",
    "clr2": "a Comprehensive Learner Record 2.0",
    "status-list": "a status list",
    "vc2": "a W3C credential (data model 2.0)",
    "vc1": "a W3C credential (data model 1.1)",
    "enveloped": "a W3C credential in an envelope",
}
"""What is baked, by the names that `detect_format` gives."""
_OPEN_BADGES_2: Final = (
    "It is of Open Badges 2.0, which has another place in pictures. Such badges are read, not made."
)
_OTHER_FORMATS: Final = {
    "presentation": "It is a presentation. Bake the credential inside.",
}

Force = Annotated[bool, typer.Option("--force", help="Replace OUT where there is such a file.")]


def bake(
    credential: Annotated[
        str, typer.Argument(metavar="CREDENTIAL", help="A JSON file or a compact JWS; - for input.")
    ],
    image: Annotated[
        str, typer.Argument(metavar="IMAGE", help="A PNG or SVG picture; - for input.")
    ],
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="OUT", help="The picture to be written.")
    ],
    force: Force = False,
    json: JsonFlag = False,
) -> None:
    """Put a credential into a picture, as Open Badges 3 asks.

    The credential is kept as it is, letter for letter: in an SVG, line ends become line feeds,
    which no signature covers. What the picture carried before is replaced. Whether the
    credential is valid is not looked at; `laurea verify` says so.

    Exit code 0: the picture was written. 5: it was not. 64: wrong usage.

    \b
    Example:
      laurea bake diploma.json badge.png -o diploma.png
    """
    if credential == image == STANDARD_INPUT:
        raise typer.BadParameter("Only one of the two can be standard input.")
    if out == STANDARD_INPUT:
        raise typer.BadParameter("A picture is written to a file only.", param_hint="--out")
    if not force:
        _refuse_existing(out)
    content = read_file(credential, max_bytes=DEFAULT_LIMITS.document_bytes).removeprefix(_BOM)
    text = content.strip() if is_token(content) else content
    found, warning = _what_it_is(text, console.printable_path(credential))
    picture = read_file(image, max_bytes=DEFAULT_LIMITS.image_bytes)
    baked = bake_into(text, picture)
    write_file(out, baked, replace=force)
    if warning is not None:
        console.print_problem(warning)
    kind = image_kind(baked)
    if json:
        console.write_json({"file": console.printable_path(out), "format": found, "picture": kind})
    else:
        picture_of = "a PNG picture" if kind == "png" else "an SVG picture"
        written = f"Written: {console.printable_path(out)}, {picture_of}"
        console.write(f"{written} with {_in_words(found)} inside.")


def unbake(
    image: Annotated[
        str, typer.Argument(metavar="IMAGE", help="A PNG or SVG picture; - for input.")
    ],
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="OUT", help="The file for the credential."),
    ] = None,
    force: Force = False,
    json: JsonFlag = False,
) -> None:
    """Take the credential out of a picture, as it was put in, and check nothing of it.

    Without --out it is printed on standard output. Pictures of Open Badges 1 and 2 are read as
    well; they may carry the address of a credential instead of the credential.

    Exit code 0: the credential was found. 5: it was not, or OUT could not be written. 64: wrong
    usage.

    \b
    Example:
      laurea unbake diploma.png -o diploma.json
    """
    if out is not None and not force:
        _refuse_existing(out)
    picture = read_file(image, max_bytes=DEFAULT_LIMITS.image_bytes)
    baked = unbake_from(picture)
    content = baked.text.encode()
    if out is not None:
        write_file(out, content, replace=force)
    if json:
        answer = {"file": console.printable_path(image), "standard": baked.standard}
        where = {"credential": baked.text} if out is None else {"out": console.printable_path(out)}
        console.write_json(answer | {"picture": image_kind(picture)} | where)
    elif out is not None:
        standard = f"Open Badges {baked.standard.removeprefix('ob')}"
        written = f"Written: {console.printable_path(out)}"
        console.write(f"{written}, found where {standard} puts it in pictures.")
    elif sys.stdout.isatty():
        console.write(baked.text)
    else:
        sys.stdout.buffer.write(content)


def _refuse_existing(out: str) -> None:
    try:
        refuse_existing(out)
    except Conflict as error:
        detail = f"{error.problem.detail} --force replaces it."
        raise Conflict(replace(error.problem, detail=detail)) from None


def _in_words(found: str) -> str:
    """Return the name of a format as a sentence says it.

    >>> _in_words("clr2 (JWT)")
    'a Comprehensive Learner Record 2.0 (a signed token)'
    """
    name, _, token = found.partition(" ")
    return _FORMATS[name] + (" (a signed token)" if token else "")


def is_token(content: bytes) -> bool:
    """Say whether a file holds a compact JWS, spaces around it aside."""
    text = content.strip()
    return text.isascii() and is_compact_jws(text.decode())


def _what_it_is(content: bytes, name: str) -> tuple[str, Problem | None]:
    """Return the format of a credential, and what deserves attention.

    Raises:
        LaureaError: it is no credential at all.
    """
    if content.lstrip().startswith((b"\x89PNG", b"<")):
        detail = f"{name} is a picture. Give the credential first, and then the picture."
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
    with naming(f"{name} is not baked"), expecting("a credential", content):
        if is_pdf(content):
            detail = (
                "This is a PDF document. Take the attached credential out of it, and bake that."
            )
            raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
        if is_token(content):
            return _format_of_token(content), None
        received = read_received(content)
        if received.format not in _FORMATS:
            detail = _OTHER_FORMATS.get(received.format, _OPEN_BADGES_2)
            raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
    if "proof" in received.document:
        return received.format, None
    detail = f"{name} carries no proof. Nobody will be able to verify the picture."
    return received.format, Problem(PROOF_MISSING, detail, severity=Severity.WARNING)


def _format_of_token(content: bytes) -> str:
    """Return the format of the credential in a token, whose signature is not looked at."""
    header, payload, _ = content.decode().split(".")
    longest = DEFAULT_LIMITS.document_bytes
    if not isinstance(read_object(base64url_decode(header)).get("alg"), str):
        raise MalformedDocument(
            Problem(FORMAT_UNKNOWN, "The token's header names no algorithm, so it signs nothing.")
        )
    claims = read_object(base64url_decode(payload, max_chars=longest))
    inside = claims.get("vc", claims)
    found = detect_format(inside) if isinstance(inside, dict) else "unknown"
    if found not in _FORMATS:
        raise MalformedDocument(
            Problem(FORMAT_UNKNOWN, "The token carries no credential of Open Badges or the W3C.")
        )
    return f"{found} (JWT)"
