"""The form that corrects a credential: all that it says, as it is to be, and what was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials.model import Achievement, Evidence
from laurea.credentials.wire.ob3 import read_evidence
from laurea.integrations.issue_run.results import read_results
from laurea.web.catalog.define import read_stored
from laurea.web.issuing.access import Credential
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.award_form import AwardForm, FieldGroup, new_key
from laurea.web.issuing.successors.settle import LONGEST_CORRECTION

_EDITABLE = {"id", "type", "narrative"}


class CorrectionForm(AwardForm):
    """What the credential is to say. What is left as it stands stays exactly as it was."""

    reason = forms.CharField(
        label=gettext_lazy("What was wrong"),
        max_length=LONGEST_CORRECTION,
        help_text=gettext_lazy(
            "Everybody who looks at the old credential reads this. Say what was wrong with it, not"
            " with the person: the final test was 91, not 19; the address was mistyped."
        ),
        error_messages={"required": gettext_lazy("Say what was wrong.")},
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, credential: Credential, at: datetime, **kwargs: Any) -> None:
        self._credential = credential
        achievement = read_stored(credential.achievement)
        # What it says is taken as it stands: an end that is left empty means no end.
        super().__init__(*args, achievement=achievement, valid_months=None, at=at, **kwargs)
        self.fields["email"].help_text = _(
            "The credential holds a salted hash of it. Another address means another recipient:"
            " they get a claim link, and the one before is told that theirs is revoked."
        )
        if not self._has_editable_evidence:
            for name in ("evidence_url", "evidence_narrative"):
                del self.fields[name]
        if not self.is_bound:
            self.initial = _as_it_stands(credential, achievement, self)

    @property
    def _has_editable_evidence(self) -> bool:
        evidence = self._credential.evidence
        return len(evidence) < 2 and all(set(one) <= _EDITABLE for one in evidence)

    @property
    def groups(self) -> Iterator[FieldGroup]:
        """The fields as the page shows them."""
        yield from super().groups
        yield self._group("why", _("Why"), "", "reason")

    def _group(self, name: str, title: str, sentence: str, *fields: str) -> FieldGroup:
        held = tuple(field for field in fields if field in self.fields)
        if not held:
            sentence = _("What is declared of it is more than this form shows, and stays as it is.")
        return super()._group(name, title, sentence, *held)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence that was named; what the form does not show stays."""
        if not self._has_editable_evidence:
            return tuple(read_evidence(one) for one in self._credential.evidence)
        return super().evidence

    @property
    def wanted(self) -> Wanted:
        """The award as it is to be."""
        found, old = self.cleaned_data, self._credential
        until = found["until"]
        is_same_day = found["awarded"] == old.valid_from.date()
        is_same_end = old.valid_until is not None and until == old.valid_until.date()
        return Wanted(
            key=found["key"],
            email=found["email"],
            did=found["did"],
            name=" ".join(found["name"].split()),
            valid_from=old.valid_from if is_same_day else self.valid_from,
            valid_until=old.valid_until if is_same_end else self.valid_until,
            results=self.results,
            evidence=self.evidence,
            on_purpose=self.is_on_purpose,
        )


def _as_it_stands(
    credential: Credential, achievement: Achievement, form: CorrectionForm
) -> dict[str, Any]:
    evidence: dict[str, Any] = next(iter(credential.evidence), {})
    until = credential.valid_until
    pairs = [(name, value) for name, value in credential.results]
    results = {
        one.result_description: one.achieved_level or one.value or one.status
        for one in read_results(pairs, achievement)
    }
    return {
        "name": credential.recipient_name,
        "email": credential.recipient_email,
        "did": credential.recipient_did,
        "awarded": credential.valid_from.date(),
        "until": until.date() if until else None,
        "evidence_url": evidence.get("id", ""),
        "evidence_narrative": evidence.get("narrative", ""),
        "key": new_key(),
        **{name: results.get(each.id, "") for name, each in form.described.items()},
    }
