"""Parts of a credential's page: facts, results, evidence, skills, what others endorse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from laurea.credentials import VerificationReport
from laurea.credentials.embedded import embedded_credentials
from laurea.credentials.model import AchievementCredential
from laurea.credentials.model.result import Result
from laurea.credentials.model.result_description import ResultDescription
from laurea.credentials.report import Verdict
from laurea.web.catalog.words import language_in_words
from laurea.web.design.contexts import Endorsement, EvidenceItem, OutsideLink
from laurea.web.design.parts import Fact, Facts, Outcome, Text
from laurea.web.design.prose import Prose, prose
from laurea.web.design.tables import Cell, Column, Row, Table

_OUTCOMES: Final[dict[Verdict, Outcome]] = {
    Verdict.VALID: "passed",
    Verdict.INVALID: "failed",
    Verdict.INDETERMINATE: "unknown",
}


def outside(address: str | None, text: str) -> OutsideLink | None:
    """Return a link to another site, or None where the address is not of the Web.

    >>> outside("javascript:alert(1)", "x") is outside("https://", "x") is None
    True
    >>> outside("https://school.example/a", "The criteria").host
    'school.example'
    """
    try:
        parts = urlsplit(address or "")
        host = parts.hostname
    except ValueError:
        return None
    if not address or parts.scheme not in ("http", "https") or not host:
        return None
    return OutsideLink(text, address, host)


def facts(credential: AchievementCredential) -> Facts:
    """Return the small facts of an award, the undeclared among them."""
    subject = credential.credential_subject
    achievement = subject.achievement
    earned = subject.credits_earned
    worth = achievement.credits_available if earned is None else earned
    found: list[tuple[Text, str | None]] = [
        (_("Credits"), None if worth is None else number_format(worth, use_l10n=True)),
        (_("Field of study"), achievement.field_of_study),
        (_("Language"), language_in_words(achievement.in_language)),
    ]
    more = (
        (_("Specialization"), achievement.specialization),
        (_("Version"), achievement.version),
        (_("Code"), achievement.human_code),
        (_("Role"), subject.role),
        (_("Term"), subject.term),
        (_("Licence number"), subject.license_number),
    )
    found.extend((term, value) for term, value in more if value)
    return Facts(tuple(Fact(term, value) for term, value in found))


def asked(credential: AchievementCredential) -> Table | None:
    """Return what results the achievement can have beside those that were reached, if any."""
    subject = credential.credential_subject
    described = {one.id: one for one in subject.achievement.result_description}
    rows = [_row(described.get(one.result_description or ""), one) for one in subject.result]
    reached = {one.result_description for one in subject.result}
    rows.extend(_row(one, None) for one in described.values() if one.id not in reached)
    if not rows:
        return None
    return Table(
        name="results",
        caption=_("What was asked, what was shown"),
        columns=(Column(_("Asked")), Column(_("Needed to pass")), Column(_("Shown"))),
        rows=tuple(rows),
    )


def _row(description: ResultDescription | None, result: Result | None) -> Row:
    needed = shown = _("Not declared")
    name = _("A result")
    levels: Mapping[str, str] = {}
    if description is not None:
        name = description.name
        levels = {level.id: level.name for level in description.rubric_criterion_level}
        wanted = description.required_value or levels.get(description.required_level or "")
        needed = wanted or needed
    if result is None:
        shown = _("Not recorded")
    else:
        achieved = levels.get(result.achieved_level or "") or result.achieved_level
        shown = result.value or achieved or result.status or shown
    return Row(Cell(name), (Cell(needed), Cell(shown)))


def evidence(credential: AchievementCredential) -> tuple[EvidenceItem, ...]:
    """Return what the credential points at as evidence; nothing of it is fetched here."""
    return tuple(
        EvidenceItem(
            title=one.name or one.genre or _("Evidence"),
            about=prose("\n\n".join(filter(None, (one.description, one.narrative))), below=3),
            link=outside(one.id, _("Look at it")),
        )
        for one in credential.evidence
    )


def endorsements(document: Mapping[str, Any], report: VerificationReport) -> Iterator[Endorsement]:
    """Yield what others signed about it, each with the outcome of checking that by itself."""
    reports = iter(report.nested)
    for one in embedded_credentials(document):
        is_object = isinstance(one.value, Mapping)
        checked = next(reports, None) if is_object else None
        if not one.is_endorsement:
            continue
        yield Endorsement(
            quote=Prose(
                _comment(one.value) if is_object else _("A signed token, which is not read here.")
            ),
            by=(checked.issuer.name or checked.issuer.id) if checked else _("Somebody"),
            outcome=_OUTCOMES[checked.verdict] if checked else "unknown",
            outcome_text=_outcome_words(checked),
        )


def _outcome_words(checked: VerificationReport | None) -> str:
    if checked is None or checked.verdict is Verdict.INDETERMINATE:
        return _("Could not check")
    if checked.verdict is Verdict.VALID:
        return _("This endorsement is valid")
    return _("This endorsement is not valid")


def _comment(endorsement: Mapping[str, Any]) -> str:
    subject = endorsement.get("credentialSubject")
    comment = subject.get("endorsementComment") if isinstance(subject, Mapping) else None
    return (
        comment if isinstance(comment, str) and comment.strip() else _("Endorsed, without words.")
    )
