"""Larger samples of the page with every part: a chart, a grid, what people wrote."""

from __future__ import annotations

from django.utils.translation import gettext as _

from laurea.web.design.drawings.charts import Bar
from laurea.web.design.parts import Aligned, AlignedList, Link
from laurea.web.design.prose import Prose
from laurea.web.design.tables import (
    Cell,
    Chart,
    Column,
    GridCell,
    GridRow,
    Row,
    StateGrid,
    Table,
)


def sample_chart() -> Chart:
    """Return a chart of six weeks."""
    weeks = (
        *(("12 Oct", 676, 44), ("19 Oct", 640, 50), ("26 Oct", 742, 68)),
        *(("2 Nov", 846, 59), ("9 Nov", 803, 77), ("16 Nov", 702, 258)),
    )
    return Chart(
        bars=tuple(Bar(week, done, rest, f"{done + rest:,}") for week, done, rest in weeks),
        label=_("Credentials issued and accepted in six weeks"),
        sentence=_("The last column is hatched most: learners take up to five days to answer."),
        legend=_("Filled: accepted. Hatched: not yet accepted."),
        figures=Table(
            name="sample-chart",
            caption=_("The figures"),
            columns=(
                Column(_("Week of")),
                Column(_("Accepted"), is_number=True),
                Column(_("Not yet"), is_number=True),
            ),
            rows=tuple(Row(Cell(w), (Cell(str(a)), Cell(str(b)))) for w, a, b in weeks),
        ),
    )


def sample_grid() -> StateGrid:
    """Return what two learners were awarded so far."""
    return StateGrid(
        name="sample-grid",
        caption=_("Awards of autumn 2026"),
        columns=(
            Column(_("Learner")),
            Column("Foundations", note=_("214 of 240")),
            Column("Search Advertising", note=_("188 of 240"), short="Search"),
            Column("Web Analytics", note=_("171 of 240"), short="Analytics"),
            Column("Capstone", note=_("0 of 240")),
        ),
        rows=(
            GridRow(
                Link("Jonas Lindqvist", "#jonas"),
                (
                    GridCell("awarded", "3 March", "#j1"),
                    GridCell(
                        "not-yet", _("Quiz 74\u202f%, needs 80\u202f%"), "#j2", is_chosen=True
                    ),
                    GridCell("awarded", "14 June", "#j3"),
                    GridCell("not-begun", _("Opens 1 December")),
                ),
            ),
            GridRow(
                Link("Amara Diallo", "#amara"),
                (
                    GridCell("awarded", "5 March", "#a1"),
                    GridCell("needs-you", _("Two results for one quiz: which counts?"), "#a2"),
                    GridCell("could-not-check", _("The LMS sent no result since 9 November")),
                    GridCell("not-begun", _("Opens 1 December")),
                ),
            ),
        ),
    )


def sample_aligned() -> AlignedList:
    """Return a level that something is aligned with."""
    framework = Link(_("European Qualifications Framework, 6 (europa.example)"), "#eqf")
    return AlignedList(
        (Aligned(name="EQF level 6", kind=_("Level of qualification"), framework=framework),)
    )


def sample_prose() -> Prose:
    """Return a text with everything that its markup can do."""
    return Prose(
        _(
            "A workload of *100 hours* over ten weeks.\n\n"
            "1. **Plan:** from questions to at most twelve figures.\n"
            "2. **Report:** what the figures show, and what they only suggest:\n"
            "   - with its source,\n"
            "   - with its [owner](https://northfield.example/owners).\n\n"
            "# To pass\n\n"
            "60\u202f% or more in each."
        )
    )
