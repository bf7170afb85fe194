"""What one thing that was sent comes to: read, checked, and as its row says where it is ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from laurea.credentials import VerificationReport
from laurea.credentials.document import read_object
from laurea.credentials.errors import NotFound
from laurea.credentials.ports import Resolver
from laurea.credentials.report import Outcome
from laurea.web.issuing.access import Credential, Publicity, handed_out_credential
from laurea.web.issuing.addresses import own_credential, path_of
from laurea.web.verification.checking import as_it_stands, check
from laurea.web.verification.results import Judged
from laurea.web.verification.submitted import Submitted, credential_in


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of everything in one submission: as of when, through whom, about whom.

    Attributes:
        at: the moment asked about.
        resolver: delivers key documents and status lists.
        recipient: the e-mail address or the identifier of whoever shows it, where it was named.
    """

    at: datetime
    resolver: Resolver
    recipient: tuple[str | None, str | None]


def judge(submitted: Submitted, question: Question) -> Judged:
    """Return what checking says; of a document of this server, as its row says this moment.

    Raises:
        MalformedDocument, LimitExceeded: there is no credential that can be read.
    """
    received = credential_in(submitted)
    document = received.credential()
    report = check(
        received.document, at=question.at, resolver=question.resolver, recipient=question.recipient
    )
    named = _named(report, question)
    asked = next(filter(None, question.recipient), "")
    credential = _ours(document)
    if credential is None:
        return Judged(submitted.name, report, document=document, recipient=named, named=asked)
    # Who was given the file may check it, whatever its holder shows on its page.
    has_page = credential.publicity == Publicity.OPEN
    return Judged(
        submitted.name,
        as_it_stands(report, credential),
        page=path_of(credential) if has_page else "",
        document=document,
        recipient=named or (_shown_name(credential) if has_page else ""),
        named=asked,
    )


def _named(report: VerificationReport, question: Question) -> str:
    """Return the person who was named, where the document was awarded to them."""
    is_theirs = any(
        check.name == "recipient" and check.outcome is Outcome.PASSED for check in report.checks
    )
    return next(filter(None, question.recipient), "") if is_theirs else ""


def _shown_name(credential: Credential) -> str:
    """Return the name that a holder shows with a credential."""
    return str(credential.recipient_name) if credential.holder_shows_name else ""


def _ours(document: dict[str, Any]) -> Credential | None:
    """Return the row of a document that this server signed, its proof and all.

    An identifier alone, which anybody can write, opens no row: what a row says of a credential is
    for those who were given it.
    """
    identifier = document.get("id")
    found: UUID | None = own_credential(identifier) if isinstance(identifier, str) else None
    try:
        credential = handed_out_credential(found) if found else None
    except NotFound:
        return None
    if credential is None or not credential.document:
        return None
    return credential if read_object(bytes(credential.document)) == document else None
