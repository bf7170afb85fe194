"""What the page with every part shows: each part in each of its states, with invented figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.web.design.drawings.codes import qr_code
from laurea.web.design.drawings.icons import ICONS
from laurea.web.design.parts import (
    OUTCOME_WORDS,
    Artwork,
    BigFigure,
    BigFigures,
    Button,
    CheckLine,
    CheckList,
    Crumbs,
    EmptyState,
    Fact,
    Facts,
    FormPart,
    LevelCells,
    Link,
    Notice,
    Part,
    Plate,
    Progress,
    QrSlot,
    Requirement,
    RequirementList,
    SkillLine,
    SkillList,
    Stepper,
    Strength,
    Verdict,
    Vouches,
)
from laurea.web.design.style_samples import (
    sample_aligned,
    sample_chart,
    sample_grid,
    sample_prose,
)
from laurea.web.design.tables import (
    Cell,
    Column,
    ListPart,
    Pagination,
    Queue,
    QueueLine,
    Row,
    Table,
)

TOKENS: Final = (
    "paper sheet sunk rule edge ink ink-2 ink-3 press press-deep press-tint gilt gilt-tint passed"
    " passed-tint failed failed-tint unknown unknown-tint silent silent-tint"
).split()

ARTWORKS: Final[dict[str, dict[str, Any]]] = {
    "hexagon": {
        "title": "Web Analytics",
        "issuer": "Northfield College",
        "level": 3,
        "year": 2026,
        "kind": "hexagon",
        "ink": "prussian",
        "glyph": "analytics",
        "seed": "urn:uuid:1",
    },
    "roundel": {
        "title": "Data Ethics",
        "issuer": "Northfield College",
        "level": 2,
        "year": 2026,
        "kind": "roundel",
        "ink": "umber",
        "glyph": "ethics",
        "seed": "urn:uuid:2",
    },
    "laurel": {
        "title": "Digital Marketing",
        "issuer": "Northfield College",
        "level": 4,
        "year": 2026,
        "kind": "laurel",
        "ink": "prussian",
        "glyph": "cap",
        "seed": "urn:uuid:3",
    },
    "shield": {
        "title": "Care Assistant",
        "issuer": "State Care Board",
        "level": 1,
        "year": 2026,
        "kind": "shield",
        "ink": "bronze",
        "glyph": "recognised",
        "seed": "urn:uuid:4",
    },
}
"""The words of four badge images, one of each silhouette."""


@dataclass(frozen=True, slots=True)
class Section:
    """Some parts under one heading; `layout` is "pile", "halves", "cluster" or "sheet"."""

    title: str
    parts: tuple[Part | ListPart, ...]
    layout: str = "pile"
    remark: str = ""


class SampleForm(forms.Form):
    """A form with a field of each kind; three of them hold mistakes."""

    name = forms.CharField(label="Name", help_text="As it should stand on the credential.")
    email = forms.EmailField(label="E-mail")
    finished = forms.DateField(label="Awarded on", input_formats=["%Y-%m-%d"])
    level = forms.ChoiceField(label="Level", choices=[("5", "EQF 5"), ("6", "EQF 6")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea({"rows": 3}))
    evidence = forms.FileField(label="Evidence", required=False, help_text="PDF, up to 10 MB.")
    shape = forms.ChoiceField(
        label="Who may see it",
        choices=[("link", "Whoever has the link"), ("me", "Only me")],
        widget=forms.RadioSelect,
    )
    agrees = forms.BooleanField(label="The learner has agreed to be named")


def style_context() -> dict[str, Any]:
    """Return what the template of the style page shows."""
    return {
        "sections": _sections(),
        "outcome_words": tuple(OUTCOME_WORDS.items()),
        "icon_names": sorted(ICONS),
        "tokens": TOKENS,
        "artworks": [_artwork_row(name) for name in ARTWORKS],
    }


def sample_artwork(name: str, size: str = "l") -> Artwork:
    """Return one of the badge images of the style page."""
    words = ARTWORKS[name]
    return Artwork(
        src=reverse("style-artwork", kwargs={"name": name, "size": "large"}),
        small_src=reverse("style-artwork", kwargs={"name": name, "size": "small"}),
        alt=_("Badge artwork: %(title)s, %(issuer)s") % words,
        size=size,  # type: ignore[arg-type]
    )


def _artwork_row(name: str) -> tuple[Artwork, Artwork, Artwork, str]:
    large, small, tiny = (sample_artwork(name, size) for size in ("l", "s", "xs"))
    return large, small, tiny, name.capitalize()


def _sections() -> tuple[Section, ...]:
    return (
        Section(_("The way here"), (_crumbs(), _stepper())),
        Section(
            _("Plate: this is signed"),
            (_plate(), _verdicts()[0]),
            remark=_("Scooped corners and a double rule stand on signed things and nowhere else."),
        ),
        Section(_("Verdicts: shape, word, then colour"), _verdicts(), "halves"),
        Section(_("Checks"), (_checks(),), "sheet"),
        Section(_("Requirements are met, or not yet"), (_requirements(),), "sheet"),
        Section(
            _("Evidence: pencilled, inked, sealed"),
            tuple(Strength(kind) for kind in ("claimed", "shown", "certified")),
            "cluster",
        ),
        Section(_("Skills and levels"), (_skills(),), "sheet"),
        Section(_("What is no skill"), (sample_aligned(),), "sheet"),
        Section(_("What people wrote"), (sample_prose(),), "sheet"),
        Section(_("Buttons"), _buttons(), "cluster"),
        Section(_("A form with mistakes"), (_form(),), "sheet"),
        Section(_("Notices"), _notices()),
        Section(_("A run under way"), (_progress(is_running=True),), "sheet"),
        Section(_("A run that ended"), (_progress(is_running=False),), "sheet"),
        Section(_("Facts and figures"), (_facts(), _figures())),
        Section(_("A table becomes cards"), (_table(), _pagination())),
        Section(_("A grid becomes a list"), (sample_grid(),)),
        Section(_("What waits for a person"), (_queue(),)),
        Section(_("A chart with its figures"), (sample_chart(),)),
        Section(_("Nothing here yet"), (_empty(),)),
        Section(_("A code to check again"), (_qr(),), "sheet"),
    )


def _crumbs() -> Crumbs:
    return Crumbs((Link("Northfield College", "#1"), Link("Digital Marketing", "#2")), "Analytics")


def _stepper() -> Stepper:
    steps = (_("Credential"), _("File"), _("Map and mend"), _("Look it over"), _("Issue"))
    return Stepper(steps, 2)


def _plate() -> Plate:
    return Plate(
        artwork=sample_artwork("hexagon"),
        title="Web Analytics",
        recipient="Mira Okonjo",
        issuer=Link("Northfield College", "#issuer"),
        awarded_on="14 June 2026",
        eyebrow=_("Micro-credential, advanced, EQF level 6"),
        validity=_("Valid until 14 June 2029"),
        title_level=3,
    )


def _verdicts() -> tuple[Verdict, ...]:
    again = Button(text=_("Try again now"), icon="refresh", name="again", value="1")
    return (
        Verdict(
            kind="valid",
            sentence=_("Every required check passed."),
            checked=_("Checked on 23 November 2026 at 17:02 UTC."),
            vouches=Vouches("trusted", _("It is in a register that this site's owner chose.")),
            heading_level=3,
        ),
        Verdict(
            kind="invalid",
            sentence=_("This is not what the issuer signed. Ask for the link from their wallet."),
            vouches=Vouches("nobody"),
            heading_level=3,
        ),
        Verdict(
            kind="indeterminate",
            sentence=_("Nothing failed, but the issuer's server did not answer."),
            vouches=Vouches("known"),
            actions=(again,),
            heading_level=3,
        ),
        Verdict(
            kind="no-credential",
            sentence=_("A plain PDF, with nothing signed inside."),
            vouches=Vouches("nobody"),
            heading_level=3,
        ),
        Verdict(
            kind="valid",
            sentence=_("Every required check passed."),
            vouches=Vouches("unproven", _("The key came with the document.")),
            heading_level=3,
        ),
    )


def _checks() -> CheckList:
    status = Link(_("Ask the issuer"), "#ask")
    return CheckList(
        (
            CheckLine("failed", _("Signature"), _("The signature does not fit the text.")),
            CheckLine("unknown", _("Not revoked"), _("There was no answer in 5 seconds."), status),
            CheckLine("passed", _("Dates"), _("It began on 3 March 2026 and has no end date.")),
            CheckLine("silent", _("Schema"), _("The issuer named none. That is allowed.")),
        ),
        is_paired=True,
    )


def _requirements() -> RequirementList:
    return RequirementList(
        (
            Requirement(_("Project accepted"), 1, _("17 of 20 rubric points.")),
            Requirement(_("Quiz at least 80\u202f%"), 0.74, _("74\u202f% on 10 November.")),
            Requirement(_("Oral defence"), 0, _("It opens on 1 December.")),
        )
    )


def _skills() -> SkillList:
    framework = Link(_("ESCO entry"), "#esco")
    return SkillList(
        (
            SkillLine(
                name="Analyse web traffic",
                strength=Strength("certified"),
                level=LevelCells(sentence=_("level 4 of 5"), certified=4),
                framework=framework,
            ),
            SkillLine(
                name="Design measurement plans",
                strength=Strength("shown"),
                level=LevelCells(sentence=_("Shown at 2, needs 3"), shown=2, needed=3),
            ),
            SkillLine(
                name="Present findings",
                strength=Strength("claimed"),
                level=LevelCells(sentence=_("Claimed at 3, needs 4"), claimed=3, needed=4),
            ),
        )
    )


def _buttons() -> tuple[Button, ...]:
    return (
        Button(text=_("Issue"), name="do", value="issue"),
        Button(text=_("Save for later"), kind="quiet", name="do", value="save"),
        Button(text=_("Leave this row out"), kind="bare", name="do", value="leave"),
        Button(text=_("Share"), icon="share", href="#share"),
        Button(text=_("Download"), icon="download", href="#download", kind="quiet"),
    )


def _form() -> FormPart:
    form = SampleForm({"email": "jonas@lindqvist", "finished": "2026-11-31", "level": "6"})
    form.fields["finished"].error_messages["invalid"] = _("November has 30 days. Which day was it?")
    form.fields["email"].validators = []
    if not form.is_valid():
        form.add_error("email", _("Add what follows the dot, for example .example"))
        form.add_error(None, _("Some fields need you. Nothing was sent yet."))
    save = Button(text=_("Check and continue"))
    return FormPart(form, (save, Button(text=_("Back"), kind="quiet", href="#back")), "#form")


def _notices() -> tuple[Notice, ...]:
    return (
        Notice(
            title=_("06/11/2026 can be read two ways."),
            sentence=_("We read 6 November, because row 41 holds 23/11/2026."),
            link=Link(_("Read it as 11 June instead"), "#swap"),
        ),
        Notice(kind="plain", sentence=_("Revoking cannot be undone. The learner is told.")),
        Notice(kind="failed", title=_("Two fields need you."), sentence=_("Nothing was sent yet.")),
    )


def _progress(*, is_running: bool) -> Progress:
    facts = Facts(
        (
            Fact(_("Signed and logged"), "5,712" if is_running else "8,398"),
            Fact(_("Waiting"), "2,686" if is_running else "0"),
            Fact(_("Set aside"), _("2 rows, with reasons"), "#aside"),
        )
    )
    if not is_running:
        said = _("8,398 credentials are issued. 2 rows are set aside, with reasons.")
        return Progress(
            label=_("Signed"), done=8400, total=8400, sentence=said, facts=facts, is_running=False
        )
    return Progress(
        label=_("Signed, under way"),
        done=5712,
        total=8400,
        sentence=_("5,712 of 8,400 signed. About 2 seconds left at 1,340 a second."),
        facts=facts,
        promise=_(
            "You can close this page. If the machine stops, the run goes on where it was; no row"
            " is ever issued twice."
        ),
        cancel=Button(text=_("Stop after this row"), kind="quiet", name="do", value="stop"),
    )


def _facts() -> Facts:
    return Facts(
        (
            Fact(_("Work it takes"), "50 hours"),
            Fact(_("Credit"), "2 ECTS"),
            Fact(_("Level"), "EQF 6"),
            Fact(_("Price"), None),
            Fact(_("Quality assured by"), "Tertiary Quality Office", "#office"),
        )
    )


def _figures() -> BigFigures:
    return BigFigures(
        (
            BigFigure(_("Credentials in the log"), "118,204", _("since 2 January 2024")),
            BigFigure(_("Accepted by their learners"), "93\u202f%"),
            BigFigure(_("Foreign verifiers"), "9 of 9", _("tested last night"), "#proof"),
        )
    )


def _table() -> Table:
    return Table(
        name="sample-table",
        caption=_("What was asked, what was shown"),
        columns=(
            *(Column(_("Asked")), Column(_("Shown")), Column(_("Signature"))),
            Column(_("Points"), is_number=True),
        ),
        rows=(
            Row(
                Cell(_("Measurement plan"), "#plan", _("for a real client")),
                (Cell(_("Accepted")), Cell(_("Passed"), outcome="passed"), Cell("18")),
            ),
            Row(
                Cell(_("Supervised quiz")),
                (
                    Cell(_("91\u202f%, first attempt"), remark=_("Marked by the LMS")),
                    Cell(_("Could not check"), outcome="unknown"),
                    Cell("1,091"),
                ),
            ),
        ),
    )


def _pagination() -> Pagination:
    said = _("Rows 201 to 250 of 12,000")
    return Pagination(page=5, pages=240, sentence=said, href=lambda page: f"#page-{page}")


def _queue() -> Queue:
    mails = _("The credentials are issued; only the news did not arrive.")
    link = Button(text=_("Send a link instead"), href="#queue", kind="quiet")
    first = QueueLine(icon="mail", title=_("41 mails came back"), sentence=mails, button=link)
    again = QueueLine(icon="hourglass", title=_("A run waits"), sentence=_("It goes on by itself."))
    return Queue((first, again))


def _empty() -> EmptyState:
    return EmptyState(
        title=_("No appeals"),
        sentence=_(
            "When a learner disagrees with a decision, it appears here with the rule and the"
            " results it was made from."
        ),
        icon="mail",
        action=Button(text=_("Read how appeals work"), kind="quiet", href="#appeals"),
        heading_level=3,
    )


def _qr() -> QrSlot:
    return QrSlot(
        qr_code("https://northfield.example/c/7KQ4-M2XP", label=_("QR code that opens this page")),
        "7KQ4-M2XP",
        _("Checkable with any Open Badges 3.0 verifier, also if this site is gone."),
        Button(text=_("Open the link"), kind="quiet", href="#link", icon="arrow"),
    )
