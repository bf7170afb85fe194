"""The options of `laurea issue`, and what people may write in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from enum import Enum
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from laurea.cli import console
from laurea.credentials.addresses import address_refusal
from laurea.integrations.files import STANDARD_INPUT

_TAB: Final = ("tab", r"\t")


class Format(Enum):
    """The formats in which credentials are secured."""

    VC_LD = "vc-ld"
    VC_JWT = "vc-jwt"


class Bake(Enum):
    """What credentials are baked into."""

    PNG = "png"
    SVG = "svg"
    NONE = "none"


class Order(Enum):
    """Which number of a date comes first."""

    DMY = "dmy"
    MDY = "mdy"


AchievementOption = Annotated[
    str,
    typer.Option(metavar="FILE", help="What is awarded: an Open Badges 3.0 Achievement, as JSON."),
]
RosterOption = Annotated[
    str, typer.Option(metavar="FILE", help="To whom: a CSV file or a spreadsheet with a header.")
]
OutOption = Annotated[str, typer.Option(metavar="DIR", help="A new folder for the credentials.")]
IssuerOption = Annotated[
    str | None,
    typer.Option(
        metavar="FILE", help="The issuer's Profile, as JSON; its id must be the DID of the key."
    ),
]
FormatOption = Annotated[
    Format,
    typer.Option("--format", help="How credentials are secured: a proof inside, or a token."),
]
BakeOption = Annotated[Bake, typer.Option(help="Bake each credential into a picture as well.")]
ImageOption = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="The picture to bake into, instead of a drawn badge."),
]
StatusOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help=(
            "Where you will publish the status lists, so that credentials can be revoked later. "
            "This version writes the lists; marking a credential as revoked in them comes with "
            "the server."
        ),
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column holds a field: its header, #3, or nothing at all. May be repeated.",
    ),
]
DateOrderOption = Annotated[
    Order | None, typer.Option(help="Whether 06/07/2026 is in July (dmy) or in June (mdy).")
]
TimezoneOption = Annotated[
    str, typer.Option(metavar="ZONE", help="The zone of dates, such as Europe/Oslo.")
]
EncodingOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The encoding of a CSV file.")
]
DelimiterOption = Annotated[
    str | None, typer.Option(metavar="CHARACTER", help="What parts the cells of a CSV file.")
]
SheetOption = Annotated[
    str | None, typer.Option(metavar="NAME", help="The worksheet of a spreadsheet.")
]
SendListOption = Annotated[
    str | None,
    typer.Option(
        "--send-list",
        metavar="FILE",
        help="Write here which learner is to be sent which file, with names and addresses.",
    ),
]
AllowDuplicatesFlag = Annotated[
    bool, typer.Option("--allow-duplicates", help="Let a learner stand in several rows.")
]
IncludeNameFlag = Annotated[
    bool,
    typer.Option("--include-name", help="Write learners' names into their credentials, in clear."),
]
ResumeFlag = Annotated[
    bool, typer.Option("--resume", help="Take up a run again that was broken off in DIR.")
]
DryRunFlag = Annotated[bool, typer.Option("--dry-run", help="Try everything and write nothing.")]


def read_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Return what `--map` says, field by field.

    Raises:
        typer.BadParameter: one is no pair, or a field is named twice.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, separator, column = pair.partition("=")
        if not separator or not field.strip():
            raise typer.BadParameter(
                f"{pair!r} is no pair such as e-mail=Contact.", param_hint="--map"
            )
        if field.strip() in mapping:
            raise typer.BadParameter(f"{field.strip()} is mapped twice.", param_hint="--map")
        mapping[field.strip()] = column
    return mapping


def read_zone(name: str) -> tzinfo:
    """Return the time zone of a name.

    Raises:
        typer.BadParameter: no zone of this name is known to the system.
    """
    if name.upper() == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise typer.BadParameter(
            f"No time zone {name!r} is known here. Write one such as Europe/Oslo.",
            param_hint="--timezone",
        ) from None


def read_delimiter(text: str | None) -> str | None:
    """Return the delimiter that is meant.

    Raises:
        typer.BadParameter: it is not one character.
    """
    if text is None or len(text) == 1:
        return text
    if text.casefold() in _TAB:
        return "\t"
    raise typer.BadParameter(
        f"{text!r} is not one character. For a tab, write tab.", param_hint="--delimiter"
    )


def read_address(text: str | None) -> str | None:
    """Return the address under which status lists are published, without a slash at its end.

    Raises:
        typer.BadParameter: verifiers could not fetch anything from it.
    """
    if text is None:
        return None
    address = text.rstrip("/")
    refusal = address_refusal(address)
    if refusal is not None or "?" in address:
        reason = "" if refusal is None else f" {console.printable(refusal.detail)}"
        raise typer.BadParameter(
            f"{text!r} is no address such as https://school.example/status.{reason}",
            param_hint="--status",
        )
    return address


def refuse_second_input(*names: str | None) -> None:
    """Raise `typer.BadParameter` where two files are both to come from standard input."""
    if names.count(STANDARD_INPUT) > 1:
        raise typer.BadParameter("Only one file can come from standard input.", param_hint="-")


def refuse_standard_output(out: str, send_list: str | None) -> None:
    """Raise `typer.BadParameter` where `-` stands for what must be a folder or a file."""
    if out == STANDARD_INPUT:
        raise typer.BadParameter("Credentials are written to a folder.", param_hint="--out")
    if send_list == STANDARD_INPUT:
        raise typer.BadParameter("The list is written to a file.", param_hint="--send-list")
