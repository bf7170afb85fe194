"""The words of the pages about rosters: what fields are called, and problems without options.

The package `roster` speaks to whoever types a command. What it says about options of the command
is left out here, and what can be done on the page is said instead.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials.problems import (
    ROSTER_HEADER,
    ROSTER_MAPPING,
    ROW_DATE_AMBIGUOUS,
    ROW_DUPLICATE,
    Problem,
    ProblemType,
)
from laurea.integrations.roster import Field
from laurea.web.design.parts import Text
from laurea.web.issuing.rosters.reading import Judgement, LeftRow, RowKind

FIELD_WORDS: Final[dict[str, Text]] = {
    Field.EMAIL.value: gettext_lazy("E-mail address"),
    Field.NAME.value: gettext_lazy("Name"),
    Field.LAST_FIRST.value: gettext_lazy("Name, the family name first"),
    Field.GIVEN_NAME.value: gettext_lazy("Given name"),
    Field.FAMILY_NAME.value: gettext_lazy("Family name"),
    Field.DID.value: gettext_lazy("DID"),
    Field.AWARDED.value: gettext_lazy("Awarded on"),
    Field.VALID_UNTIL.value: gettext_lazy("Valid until"),
    Field.EVIDENCE.value: gettext_lazy("Evidence: link"),
    Field.EVIDENCE_NAME.value: gettext_lazy("Evidence: name"),
    Field.EVIDENCE_NARRATIVE.value: gettext_lazy("Evidence: description"),
}
_RESULT: Final = Field.RESULT.value
_OPTION: Final = re.compile(
    r"(?:(?<=[.?!] )|^)[^.?!]*(?:--map|--sheet|--date-order|--allow-duplicates|Choose: )"
    r".*?(?:\.(?= |$)|$)"
)
_DONE_HERE: Final[dict[ProblemType, Text]] = {
    ROSTER_HEADER: gettext_lazy("Choose below what each column becomes."),
    ROSTER_MAPPING: gettext_lazy("Choose below what each column becomes."),
    ROW_DATE_AMBIGUOUS: gettext_lazy(
        "Write it as 2026-06-14, or say under Columns which is first."
    ),
    ROW_DUPLICATE: gettext_lazy("Each learner gets one credential, unless you say otherwise."),
}


SET_ASIDE: Final[Text] = gettext_lazy("Set aside by you")
_KINDS: Final[dict[RowKind, Text]] = {
    "refused": gettext_lazy("Not mended"),
    "below-required": gettext_lazy("Below what is required"),
    "twice": gettext_lazy("Twice in the roster"),
    "held": gettext_lazy("Hold it already"),
    "set-aside": SET_ASIDE,
}


def field_word(field: str) -> str:
    """Return what a field is called on the pages: `result:Essay` is “Result: Essay”."""
    kind, _colon, name = field.partition(":")
    if kind == _RESULT:
        return _("Result: %(name)s") % {"name": name} if name else _("Result")
    return str(FIELD_WORDS[field])


def counted(judgement: Judgement) -> Iterator[tuple[Text, int]]:
    """Yield how many rows get no credential for which reason; all together they are `left`."""
    kinds = Counter(row.kind for row in judgement.left)
    return ((word, kinds[kind]) for kind, word in _KINDS.items() if kinds[kind])


def reason_of(row: LeftRow) -> str:
    """Return why a row gets no credential, in sentences."""
    return " ".join(map(on_the_page, row.problems))


def on_the_page(problem: Problem) -> str:
    """Return what a problem says, with what can be done on the page in place of options.

    >>> from laurea.credentials.problems import ROSTER_READING
    >>> on_the_page(
    ...     Problem(ROSTER_READING, "The sheet A was read. To read B, name it with --sheet.")
    ... )
    'The sheet A was read.'
    """
    said = _OPTION.sub("", problem.detail).strip()
    if said == problem.detail:
        return said
    return " ".join(filter(None, (said, str(_DONE_HERE.get(problem.type, "")))))
