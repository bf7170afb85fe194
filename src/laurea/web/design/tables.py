"""Parts that show many things: tables, the grid of states, pages of a list, charts with figures.

On a phone a table becomes cards and the grid becomes a list of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, TypeAlias

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from laurea.web.design.drawings.charts import Bar, bar_chart, column_chart
from laurea.web.design.parts import Button, Link, Outcome, Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and a short name for cards when the head is long."""

    head: Text
    is_number: bool = False
    note: Text = ""
    short: Text = ""

    @property
    def label(self) -> Text:
        """What stands before the value on a card."""
        return self.short or self.head


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a text, perhaps a link, perhaps a mark, a remark below, and what can be done."""

    text: Text
    href: str = ""
    remark: Text = ""
    outcome: Outcome | None = None
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row; the first cell names it."""

    head: Cell
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. `name` becomes the id of its caption, unique on the page."""

    template: ClassVar[str] = "design/parts/table.html"
    name: str
    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    shows_caption: bool = False

    def lines(self) -> Iterator[tuple[Row, tuple[tuple[Column, Cell], ...]]]:
        """Yield each row with its cells beside their columns.

        Raises:
            ValueError: a row has another number of cells than there are columns after the first.
        """
        for row in self.rows:
            yield row, tuple(zip(self.columns[1:], row.cells, strict=True))


AwardState: TypeAlias = Literal["awarded", "not-yet", "needs-you", "not-begun", "could-not-check"]

STATE_WORDS: Final[dict[AwardState, Text]] = {
    "awarded": _("Awarded"),
    "not-yet": _("Not yet"),
    "needs-you": _("Needs you"),
    "not-begun": _("Not begun"),
    "could-not-check": _("Could not check"),
}
STATE_ICONS: Final[dict[AwardState, str]] = {
    "awarded": "seal",
    "not-yet": "hourglass",
    "needs-you": "pencil",
    "not-begun": "clock",
    "could-not-check": "",
}


@dataclass(frozen=True, slots=True)
class GridCell:
    """The state of one person in one achievement, with its reason; the whole cell is a link."""

    state: AwardState
    why: Text
    href: str = ""
    is_chosen: bool = False

    @property
    def word(self) -> Text:
        """The word of the state, which never varies."""
        return STATE_WORDS[self.state]

    @property
    def icon(self) -> str:
        """The icon of the state; "could not check" wears its mark instead."""
        return STATE_ICONS[self.state]

    @property
    def css_class(self) -> str:
        """Gilt for what is held, grey for what is later."""
        return {"awarded": "awarded", "not-begun": "later"}.get(self.state, "")


@dataclass(frozen=True, slots=True)
class GridRow:
    """One person and the states in the order of the columns."""

    head: Link
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateGrid:
    """People down, achievements across, a state and its reason in each cell."""

    template: ClassVar[str] = "design/parts/state_grid.html"
    name: str
    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]

    def lines(self) -> Iterator[tuple[GridRow, tuple[tuple[Column, GridCell], ...]]]:
        """Yield each row with its cells beside their columns.

        Raises:
            ValueError: a row has another number of cells than there are columns after the first.
        """
        for row in self.rows:
            yield row, tuple(zip(self.columns[1:], row.cells, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """The pages of a list: `page` counts from 1, `href` gives the address of a page."""

    template: ClassVar[str] = "design/parts/pagination.html"
    page: int
    pages: int
    sentence: Text
    href: Callable[[int], str]

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """First, last and the pages around this one; None stands for those left out."""
        near = {1, self.pages, self.page - 1, self.page, self.page + 1}
        kept = sorted(number for number in near if 1 <= number <= self.pages)
        shown: list[int | None] = []
        for number in kept:
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return tuple(shown)

    @property
    def links(self) -> tuple[Link | None, ...]:
        """The numbers as links; None stands for those left out."""
        return tuple(
            None
            if number is None
            else Link(str(number), self.href(number), is_current=number == self.page)
            for number in self.numbers
        )

    @property
    def previous(self) -> str:
        """The address of the page before, or nothing on the first."""
        return self.href(self.page - 1) if self.page > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or nothing on the last."""
        return self.href(self.page + 1) if self.page < self.pages else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart, the sentence that says what to see in it, and its figures as a table."""

    template: ClassVar[str] = "design/parts/chart.html"
    bars: tuple[Bar, ...]
    label: Text
    sentence: Text
    legend: Text
    figures: Table

    @property
    def broad(self) -> SafeString:
        """The drawing for wide screens."""
        return column_chart(self.bars, name=self.figures.name, label=str(self.label))

    @property
    def narrow(self) -> SafeString:
        """The drawing for narrow screens."""
        return bar_chart(self.bars, name=self.figures.name, label=str(self.label))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One thing that waits for a person: what, why, and the button that deals with it.

    `others` are what else can be done about it.
    """

    icon: str
    title: Text
    sentence: Text
    button: Button | None = None
    others: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a person, most pressing first."""

    template: ClassVar[str] = "design/parts/queue.html"
    lines: tuple[QueueLine, ...]


ListPart: TypeAlias = Table | StateGrid | Pagination | Chart | Queue
"""Any part of this module."""
