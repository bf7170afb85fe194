"""What became of a letter, in a word."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from laurea.web.issuing.letters.access import Letter, LetterState

PRINTED: Final = "It was printed where the server runs, and left for nobody."
"""What is noted of a letter that was printed instead of sent."""


def state_word(letter: Letter) -> str:
    """Return where a letter stands; what was only printed is not called sent."""
    if letter.state == LetterState.SENT and letter.last_error == PRINTED:
        return _("Printed, not sent")
    return str(LetterState(letter.state).label)
