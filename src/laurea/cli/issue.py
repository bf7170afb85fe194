"""`laurea issue`: issue credentials to the learners of a roster."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Final

import typer

from laurea.cli import console, exits
from laurea.cli.issue_options import (
    AchievementOption,
    AllowDuplicatesFlag,
    Bake,
    BakeOption,
    DateOrderOption,
    DelimiterOption,
    DryRunFlag,
    EncodingOption,
    Format,
    FormatOption,
    ImageOption,
    IncludeNameFlag,
    IssuerOption,
    MapOption,
    OutOption,
    ResumeFlag,
    RosterOption,
    SendListOption,
    SheetOption,
    StatusOption,
    TimezoneOption,
    read_address,
    read_delimiter,
    read_mapping,
    read_zone,
    refuse_second_input,
    refuse_standard_output,
)
from laurea.cli.key_option import KeyOption, open_key_file
from laurea.cli.options import JsonFlag
from laurea.cli.progress import progress
from laurea.credentials.errors import LaureaError
from laurea.integrations.issue_run import (
    REFUSED,
    REPORT,
    IssueRequest,
    RosterReading,
    RowOutcome,
    Run,
    open_run,
)
from laurea.integrations.roster import ReadAs
from laurea.integrations.roster.printing import shown

SOME_REFUSED: Final = 4
"""Some rows were refused; the others have their credentials."""

_MOST_NAMED: Final = 20


def issue(
    *,
    achievement: AchievementOption,
    roster: RosterOption,
    key: KeyOption,
    out: OutOption,
    issuer: IssuerOption = None,
    format_: FormatOption = Format.VC_LD,
    bake: BakeOption = Bake.NONE,
    image: ImageOption = None,
    status: StatusOption = None,
    map_: MapOption = None,
    date_order: DateOrderOption = None,
    timezone: TimezoneOption = "UTC",
    encoding: EncodingOption = None,
    delimiter: DelimiterOption = None,
    sheet: SheetOption = None,
    send_list: SendListOption = None,
    allow_duplicates: AllowDuplicatesFlag = False,
    include_name: IncludeNameFlag = False,
    resume: ResumeFlag = False,
    dry_run: DryRunFlag = False,
    json: JsonFlag = False,
) -> None:
    """Issue a credential to every learner of a roster.

    The roster may be any CSV file or spreadsheet with a header. Columns for the e-mail address
    or DID, the date awarded, the end of validity, results and evidence are recognised in many
    languages; --map settles the rest, as in --map e-mail=Contact. A row that cannot be used is
    refused with its reason, and the others are issued all the same.

    DIR receives a .json or .jwt file for each credential, the picture it is baked into,
    report.csv with the outcome of every row, refused.csv with the rows to be mended, and status/
    with the lists to be published. Publish status/ and nothing else: the rest belongs to you and
    your learners. An e-mail address is written as a salted hash only, and a name not at all
    unless you ask for it. A run that was broken off is finished with --resume: no learner gets
    a second credential, and none is left out.

    Exit code 0: every row was issued. 4: some rows were refused. 5: nothing was issued, or the
    run broke off. 64: wrong usage. 130: stopped by Ctrl-C.

    \b
    Example:
      laurea issue --achievement welding.json --roster class-7.xlsx \\
        --key academy.key.json --bake png --out class-7
    """
    refuse_second_input(achievement, roster, key, issuer, image)
    if image is not None and bake is Bake.NONE:
        raise typer.BadParameter("Say what to bake: png or svg.", param_hint="--bake")
    refuse_standard_output(out, send_list)
    reading = RosterReading(
        mapping=read_mapping(map_ or []),
        date_order=None if date_order is None else date_order.value,
        timezone=read_zone(timezone),
        read_as=ReadAs(encoding, read_delimiter(delimiter), sheet),
        allow_duplicates=allow_duplicates,
    )
    request = IssueRequest(
        achievement=achievement,
        roster=roster,
        out=Path(out),
        at=datetime.now(UTC).replace(microsecond=0),
        issuer=issuer,
        reading=reading,
        securing="vc-jwt" if format_ is Format.VC_JWT else "vc-ld",
        bake=None if bake is Bake.NONE else bake.value,
        image=image,
        status_url=read_address(status),
        key=open_key_file(key),
        send_list=None if send_list is None else Path(send_list),
        include_name=include_name,
        resume=resume,
        dry_run=dry_run,
    )
    with open_run(request) as run:
        for warning in run.warnings:
            console.print_problem(warning)
        _print_columns(run)
        refused = _issue(run, request, as_json=json)
        _print_outcome(run, request, refused, as_json=json)
    if run.tally.refused:
        raise typer.Exit(SOME_REFUSED if run.tally.issued else exits.NOTHING_DONE)


def _issue(run: Run, request: IssueRequest, *, as_json: bool) -> list[RowOutcome]:
    """Go through the run and return the first refused rows."""
    refused: list[RowOutcome] = []
    try:
        with _ctrl_c_noted() as ctrl_c, progress("Issuing", run.row_count) as advance:
            for outcomes in run.batches():
                if as_json:
                    for outcome in outcomes:
                        console.write_json(outcome.to_json())
                missing = _MOST_NAMED - len(refused)
                refused += [each for each in outcomes if not each.is_issued][:missing]
                advance(len(outcomes))
                if ctrl_c.is_set() and run.tally.rows < run.row_count:
                    raise KeyboardInterrupt
    except (KeyboardInterrupt, LaureaError, OSError):
        if not request.dry_run:
            console.note(
                f"{run.tally.rows:,} of {run.row_count:,} rows are done. Run the same command "
                "with --resume to finish."
            )
        raise
    return refused


@contextmanager
def _ctrl_c_noted() -> Iterator[Event]:
    """Note the first Ctrl-C, so that a batch can be finished; let the second one through."""
    pressed = Event()

    def note(*_: object) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _print_refused(refused: list[RowOutcome], run: Run, *, has_report: bool) -> None:
    """Name the first refused rows, how many more there are, and the option that would help."""
    for outcome in refused:
        row = f"Row {outcome.number:,}"
        is_named = outcome.reason.startswith(f"{row} ")
        console.error(
            outcome.problems[0].title, outcome.reason if is_named else f"{row}: {outcome.reason}"
        )
    if run.tally.refused > len(refused):
        where = f", see {REPORT}" if has_report else "; --json names them all"
        console.note(f"… and {run.tally.refused - len(refused):,} more{where}")


def _print_outcome(
    run: Run, request: IssueRequest, refused: list[RowOutcome], *, as_json: bool
) -> None:
    has_written = run.tally.issued > 0 and not request.dry_run
    _print_refused(refused, run, has_report=has_written)
    _print_notes(run, request)
    _print_summary(run, request, has_written=has_written, as_json=as_json)


def _print_columns(run: Run) -> None:
    """Say which columns are read and which are not, and what was decided without asking."""
    read = ", ".join(f"{field} = {shown(header)}" for field, header in run.columns.items())
    unread = ", ".join(shown(header) for header in run.ignored_columns)
    console.note(f"Read: {read}." + (f" Not read: {unread}." if unread else ""))
    for note in run.notes:
        console.note(note)


def _print_notes(run: Run, request: IssueRequest) -> None:
    """Say what deserves attention about what was issued."""
    later = run.tally.begin_later
    if later:
        rows = "1 credential begins" if later == 1 else f"{later:,} credentials begin"
        console.warn(
            "A date awarded lies in the future",
            f"{rows} in the future, by the clock of UTC. If the dates of the roster are those of "
            "another zone, name it with --timezone.",
        )
    if run.tally.issued and request.status_url is None:
        console.note("These credentials cannot be revoked later: no --status was given.")


def _print_summary(run: Run, request: IssueRequest, *, has_written: bool, as_json: bool) -> None:
    tally, out = run.tally, console.printable_path(request.out)
    if as_json:
        console.write_json(
            {
                "rows": tally.rows,
                "issued": tally.issued,
                "refused": tally.refused,
                "refused_by": dict(tally.refused_by),
                "dry_run": request.dry_run,
                "columns": {"read": dict(run.columns), "not_read": list(run.ignored_columns)},
                "out": out if has_written else None,
                "status_lists": list(run.status_lists),
            }
        )
        return
    if not has_written:
        can = "can be issued" if request.dry_run else "were issued"
        console.write(f"{tally.issued:,} of {tally.rows:,} rows {can}. Nothing was written.")
        return
    console.write(f"{tally.issued:,} of {tally.rows:,} rows were issued into {out}.")
    _print_what_to_mend(run, request, out)
    if run.status_lists:
        console.write(f"Publish the files in {out}/status under {request.status_url}/.")
    if request.send_list is not None:
        console.write(f"Who gets which file: {console.printable_path(request.send_list)}.")


def _print_what_to_mend(run: Run, request: IssueRequest, out: str) -> None:
    """Say where the refused rows are, and with which command they are issued once mended."""
    doubles = run.tally.duplicates
    if doubles:
        rows = "1 row names" if doubles == 1 else f"{doubles:,} rows name"
        console.write(
            f"{rows} a learner of another row: see {out}/{REPORT}. There is nothing to mend."
        )
    count = run.tally.refused - doubles
    if not count:
        return
    rows = "refused row" if count == 1 else f"{count:,} refused rows"
    read_as = request.reading.read_as
    given = {
        "--encoding": read_as.encoding,
        "--delimiter": read_as.delimiter,
        "--sheet": read_as.sheet,
    }
    without = " or ".join(option for option, value in given.items() if value is not None)
    console.write(
        f"Mend the {rows} in {out}/{REFUSED}. Then run the same command"
        f"{f' without {without}' if without else ''} with --roster {out}/{REFUSED} "
        f"--out {out}-mended."
    )
