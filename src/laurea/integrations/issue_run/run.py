"""A run: the learners of a roster, each with a credential in a folder.

1. Everything is read and checked; a credential for nobody is tried (`rehearsal`).
2. The folder is claimed: the journal settles what every row will draw (`draws`).
3. Batch by batch, awards are signed, a sample of each batch is verified as others would do it,
   and the files are written.
4. When all of them have reached the disk, the reports are written.

A run that was broken off after the second step, however hard, is taken up again with the same
input and ends as if nothing had happened: what stands in the folder and is whole stays.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Final

from laurea.credentials.baking import bake
from laurea.credentials.issue import plan_achievement, plan_tokens
from laurea.credentials.ports import Signer
from laurea.integrations.issue_run.awards import AwardTerms
from laurea.integrations.issue_run.desk import Desk, SignedRow
from laurea.integrations.issue_run.draws import SEED_BYTES, Draws
from laurea.integrations.issue_run.folder import RunFolder
from laurea.integrations.issue_run.journal import Journal, require_same_origin
from laurea.integrations.issue_run.list_shelf import ListShelf
from laurea.integrations.issue_run.material import (
    Definitions,
    prints_of_options,
    read_definitions,
    read_picture,
    read_roster,
    require_signing_key,
)
from laurea.integrations.issue_run.outcome import RowOutcome, Tally
from laurea.integrations.issue_run.rehearsal import rehearse, throw_away_signer, with_key_of
from laurea.integrations.issue_run.reports import Reports
from laurea.integrations.issue_run.request import IssueRequest
from laurea.integrations.issue_run.results import Descriptions, bind_results
from laurea.integrations.issue_run.send_list import SendList, require_free
from laurea.integrations.issue_run.status_lists import StatusLists
from laurea.integrations.roster import Roster, RosterRow

BATCH: Final = 500
"""How many rows are worked on at once. The first and the last of them are verified."""

_SHORT_ID: Final = 8


class Run:
    """A run that can begin: everything about it is checked, and its folder is claimed."""

    def __init__(
        self,
        roster: Roster,
        desk: Desk,
        folder: RunFolder | None = None,
        picture: bytes | None = None,
        suffix: str | None = None,
        send_list: SendList | None = None,
        credential_suffix: str = "json",
    ) -> None:
        self.row_count = roster.row_count
        """How many rows will have an outcome."""
        self.warnings = roster.warnings
        """What a person should look at before relying on the roster."""
        self.notes = roster.notes
        """What was decided about the roster without asking, in sentences."""
        self.columns = roster.columns
        """The headers of the columns that are read, by field."""
        self.ignored_columns = roster.ignored_columns
        """The headers of the columns that are not read."""
        self.tally = Tally()
        """What became of the rows so far."""
        self._roster = roster
        self._desk = desk
        self._folder = folder
        self._picture = picture
        self._suffix = suffix
        self._send_list = send_list
        self._credential_suffix = credential_suffix

    @property
    def status_lists(self) -> tuple[str, ...]:
        """The addresses under which the status lists of the run so far must be published."""
        shelf = self._desk.shelf
        return () if shelf is None else shelf.addresses

    def batches(self) -> Iterator[Sequence[RowOutcome]]:
        """Issue, batch by batch, and yield what became of the rows; write the reports at the end.

        It may be left after any batch, and taken up again in another run.

        Raises:
            LaureaError: a file cannot be written, or the roster has changed.
            RuntimeError: a credential that was just signed does not verify.
        """
        with ExitStack() as until:
            reports = None if self._folder is None else Reports(self._folder.path, until)
            rows = iter(self._roster)
            while batch := list(islice(rows, BATCH)):
                outcomes = [self._outcome(each) for each in self._desk.sign(batch)]
                self.tally.add(outcomes)
                if reports is not None:
                    reports.add(outcomes)
                yield outcomes
            if reports is not None and self._folder is not None:
                self._finish(reports, self._folder)

    def _outcome(self, signed: SignedRow) -> RowOutcome:
        row, award = signed.row, signed.award
        if award is None:
            return RowOutcome(row.number, problems=signed.problems, cells=row.cells)
        self.tally.begin_later += award.valid_from > self._desk.at
        if self._folder is None:
            return RowOutcome(row.number, award.id)
        stem = f"{row.number:07}-{award.id.removeprefix('urn:uuid:')[:_SHORT_ID]}"
        file, image = f"{stem}.{self._credential_suffix}", None
        self._folder.keep(file, signed.credential)
        if self._picture is not None:
            image = f"{stem}.{self._suffix}"
            self._folder.keep(image, bake(signed.credential, self._picture))
        outcome = RowOutcome(row.number, award.id, file, image)
        if self._send_list is not None and isinstance(row, RosterRow):
            self._send_list.add(row, outcome)
        return outcome

    def _finish(self, reports: Reports, folder: RunFolder) -> None:
        if self.tally.issued == 0:
            folder.withdraw()
            return
        folder.settle()
        if self._send_list is not None:
            self._send_list.publish()
        reports.publish(self._roster.header)


@contextmanager
def open_run(
    request: IssueRequest, *, random: Callable[[int], bytes] = os.urandom
) -> Iterator[Run]:
    """Prepare a run, or take one up again; its folder is ours until the block ends.

    Args:
        request: what is to be issued, to whom, and where to.
        random: returns so many unpredictable bytes.

    Raises:
        LaureaError: something about the run as a whole is not as it must be. Nothing was written.
    """
    with ExitStack() as until:
        require_signing_key(request.key, request.securing)
        folder = RunFolder(request.out, resume=request.resume)
        at = folder.journal.at if folder.journal else request.at
        if request.send_list is not None:
            require_free(request.send_list, resume=request.resume)
        definitions = read_definitions(request)
        stand_in = throw_away_signer(random)
        rehearse(definitions, at=at, signer=stand_in, securing=request.securing)
        picture, picture_print = read_picture(request, definitions)
        roster, roster_print = read_roster(request, at, until)
        results = bind_results(roster.columns, definitions.achievement)
        origin = definitions.prints | picture_print | roster_print | prints_of_options(request)
        journal = folder.journal or Journal(at, random(SEED_BYTES), origin)
        require_same_origin(journal, origin)
        if request.dry_run:
            pretended = with_key_of(definitions, stand_in)
            yield Run(roster, _desk(request, pretended, stand_in, journal, results, None))
            return
        send_list = None
        if request.send_list is not None:
            send_list = SendList(request.send_list, until, resume=request.resume)
        folder.claim(journal, until)
        desk = _desk(request, definitions, request.key.signer, journal, results, folder)
        suffix = "jwt" if request.securing == "vc-jwt" else "json"
        yield Run(roster, desk, folder, picture, request.bake, send_list, suffix)


def _desk(
    request: IssueRequest,
    definitions: Definitions,
    signer: Signer,
    journal: Journal,
    results: Descriptions,
    folder: RunFolder | None,
) -> Desk:
    draws = Draws(journal.seed)
    lists = None
    if request.status_url is not None:
        lists = StatusLists(
            address=request.status_url,
            run=draws.run,
            issuer=definitions.issuer.id,
            signer=signer,
            at=journal.at,
            securing=request.securing,
        )
    make_plan = plan_tokens if request.securing == "vc-jwt" else plan_achievement
    return Desk(
        plan=make_plan(
            definitions.achievement, definitions.issuer, signer=signer, created=journal.at
        ),
        terms=AwardTerms(
            at=journal.at,
            draws=draws,
            results=results,
            lists=lists,
            include_name=request.include_name,
        ),
        at=request.at,
        shelf=None if lists is None else ListShelf(lists, folder, request.at),
    )
