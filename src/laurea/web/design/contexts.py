"""Whole pages. A room fills one of these values and hands it to `pages.show`; it writes no HTML.

Each names its template. Every page has a `Head`; what is None or empty is left out of the page,
except facts, which say "Not declared". Headings below the title are written by the templates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Protocol, TypeAlias

from django.utils.translation import gettext_lazy

from laurea.web.design.parts import (
    OUTCOME_WORDS,
    AlignedList,
    Artwork,
    BigFigures,
    Button,
    CheckList,
    Crumbs,
    Facts,
    Link,
    Notice,
    Outcome,
    Plate,
    QrSlot,
    SkillList,
    Text,
    Verdict,
    Vouches,
)
from laurea.web.design.prose import Prose
from laurea.web.design.tables import Table

SKILLS: Final[Text] = gettext_lazy("Skills it certifies")


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same thing in another form: `media_type` and where."""

    media_type: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says about itself to browsers, search engines and previews of links.

    `canonical` and `image` are absolute addresses. Pages are kept out of search engines unless
    `is_indexed` says otherwise: a credential is unlisted until its holder lists it.
    """

    title: Text
    description: Text = ""
    canonical: str = ""
    image: str = ""
    image_alt: Text = ""
    alternates: tuple[Alternate, ...] = ()
    is_indexed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds every page: whose site it is, where one can go, what stands at its foot.

    `sections` are the parts of the organization one is in: a second row below the head, and on a
    phone the first part of the menu. `theme` is "light" or "dark" where somebody chose it. A
    context processor of the house puts the frame into every template as `frame`.
    """

    site: Text = "Laurea"
    organization: str = ""
    home: str = "/"
    links: tuple[Link, ...] = ()
    sections: tuple[Link, ...] = ()
    foot: tuple[Link, ...] = ()
    theme: str = ""


@dataclass(frozen=True, slots=True)
class OutsideLink:
    """A link that leads to somebody else's site, named by its `host` wherever it is shown."""

    text: Text
    href: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """A piece of evidence: what it is called, what is said of it, and where it can be seen."""

    title: Text
    about: Prose | None = None
    link: OutsideLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The front page: what this is, a field to check a credential, three doors, figures."""

    template: ClassVar[str] = "design/pages/home.html"
    head: Head
    headline: Text
    lede: Text
    verify_action: str
    verify_field: str = "text"
    other_ways: tuple[Link, ...] = ()
    plate: Plate | None = None
    doors: tuple[Door, ...] = ()
    figures: BigFigures | None = None
    shelf_title: Text = ""
    shelf: tuple[Tile, ...] = ()
    shelf_more: Link | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """One of the doors of the home page, by what a person wants."""

    title: Text
    sentence: Text
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """An achievement in a row of others: its image, its name, the facts in a sentence."""

    artwork: Artwork
    link: Link
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPage:
    """The form that takes anything: `form` has the fields `text` and `file`, perhaps `photo`.

    `scripts` are the addresses of what makes it quicker to use; it works without. `camera` is the
    address of the part that they load when the camera is asked for.
    """

    template: ClassVar[str] = "design/pages/verify.html"
    head: Head
    form: Any
    action: str
    notice: Notice | None = None
    other_ways: tuple[Button, ...] = ()
    many: Link | None = None
    looked_at: Facts | None = None
    scripts: tuple[str, ...] = ()
    camera: str = ""

    @property
    def outcome_words(self) -> tuple[tuple[Outcome, Text], ...]:
        """The four answers a check can get, with their marks."""
        return tuple(OUTCOME_WORDS.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardSaid:
    """What a document says of an award: its picture, to whom, by whom, when, with which results.

    `remark` stands above it where no signature covers it.
    """

    artwork: Artwork | None
    facts: Facts
    remark: Text = ""
    results: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationResult:
    """What became of one document: its name, verdict, checks, and what can be done now.

    `source` is the file or the address that it came from. `notice` is a second answer beside the
    verdict. `award` is what it says, `inside` are
    the credentials in it, each with a verdict of its own.
    """

    name: str
    format: Text
    checked: Text
    verdict: Verdict
    checks: CheckList
    source: str = ""
    notice: Notice | None = None
    award: AwardSaid | None = None
    inside: CheckList | None = None
    advice: tuple[Text, ...] = ()
    actions: tuple[Button, ...] = ()
    facts: Facts | None = None
    technical: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationResultPage:
    """The answer about one document, or about several, worst first.

    Of several, `title` says how many they are and `counts` what they came to; a list leads to each.
    """

    template: ClassVar[str] = "design/pages/verification_result.html"
    head: Head
    title: Text = ""
    counts: Text = ""
    results: tuple[VerificationResult, ...]
    again: Link
    notice: Notice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsement:
    """What somebody else signed about it, with the outcome of checking that signature."""

    quote: Prose
    by: Text
    outcome: Outcome
    outcome_text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A stack that a credential is part of, and how far its holder is: `done` of `total`."""

    link: Link
    sentence: Text
    done: float
    total: float
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialPage:
    """The public page of a credential. Plate and verdict stand in the first view."""

    template: ClassVar[str] = "design/pages/credential.html"
    head: Head
    crumbs: Crumbs | None
    plate: Plate
    verdict: Verdict
    notice: Notice | None = None
    about_title: Text
    about: Prose | None
    facts: Facts | None
    criteria: Prose | None = None
    criteria_link: OutsideLink | None = None
    asked: Table | None
    evidence: tuple[EvidenceItem, ...] = ()
    skills: SkillList | None
    skills_title: Text = SKILLS
    aligned: AlignedList | None = None
    checks: CheckList
    technical: Facts | None
    document: Link | None
    endorsements: tuple[Endorsement, ...] = ()
    memberships: tuple[Membership, ...] = ()
    history: Text = ""
    history_link: Link | None = None
    actions: tuple[Button, ...] = ()
    share: tuple[Button, ...] = ()
    qr: QrSlot | None = None
    report: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementPage:
    """The public page of an achievement: what it takes, what it certifies. It is not signed."""

    template: ClassVar[str] = "design/pages/achievement.html"
    head: Head
    crumbs: Crumbs | None
    artwork: Artwork
    eyebrow: Text
    title: str
    issuer: Link
    about: Prose | None
    facts: Facts
    criteria: Prose | None
    asked: Table | None = None
    skills: SkillList | None = None
    aligned: AlignedList | None = None
    notice: Notice | None = None
    actions: tuple[Button, ...] = ()
    figures: BigFigures | None = None
    stands_in: tuple[Tile, ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    versions: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerPage:
    """The public page of an issuer: who it is, how that can be checked, what it awards."""

    template: ClassVar[str] = "design/pages/issuer.html"
    head: Head
    crumbs: Crumbs | None
    name: str
    eyebrow: Text
    logo: str = ""
    about: Prose | None = None
    vouches: Vouches
    facts: Facts
    checks: CheckList | None = None
    keys: Table | None = None
    achievements: tuple[Tile, ...] = ()
    figures: BigFigures | None = None
    actions: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What happened and what to do. `reference` is what an operator can look up."""

    template: ClassVar[str] = "design/pages/error.html"
    head: Head
    status: int
    title: Text
    sentence: Text
    actions: tuple[Button, ...] = ()
    reference: str = ""


class Shown(Protocol):
    """What can be shown: a page of this module, or one that a room makes for its own template."""

    @property
    def template(self) -> str:
        """The name of the template, which extends `design/base.html`."""

    @property
    def head(self) -> Head:
        """What the page says about itself."""


Page: TypeAlias = (
    HomePage | VerifyPage | VerificationResultPage | CredentialPage | AchievementPage
    | IssuerPage | ErrorPage
)  # fmt: skip
"""Any page of this module."""
