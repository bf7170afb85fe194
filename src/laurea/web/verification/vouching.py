"""Who vouches for a document, in a sentence that is true whatever else was found of it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy

from laurea.credentials import VerificationReport
from laurea.credentials.problems import EXPIRED, REVOKED, SUSPENDED
from laurea.credentials.report import Outcome
from laurea.web.design import verdicts
from laurea.web.design.parts import Text, VouchKind
from laurea.web.verification.trust import trusted_issuers

_SENTENCES: Final[dict[VouchKind, Text]] = {
    "trusted": gettext_lazy("%(issuer)s is in the register that this site's owner chose."),
    "known": gettext_lazy(
        "It is signed with the key of %(id)s, which calls itself %(issuer)s. No register on this"
        " site lists it."
    ),
    "unproven": gettext_lazy(
        "It names %(issuer)s. Nothing but the document itself ties the key to that name."
    ),
    "unchecked": gettext_lazy(
        "It names %(issuer)s. Whether %(issuer)s signed it could not be checked."
    ),
    "nobody": gettext_lazy("It names %(issuer)s. Anybody can write that name."),
}
_KEY_OF_NO_NAME: Final = gettext_lazy(
    "It is signed with the key of %(id)s. No register on this site lists it."
)
_IN_THE_END: Final[tuple[tuple[str, Text], ...]] = (
    (REVOKED.slug, gettext_lazy("It signed this credential, and has revoked it since.")),
    (SUSPENDED.slug, gettext_lazy("It signed this credential, and has suspended it for now.")),
    (EXPIRED.slug, gettext_lazy("It signed this credential for a time that is over.")),
)
"""What became of the issuer's word, the gravest first."""


def vouching_sentence(report: VerificationReport) -> str:
    """Return who vouches for a document and how that is known; nothing where it names nobody."""
    if not report.issuer.id:
        return ""
    kind = verdicts.vouch_kind(report)
    name = trusted_issuers().get(report.issuer.id) or report.issuer.name
    sentence = _SENTENCES[kind] if name or kind != "known" else _KEY_OF_NO_NAME
    said = str(sentence) % {"issuer": name or report.issuer.id, "id": report.issuer.id}
    return " ".join([said, *ended_since(report)])


def ended_since(report: VerificationReport) -> list[str]:
    """Return the sentence on what became of what an issuer signed, if it is no longer in force."""
    if verdicts.vouch_kind(report) not in ("trusted", "known"):
        return []
    found = {
        problem.type.slug
        for check in report.checks
        if check.outcome is Outcome.FAILED
        for problem in check.problems
    }
    return [str(sentence) for slug, sentence in _IN_THE_END if slug in found][:1]
