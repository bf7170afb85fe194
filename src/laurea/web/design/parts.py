"""The parts that pages are put together from. Each is a value that names its template.

A template shows one with `{% part thing %}`. All texts arrive translated; what people wrote
(names, titles) is shown with its own direction. Nothing is shown by colour alone, and what nobody
declared is passed as None and shown as "Not declared".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, TypeAlias

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from laurea.web.design.prose import Prose

Text: TypeAlias = str | Promise
"""A text for people: ready, or translated when it is shown."""

VerdictKind: TypeAlias = Literal["valid", "invalid", "indeterminate", "no-credential"]
VouchKind: TypeAlias = Literal["trusted", "known", "unproven", "nobody"]
Outcome: TypeAlias = Literal["passed", "failed", "unknown", "silent"]
StrengthKind: TypeAlias = Literal["claimed", "shown", "certified"]

OUTCOME_WORDS: Final[dict[Outcome, Text]] = {
    "passed": _("Passed"),
    "failed": _("Failed"),
    "unknown": _("Could not check"),
    "silent": _("Not declared"),
}
VERDICT_WORDS: Final[dict[VerdictKind, Text]] = {
    "valid": _("Valid"),
    "invalid": _("Not valid"),
    "indeterminate": _("Could not be decided"),
    "no-credential": _("Not a credential"),
}
VERDICT_MARKS: Final[dict[VerdictKind, Outcome]] = {
    "valid": "passed",
    "invalid": "failed",
    "indeterminate": "unknown",
    "no-credential": "silent",
}
VOUCH_WORDS: Final[dict[VouchKind, Text]] = {
    "trusted": _("trusted issuer"),
    "known": _("known key, unlisted issuer"),
    "unproven": _("the key vouches for itself"),
    "nobody": _("nobody"),
}
VOUCH_ICONS: Final[dict[VouchKind, str]] = {
    "trusted": "seal",
    "known": "key",
    "unproven": "loop",
    "nobody": "cross",
}
STRENGTH_WORDS: Final[dict[StrengthKind, Text]] = {
    "claimed": _("Claimed"),
    "shown": _("Shown"),
    "certified": _("Certified"),
}
STRENGTH_ICONS: Final[dict[StrengthKind, str]] = {
    "claimed": "pencil",
    "shown": "eye",
    "certified": "seal",
}


STEPS: Final = _("Steps")
LONG_WORD: Final = 18
"""From so many letters on a word wants a line of its own, and places to break."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link; `is_current` marks the page one is on."""

    text: Text
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What can be pressed: a link when it has `href`, a form of its own when it has `post_to`.

    With neither it submits the form it stands in, with `name` and `value`. One "filled" button to
    a decision; the others are "quiet" or "bare".
    """

    template: ClassVar[str] = "design/parts/button.html"
    text: Text
    href: str = ""
    post_to: str = ""
    kind: Literal["filled", "quiet", "bare"] = "filled"
    icon: str = ""
    name: str = ""
    value: str = ""
    downloads: bool = False


@dataclass(frozen=True, slots=True)
class Crumbs:
    """The way from the home page to `here`."""

    template: ClassVar[str] = "design/parts/crumbs.html"
    links: tuple[Link, ...]
    here: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Artwork:
    """A badge image, always loaded as an image, never put into the page.

    `small_src` is the variant for less than 100 pixels; size "s" and "xs" show nothing else.
    """

    template: ClassVar[str] = "design/parts/artwork.html"
    src: str
    alt: Text
    small_src: str = ""
    size: Literal["l", "m", "s", "xs"] = "l"

    @property
    def shown_src(self) -> str:
        """The address of the variant that can be read in this size."""
        return (self.small_src or self.src) if self.size in {"s", "xs"} else self.src

    @property
    def pixels(self) -> int:
        """Width and height that are reserved before the image arrives."""
        return {"l": 240, "m": 112, "s": 72, "xs": 44}[self.size]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A signed thing: what it is, whose it is, by whom. One on a page, and only when signed.

    `unnamed` stands in the place of a recipient whose name is not shown.
    """

    template: ClassVar[str] = "design/parts/plate.html"
    artwork: Artwork
    title: str
    recipient: str | None
    issuer: Link
    awarded_on: Text
    eyebrow: Text = ""
    validity: Text = ""
    unnamed: Text = ""
    outcome: Outcome | None = None
    outcome_text: Text = ""
    more: Link | None = None
    is_small: bool = False
    title_level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Vouches:
    """Who vouches for a document: the second answer, never coloured, never part of the first."""

    kind: VouchKind
    sentence: Text = ""
    link: Link | None = None

    @property
    def word(self) -> Text:
        """The words for it, which never vary."""
        return VOUCH_WORDS[self.kind]

    @property
    def icon(self) -> str:
        """Seal, key, looped key or cross."""
        return VOUCH_ICONS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the checks come to, why, as of when; then who vouches.

    An undecided verdict always offers an action; one that is not valid says what to do.
    """

    template: ClassVar[str] = "design/parts/verdict.html"
    kind: VerdictKind
    sentence: Text
    vouches: Vouches | None
    checked: Text = ""
    actions: tuple[Button, ...] = ()
    heading_level: Literal[2, 3] = 2

    @property
    def word(self) -> Text:
        """The word of the verdict, which never varies."""
        return VERDICT_WORDS[self.kind]

    @property
    def outcome(self) -> Outcome:
        """The mark and the colour it wears."""
        return VERDICT_MARKS[self.kind]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: its outcome, its name, and one sentence that says what was compared with what."""

    outcome: Outcome
    name: Text
    sentence: Text
    link: Link | None = None

    @property
    def word(self) -> Text:
        """The word of the outcome, which never varies."""
        return OUTCOME_WORDS[self.outcome]


@dataclass(frozen=True, slots=True)
class CheckList:
    """Checks, failed ones first. `is_paired` lays them in two columns where there is room."""

    template: ClassVar[str] = "design/parts/check_list.html"
    lines: tuple[CheckLine, ...]
    is_paired: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something asked for: met, or not yet and how far (`share` from 0 to 1). Never a red cross."""

    name: Text
    share: float
    sentence: Text

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing."""
        return self.share >= 1


@dataclass(frozen=True, slots=True)
class RequirementList:
    """Requirements with the reason of each."""

    template: ClassVar[str] = "design/parts/requirement_list.html"
    lines: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong the evidence is: claimed (dashed), shown (outlined), certified (filled)."""

    template: ClassVar[str] = "design/parts/strength.html"
    kind: StrengthKind

    @property
    def word(self) -> Text:
        """The word on the chip."""
        return STRENGTH_WORDS[self.kind]

    @property
    def icon(self) -> str:
        """Pencil, eye or seal."""
        return STRENGTH_ICONS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelCells:
    """A level in cells, and the same in words. 0 means: not at all, or nothing asked."""

    template: ClassVar[str] = "design/parts/level_cells.html"
    sentence: Text
    certified: int = 0
    shown: int = 0
    claimed: int = 0
    needed: int = 0
    of: int = 5

    @property
    def cells(self) -> tuple[str, ...]:
        """The classes of each cell: x certified, s shown, c claimed; `need` underlines it."""
        return tuple(self._cell(level) for level in range(1, self.of + 1))

    def _cell(self, level: int) -> str:
        reached = (("x", self.certified), ("s", self.shown), ("c", self.claimed))
        filled = next((name for name, top in reached if level <= top), "")
        return f"{filled} need".strip() if level == self.needed else filled


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillLine:
    """One skill: its name, how strong the evidence is, at which level, in which framework.

    `strength` is None where nothing shows the skill now, as after a revocation.
    """

    name: str
    strength: Strength | None
    level: LevelCells | None = None
    framework: Link | None = None


@dataclass(frozen=True, slots=True)
class SkillList:
    """Skills with strength and level."""

    template: ClassVar[str] = "design/parts/skill_list.html"
    lines: tuple[SkillLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """What something is aligned with that is no skill: its name, what it is, in which framework."""

    name: str
    kind: Text = ""
    framework: Link | None = None


@dataclass(frozen=True, slots=True)
class AlignedList:
    """Levels, credentials and standards that something is aligned with."""

    template: ClassVar[str] = "design/parts/aligned_list.html"
    lines: tuple[Aligned, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact. A `value` of None is shown as "Not declared"."""

    term: Text
    value: Text | None
    href: str = ""

    @property
    def is_long(self) -> bool:
        """Whether a word of it, as an address, wants a line of its own."""
        return any(len(word) >= LONG_WORD for word in str(self.value or "").split())


@dataclass(frozen=True, slots=True)
class Facts:
    """Small facts, side by side."""

    template: ClassVar[str] = "design/parts/facts.html"
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class BigFigure:
    """A large figure with its meaning above and a remark below, which may link to its proof."""

    term: Text
    value: Text
    remark: Text = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class BigFigures:
    """A row of large figures."""

    template: ClassVar[str] = "design/parts/big_figures.html"
    figures: tuple[BigFigure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to know before going on. "failed" sums up the errors of a form."""

    template: ClassVar[str] = "design/parts/notice.html"
    sentence: Text
    title: Text = ""
    kind: Literal["note", "plain", "failed"] = "note"
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyState:
    """What will appear here and when, with at most one action. Never an apology."""

    template: ClassVar[str] = "design/parts/empty_state.html"
    title: Text
    sentence: Text
    icon: str = "file"
    action: Button | None = None
    heading_level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True)
class Stepper:
    """The steps of a task; `current` counts from 0."""

    template: ClassVar[str] = "design/parts/stepper.html"
    steps: tuple[Text, ...]
    current: int
    label: Text = STEPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is: what is done of how much, in a sentence with rate and time left.

    `sentence` is the status that screen readers hear; `total` of 0 means that it is not known.
    """

    template: ClassVar[str] = "design/parts/progress.html"
    label: Text
    done: int
    total: int
    sentence: Text
    facts: Facts | None = None
    is_running: bool = True
    promise: Text = ""
    cancel: Button | None = None


@dataclass(frozen=True, slots=True)
class QrSlot:
    """A QR code with the same in letters beside it. `drawing` comes from `drawings.codes`."""

    template: ClassVar[str] = "design/parts/qr_slot.html"
    drawing: SafeString
    code: str
    sentence: Text = ""
    button: Button | None = None


@dataclass(frozen=True, slots=True)
class FormPart:
    """A Django form, each field with its label, hint and errors, and the buttons below."""

    template: ClassVar[str] = "design/parts/form.html"
    form: Any
    buttons: tuple[Button, ...]
    action: str = ""
    sends_files: bool = False


Part: TypeAlias = (
    Button | Crumbs | Artwork | Plate | Verdict | CheckList | RequirementList | Strength
    | LevelCells | SkillList | AlignedList | Facts | BigFigures | Notice | EmptyState | Stepper
    | Progress | Prose | QrSlot | FormPart
)  # fmt: skip
"""Any part of this module."""
