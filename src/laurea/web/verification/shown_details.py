"""Parts of a credential's page: facts, results, evidence, skills, what others endorse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from laurea.credentials import VerificationReport
from laurea.credentials.model import AchievementCredential
from laurea.credentials.model.result import Result
from laurea.credentials.model.result_description import ResultDescription
from laurea.credentials.report import Verdict
from laurea.integrations.issue_run.sufficiency import shortfall
from laurea.web.catalog.words import in_unit, language_in_words, result_type_word
from laurea.web.design.contexts import Endorsement, EvidenceItem, OutsideLink
from laurea.web.design.parts import Fact, Facts, Outcome, Text
from laurea.web.design.prose import Prose, prose
from laurea.web.design.tables import Cell, Column, Row, Table
from laurea.web.verification.inside import with_reports

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


def asked(credential: AchievementCredential, *, is_own: bool = False) -> Table | None:
    """Return what results the achievement can have beside those that were reached, if any.

    Args:
        credential: the award.
        is_own: whether it was awarded here, where somebody confirms a result that falls short.
    """
    subject = credential.credential_subject
    described = {one.id: one for one in subject.achievement.result_description}
    rows = [
        _row(described.get(one.result_description or ""), one, is_own=is_own)
        for one in subject.result
    ]
    reached = {one.result_description for one in subject.result}
    rows.extend(_row(one, None) for one in described.values() if one.id not in reached)
    if not rows:
        return None
    return Table(
        name="results",
        caption=_("What was asked, what was shown"),
        columns=(Column(_("Result")), Column(_("Needed to pass")), Column(_("Reached"))),
        rows=tuple(rows),
    )


def is_short(credential: AchievementCredential) -> bool:
    """Say whether a result of an award is not known to suffice, by what its achievement asks."""
    subject = credential.credential_subject
    described = {one.id: one for one in subject.achievement.result_description}
    return any(
        _is_short(described.get(one.result_description or ""), one) for one in subject.result
    )


def short_sentence(*, is_own: bool) -> str:
    """Return what stands beside the verdict on an award whose result does not suffice."""
    if is_own:
        return _("A result is below what was asked; awarded on purpose by the issuer.")
    return _("A result is below what was asked; the issuer awarded it all the same.")


def _is_short(description: ResultDescription | None, result: Result) -> bool:
    return description is not None and bool(shortfall(result, description))


def _row(
    description: ResultDescription | None, result: Result | None, *, is_own: bool = False
) -> Row:
    needed = reached = _("Not declared")
    name, kind, remark = _("A result"), "", ""
    levels: Mapping[str, str] = {}
    if description is not None:
        name, kind = description.name, description.result_type
        levels = {level.id: level.name for level in description.rubric_criterion_level}
        wanted = description.required_value or levels.get(description.required_level or "")
        needed = in_unit(wanted, kind) if wanted else needed
    if result is None:
        reached = _("Not recorded")
    else:
        achieved = levels.get(result.achieved_level or "") or result.achieved_level
        shown = result.value or achieved or result.status
        reached = in_unit(shown, kind) if shown else reached
        if _is_short(description, result):
            remark = _below(is_own=is_own)
    return Row(
        Cell(name, remark=result_type_word(kind) or ""),
        (Cell(needed), Cell(reached, remark=remark)),
    )


def _below(*, is_own: bool) -> str:
    if is_own:
        return _("Below what was asked; awarded on purpose by the issuer")
    return _("Below what was asked; the issuer awarded it all the same")


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
    for one, checked in with_reports(document, report):
        if not one.is_endorsement:
            continue
        is_object = isinstance(one.value, Mapping)
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
