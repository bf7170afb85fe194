"""Whole pages with invented words: what rooms fill the templates with, for tests to look at."""

from __future__ import annotations

from django import forms

from laurea.web.design.contexts import (
    AchievementPage,
    CredentialPage,
    Door,
    Endorsement,
    Frame,
    Head,
    HomePage,
    IssuerPage,
    Membership,
    Page,
    Tile,
    VerificationResult,
    VerificationResultPage,
    VerifyPage,
)
from laurea.web.design.drawings.codes import qr_code
from laurea.web.design.error_pages import ERRORS, error_page
from laurea.web.design.parts import (
    Aligned,
    AlignedList,
    BigFigure,
    BigFigures,
    Button,
    CheckLine,
    CheckList,
    Crumbs,
    Fact,
    Facts,
    LevelCells,
    Link,
    Notice,
    Plate,
    QrSlot,
    SkillLine,
    SkillList,
    Strength,
    Verdict,
    Vouches,
)
from laurea.web.design.prose import Prose
from laurea.web.design.style import sample_artwork
from laurea.web.design.tables import Cell, Column, Row, Table

COLLEGE = Link("Northfield College", "/i/northfield")
CHECKED = "Checked just now, on 23 November 2026 at 17:02 UTC."


class VerifyForm(forms.Form):
    text = forms.CharField(
        label="Link, short code or text",
        required=False,
        widget=forms.Textarea({"rows": 6, "class": "code", "placeholder": "https://…"}),
    )
    file = forms.FileField(
        label="Drop a file here", required=False, help_text="PNG, SVG, JSON or JWT, up to 10 MB"
    )
    use_required_attribute = False
    is_all_optional = True


def a_frame(current: str = "Verify") -> Frame:
    places = (("Verify", "/verify"), ("Credentials", "/a"), ("Careers", "/careers"))
    return Frame(
        organization="Northfield College",
        links=(
            *(Link(text, href, text == current) for text, href in places),
            Link("Sign in", "/accounts/login/"),
        ),
        foot=tuple(
            Link(text, f"#{text}")
            for text in ("How a verdict is reached", "Public log", "Accessibility", "Privacy")
        ),
    )


def a_plate(*, small: bool = False) -> Plate:
    return Plate(
        artwork=sample_artwork("hexagon"),
        title="Web Analytics",
        recipient="Mira Okonjo",
        issuer=COLLEGE,
        awarded_on="14 June 2026",
        eyebrow="Micro-credential, EQF level 6" if small else "Micro-credential, advanced",
        validity="" if small else "Valid until 14 June 2029",
        outcome="passed",
        outcome_text="Valid, checked just now",
        more=Link("See how it was checked", "/c/7KQ4-M2XP") if small else None,
        is_small=small,
        title_level=2 if small else 1,
    )


def checks() -> CheckList:
    ask = Link("Ask Mira to prove that it is hers", "#ask")
    return CheckList(
        (
            CheckLine("passed", "Signature", "The text is exactly what Northfield College signed."),
            CheckLine("passed", "Not revoked", "The issuer's status list says it is in force."),
            CheckLine("passed", "Dates", "It began on 14 June 2026 and ends on 14 June 2029."),
            CheckLine("unknown", "Who shows it to you", "A public page cannot know.", ask),
            CheckLine("passed", "Public log", "Entry 118,204 of the log holds this credential."),
            CheckLine("silent", "Schema", "The issuer named no schema. That is allowed."),
        ),
        is_paired=True,
    )


def skills() -> SkillList:
    esco = Link("ESCO entry", "#esco")
    names = ("Analyse web traffic", "Design measurement plans", "Handle personal data lawfully")
    return SkillList(
        tuple(
            SkillLine(
                name=name,
                strength=Strength("certified"),
                level=LevelCells(sentence=f"level {level} of 5", certified=level),
                framework=esco,
            )
            for name, level in zip(names, (4, 4, 3), strict=True)
        )
    )


def aligned() -> AlignedList:
    framework = Link("European Qualifications Framework, 6", "#eqf")
    return AlignedList(
        (Aligned(name="EQF level 6", kind="Level of qualification", framework=framework),)
    )


def asked() -> Table:
    return Table(
        name="criteria",
        caption="What was asked, what was shown",
        columns=(Column("Asked"), Column("Shown"), Column("Assessor"), Column("Evidence")),
        rows=(
            Row(
                Cell("Measurement plan for a real client"),
                (
                    Cell("Accepted, 18 of 20 rubric points"),
                    Cell("Dr L. Haddad"),
                    Cell("Plan (PDF)", "#plan", "opened by Mira"),
                ),
            ),
            Row(
                Cell("Supervised quiz, pass mark 80\u202f%"),
                (
                    Cell("91\u202f%, first attempt"),
                    Cell("Marked by the LMS"),
                    Cell("Kept private by Mira"),
                ),
            ),
            Row(
                Cell("Oral defence, 15 minutes"),
                (
                    Cell("Passed with distinction"),
                    Cell("Dr L. Haddad, T. Figueira"),
                    Cell("Not recorded"),
                ),
            ),
        ),
    )


def facts() -> Facts:
    values = {
        "Work it takes": "50 hours",
        "Credit": "2 ECTS",
        "Level": "EQF 6, NQF 6",
        "Price": None,
        "Taught in": "English, online",
        "Assessed by": "Project and supervised quiz",
        "Identity checked": "In person, at enrolment",
        "Quality assured by": "Tertiary Quality Office",
    }
    return Facts(tuple(Fact(term, value) for term, value in values.items()))


def tiles() -> tuple[Tile, ...]:
    rows = (
        (
            "laurel",
            "Micro-Master's in Digital Marketing",
            "6 badges, 15 ECTS. Next intake 8 March.",
        ),
        ("roundel", "Data Ethics", "25 hours, 1 ECTS. Starts any day."),
        ("shield", "Care Assistant", "Counts for the state licence. 120 hours, free."),
    )
    return tuple(
        Tile(sample_artwork(kind, "s"), Link(name, f"/a/{kind}"), sentence)
        for kind, name, sentence in rows
    )


def endorsements() -> tuple[Endorsement, ...]:
    return (
        Endorsement(
            quote=Prose("“The measurement plan is the one we ask our own juniors for.”"),
            by="Brightwater Media, employer. Signed on 3 July 2026.",
            outcome="passed",
            outcome_text="Signature passed",
        ),
    )


def crumbs(here: str) -> Crumbs:
    return Crumbs((COLLEGE, Link("Micro-Master's in Digital Marketing", "/a/laurel")), here)


def a_credential_page(*, sparse: bool = False) -> CredentialPage:
    buttons = (
        *(("Share", "share"), ("Add to a wallet", "wallet"), ("Add to LinkedIn", "plus")),
        *(("Download: PNG, PDF, JSON", "download"), ("Embed", "code")),
    )
    return CredentialPage(
        head=Head(
            title="Web Analytics, Mira Okonjo",
            description="Awarded to Mira Okonjo by Northfield College.",
            canonical="https://northfield.example/c/7KQ4-M2XP",
            image="https://northfield.example/c/7KQ4-M2XP.png",
            image_alt="Badge artwork: Web Analytics",
        ),
        crumbs=crumbs("Web Analytics"),
        plate=a_plate(),
        verdict=Verdict(
            kind="valid",
            sentence="Every required check passed.",
            checked=CHECKED,
            vouches=Vouches(
                "trusted",
                "Northfield College is in the Quality Register that this site's owner chose.",
                Link("See the register entry", "#register"),
            ),
        ),
        about_title="What Mira can do",
        about=Prose(
            "Plans how a website is measured, builds the reports, and tells a marketing team"
            " what the figures do and do not show. Works alone on sites with several hundred"
            " thousand visits a month."
        ),
        facts=facts(),
        asked=None if sparse else asked(),
        skills=None if sparse else skills(),
        aligned=None if sparse else aligned(),
        checks=checks(),
        technical=Facts((Fact("Proof", "eddsa-rdfc-2022"), Fact("Format", "Open Badges 3.0"))),
        document=Link("Read it as JSON", "/c/7KQ4-M2XP.json"),
        endorsements=() if sparse else endorsements(),
        memberships=()
        if sparse
        else (
            Membership(
                link=Link("Micro-Master's in Digital Marketing", "/a/laurel"),
                sentence="Mira holds 3 of the 6 badges it takes, 6 of 15 ECTS.",
                done=6,
                total=15,
                label="6 of 15 ECTS",
            ),
        ),
        history="" if sparse else "Version 2. It replaces the one of 12 June.",
        history_link=None if sparse else Link("See version 1", "#1"),
        actions=tuple(
            Button(text=text, icon=icon, href=f"#{icon}", kind="quiet" if place else "filled")
            for place, (text, icon) in enumerate(buttons)
        ),
        qr=QrSlot(
            qr_code("https://northfield.example/c/7KQ4-M2XP", label="QR code that opens this page"),
            "7KQ4-M2XP",
            "Checkable with any Open Badges 3.0 verifier, also if this site is gone.",
        ),
        report=None if sparse else Link("Report a problem", "#report"),
    )


def a_verify_page() -> VerifyPage:
    looked = (
        ("Signature", "Is it exactly what the issuer signed?"),
        ("Not revoked", "Does the issuer's list say that it is in force?"),
        ("Dates", "Does today lie between its first and its last day?"),
        ("Who vouches", "Is the issuer in a register that you chose? A second, separate answer."),
    )
    return VerifyPage(
        head=Head(title="Verify a credential", description="Of any issuer.", is_indexed=True),
        form=VerifyForm(),
        action="/verify",
        other_ways=(Button(text="Scan a QR code", icon="camera", href="#camera", kind="quiet"),),
        many=Link("Use the desk.", "#desk"),
        looked_at=Facts(tuple(Fact(term, sentence) for term, sentence in looked)),
    )


def a_refused_verify_page() -> VerifyPage:
    form = VerifyForm({"text": "7KQ4"})
    form.is_valid()
    form.add_error("text", "A short code has eight letters and figures. This one has four.")
    return VerifyPage(head=Head(title="Verify a credential"), form=form, action="/verify")


def a_forged_result() -> VerificationResult:
    return VerificationResult(
        name="transcript-final.png",
        format="Open Badges 3.0",
        checked="Checked at 17:04 UTC",
        verdict=Verdict(
            kind="invalid",
            sentence="This is not what Harbour Training signed. It was changed after signing, or"
            " was signed with another key.",
            checked="Checked at 17:04 UTC.",
            vouches=Vouches(
                "nobody",
                "It names Harbour Training, a listed issuer. A name in a document proves nothing"
                " when the signature fails.",
            ),
        ),
        checks=CheckList(
            (
                CheckLine("failed", "Signature", "The signature does not fit the text."),
                CheckLine("passed", "Dates", "It began on 3 March 2026 and has no end date."),
                CheckLine("passed", "Not revoked", "The credential of this number is in force."),
                CheckLine("silent", "Endorsements", "Nobody else signed for it."),
            )
        ),
        advice=(
            (
                "Ask the person for the link from their own wallet. Copies are often damaged by a"
                " picture editor, so do not assume bad will."
            ),
        ),
        actions=(Button(text="Write to the issuer", icon="mail", href="#mail", kind="quiet"),),
        technical='{"type": "…/problems/proof-mismatch", "pointer": "/proof/proofValue"}',
    )


def an_undecided_result() -> VerificationResult:
    return VerificationResult(
        name="Forklift Operator, class II",
        format="Open Badges 3.0",
        checked="Checked at 17:04 UTC",
        verdict=Verdict(
            kind="indeterminate",
            sentence="Nothing failed, but we could not ask whether it was revoked. The issuer's"
            " server did not answer. It may well be in force.",
            checked="Checked at 17:04 UTC.",
            vouches=Vouches("known", "Signed with the key published at quayside.example."),
        ),
        checks=CheckList(
            (
                CheckLine("unknown", "Not revoked", "There was no answer within 5 seconds."),
                CheckLine("passed", "Signature", "The text is what the holder of this key signed."),
                CheckLine("passed", "Dates", "It ends on 30 November 2026, in 7 days."),
                CheckLine("silent", "Holder", "It names no person we could compare with."),
            )
        ),
        advice=("Try again later, or let us try for you and write when there is a verdict.",),
        actions=(Button(text="Try again now", icon="refresh", post_to="/verify", name="again"),),
    )


def a_result_page() -> VerificationResultPage:
    return VerificationResultPage(
        head=Head(title="Not valid: transcript-final.png"),
        results=(a_forged_result(), an_undecided_result()),
        again=Link("Verify another", "/verify"),
        notice=Notice(kind="plain", sentence="Two credentials were found in this file."),
    )


def an_achievement_page() -> AchievementPage:
    return AchievementPage(
        head=Head(title="Web Analytics", description="2 ECTS, EQF 6.", is_indexed=True),
        crumbs=crumbs("Web Analytics"),
        artwork=sample_artwork("hexagon"),
        eyebrow="Micro-credential, advanced, version 3 of 2026",
        title="Web Analytics",
        issuer=COLLEGE,
        about=Prose("Plans how a website is measured, builds the reports and explains them.", 1),
        facts=facts(),
        criteria=Prose(
            "Three pieces of work, each marked against a [rubric](https://northfield.example/r):"
            "\n\n1. **Plan**: what is measured\n2. **Report**: what was found\n\n# Twice\n\nYes."
        ),
        asked=Table(
            name="assessed",
            caption="How it is assessed",
            columns=(Column("Asked"), Column("Assessed by"), Column("Weight", is_number=True)),
            rows=(
                Row(Cell("Measurement plan"), (Cell("Two assessors"), Cell("50\u202f%"))),
                Row(Cell("Supervised quiz"), (Cell("The LMS"), Cell("50\u202f%"))),
            ),
        ),
        skills=skills(),
        actions=(Button(text="See when it starts", href="#start"),),
        figures=BigFigures(
            (
                BigFigure("Awarded", "1,204", "since 2 January 2024"),
                BigFigure("Accepted by their learners", "93\u202f%"),
                BigFigure("Revoked", "2", "both with a reason"),
            )
        ),
        stands_in=tiles()[:1],
        endorsements=endorsements(),
        versions=Table(
            name="version-list",
            caption="Versions",
            columns=(Column("Version"), Column("From"), Column("What changed")),
            rows=(Row(Cell("3", "#3"), (Cell("2 January 2026"), Cell("Criterion on consent"))),),
        ),
    )


def an_issuer_page() -> IssuerPage:
    return IssuerPage(
        head=Head(title="Northfield College", description="Awards since 2024.", is_indexed=True),
        crumbs=None,
        name="Northfield College",
        eyebrow="Issuer",
        about=Prose("A college of applied sciences. Its credentials are signed here.", 1),
        vouches=Vouches(
            "trusted", "It is in the Quality Register.", Link("See the entry", "#register")
        ),
        facts=Facts(
            (
                Fact("Web site", "northfield.example", "https://northfield.example"),
                Fact("Identifier", "did:web:northfield.example"),
                Fact("Recognised by", None),
            )
        ),
        checks=CheckList(
            (
                CheckLine("passed", "Domain", "northfield.example names this key."),
                CheckLine("passed", "Public log", "118,204 entries. Anchored at 16:00 UTC."),
            ),
            is_paired=True,
        ),
        keys=Table(
            name="key-list",
            caption="Keys",
            columns=(Column("Key"), Column("Signs from"), Column("Until")),
            rows=(Row(Cell("2026-a"), (Cell("2 January 2026"), Cell("In use"))),),
        ),
        achievements=tiles(),
        figures=BigFigures((BigFigure("Awarded", "118,204"), BigFigure("Achievements", "64"))),
        actions=(Button(text="Verify one of its credentials", href="/verify", kind="quiet"),),
    )


def a_home_page() -> HomePage:
    doors = (
        ("I learn", "Claim a badge without an account, and see which next one gets you further."),
        ("I hire", "See in a second what is true, what it certifies and how hard it was."),
        ("I teach", "Issue by file or from the LMS, and know why a learner has no badge yet."),
    )
    return HomePage(
        head=Head(title="Show what you can do", description="Let anyone check it."),
        headline="Show what you can do. Let anyone check it.",
        lede="Northfield College issues signed micro-credentials that stay yours, and stay true"
        " when we are gone.",
        verify_action="/verify",
        other_ways=(Link("Drop a file or scan a QR code", "/verify"),),
        plate=a_plate(small=True),
        doors=tuple(
            Door(title, said, (Link("Claim a badge", "#claim"), Link("Find out", "#find")))
            for title, said in doors
        ),
        figures=BigFigures(
            (
                BigFigure("Credentials in the log", "118,204", "since 2 January 2024"),
                BigFigure("Accepted by their learners", "93\u202f%", "median: 40 minutes"),
                BigFigure("Checked by others last month", "21,570", "no one had to sign up"),
                BigFigure(
                    "Foreign verifiers that accept ours", "9 of 9", "tested last night", "#t"
                ),
            )
        ),
        shelf_title="Asked for most, this autumn",
        shelf=tiles(),
        shelf_more=Link("All 64 credentials", "/a"),
    )


NAMES = (
    *("home", "verify", "verify-refused", "result", "credential", "credential-sparse"),
    *("achievement", "issuer", *(f"error-{status}" for status in ERRORS)),
)
"""The name of every page."""


def pages() -> dict[str, Page]:
    """Every page by its name."""
    return {
        "home": a_home_page(),
        "verify": a_verify_page(),
        "verify-refused": a_refused_verify_page(),
        "result": a_result_page(),
        "credential": a_credential_page(),
        "credential-sparse": a_credential_page(sparse=True),
        "achievement": an_achievement_page(),
        "issuer": an_issuer_page(),
        **{
            f"error-{status}": error_page(status, reference="9f2c-11" if status == 500 else "")
            for status in ERRORS
        },
    }
