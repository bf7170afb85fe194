"""Writing reminders: the task that looks every hour for what ends soon."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import transaction

from laurea.web.issuing.letters.access import LetterKind
from laurea.web.issuing.letters.write import post_letters
from laurea.web.issuing.reminders.access import all_rules, ending, not_reminded
from laurea.web.operations.registry import Work

EVERY_S: Final = 3600
_TOGETHER: Final = 500


def remind_of_ends(work: Work) -> None:
    """Write to the recipients of what ends soon, once for each credential.

    However often it is done, and wherever it is stopped, a letter is written once: there is one of
    each kind for a credential.
    """
    if not settings.HAS_MAIL:
        return
    for rule in all_rules():
        is_more = True
        while is_more:
            with transaction.atomic():
                work.still_ours()
                found = not_reminded(ending(rule.organization_id, rule.days_before, at=work.at))
                ids = list(found.order_by("valid_until").values_list("pk", flat=True)[:_TOGETHER])
                post_letters(ids, LetterKind.ENDING, at=work.at)
            is_more = len(ids) == _TOGETHER
