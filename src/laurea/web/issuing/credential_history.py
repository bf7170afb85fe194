"""What was done to one credential, from the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy

from laurea.web.accounts.access import names_of
from laurea.web.design.parts import Text
from laurea.web.issuing.access import Credential
from laurea.web.issuing.trail.words import DEEDS, actor_word, deed_word
from laurea.web.operations.audit import audited, audited_at
from laurea.web.operations.events import moments_of

_TOGETHER: Final = (
    "credential.issue",
    "credential.revoke",
    "credential.suspend",
    "credential.reinstate",
)
"""Acts that are audited once for many credentials, which the row names."""
_ON_PURPOSE: Final[Text] = gettext_lazy("Awarded and signed, although a result falls short")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that was done: what, by whom, when, and why if a reason was asked for."""

    what: Text
    who: str
    at: datetime
    why: str = ""


def history_of(credential: Credential) -> tuple[Deed, ...]:
    """Return what was done to a credential, the first thing first."""
    own = str(credential.pk)
    moments = [one for one in (credential.issued_at, credential.revoked_at) if one is not None]
    moments += moments_of(own, "credential.suspended", "credential.reinstated")
    together = [
        row for row in audited_at(moments, *_TOGETHER) if own in row.body.get("credentials", ())
    ]
    alone = [row for row in audited(own) if row.action not in _TOGETHER]
    rows = sorted([*together, *alone], key=lambda row: row.position)
    names = names_of({row.actor for row in rows})
    return tuple(
        Deed(
            _what(row.action, row.body, own),
            actor_word(row.actor, names),
            row.at,
            str(row.body.get("reason", "")),
        )
        for row in rows
    )


def awarded_by(history: tuple[Deed, ...]) -> str | None:
    """Return who awarded, if the trail says so."""
    issued = (DEEDS["credential.issue"], _ON_PURPOSE)
    return next((deed.who for deed in history if deed.what in issued), None)


def _what(action: str, body: Mapping[str, Any], own: str) -> Text:
    is_on_purpose = action == "credential.issue" and own in body.get("on_purpose", ())
    return _ON_PURPOSE if is_on_purpose else deed_word(action, body)
