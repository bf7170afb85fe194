"""What learners are told of an award: what each answer means, who knows what of them, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.web.design.dates import day
from laurea.web.design.parts import Link, Text
from laurea.web.issuing.access import Credential
from laurea.web.issuing.claims.access import Claim
from laurea.web.issuing.claims.links import masked
from laurea.web.organizations.contact import contact_of, privacy_notice_of


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that learners are told: a few words, a sentence, and where more is said."""

    term: Text
    sentence: Text
    link: Link | None = None


def meanings_of(claim: Claim, expires_at: datetime) -> tuple[Saying, ...]:
    """Return what accepting, declining and doing nothing come to."""
    issuer = claim.credential.organization.legal_name
    accepted = _(
        "Whoever has the link of its page can open that, also now. The page names you only if you"
        " say so. In an account you can hide it at any time."
    )
    declined = _(
        "Its page says so and shows nothing else, and %s is told. As long as this link works you"
        " can change your mind."
    )
    waiting = _("It waits. This link works until %s; then you can ask for a new one.")
    return (
        Saying(_("If you accept"), accepted),
        Saying(_("If you decline"), declined % issuer),
        Saying(_("If you do nothing"), waiting % day(expires_at)),
    )


def keepers_of(claim: Claim) -> tuple[Saying, ...]:
    """Return who decides about what is known of the learner, who keeps it, and whom to write to."""
    return tuple(_keepers(claim.credential))


def revocation_of(credential: Credential) -> Iterator[str]:
    """Yield who revoked a credential, when and why, and what somebody can do who disagrees."""
    issuer = credential.organization.legal_name
    about = {"issuer": issuer, "day": day(credential.revoked_at) if credential.revoked_at else ""}
    yield _("%(issuer)s decided this and revoked it on %(day)s. It counts no longer.") % about
    reason = credential.revocation_reason.strip()
    yield _("The reason given: %s") % reason if reason else _("No reason was given.")
    yield objection_to(credential)


def suspension_of(credential: Credential) -> Iterator[str]:
    """Yield that a credential is suspended, since when and why; nothing where it is not."""
    if credential.suspended_at is None:
        return
    about = {"issuer": credential.organization.legal_name, "day": day(credential.suspended_at)}
    yield (
        _("%(issuer)s suspended it on %(day)s. It counts for nothing until it is reinstated.")
        % about
    )
    yield _("The reason given: %s") % credential.suspension_reason


def objection_to(credential: Credential) -> str:
    """Return what somebody can do who thinks that a revocation is a mistake."""
    issuer = credential.organization.legal_name
    contact = contact_of(credential.organization)
    if contact is None:
        return _("If you think this is a mistake, tell %s. Only it can award it anew.") % issuer
    about = {"issuer": issuer, "contact": contact.text}
    return (
        _(
            "If you think this is a mistake, write to %(issuer)s: %(contact)s. Only it can award it"
            " anew."
        )
        % about
    )


def wish_sentence(claim: Claim) -> str:
    """Return how the name stands, and whether another one was asked for."""
    credential = claim.credential
    issuer = credential.organization.legal_name
    if claim.name_wanted:
        about = {"name": claim.name_wanted, "issuer": issuer}
        return _("You asked for the name %(name)s. %(issuer)s has not answered yet.") % about
    if not credential.recipient_name:
        return _("%s entered no name. If it is to stand there, say how it is written.") % issuer
    about = {"name": credential.recipient_name, "issuer": issuer}
    return _("%(issuer)s wrote %(name)s. If that is wrong, say how it is written.") % about


def _keepers(credential: Credential) -> Iterator[Saying]:
    organization = credential.organization
    issuer, slug = organization.legal_name, organization.slug
    contact = contact_of(organization)
    entered = _("It entered your name and your address, %s, and decides about your data.")
    address = masked(credential.recipient_email)
    yield Saying(issuer, entered % address, Link(_("Who that is"), reverse("issuer", args=[slug])))
    unnamed = _("%s has named no address.") % issuer
    yield Saying(_("Write to it"), "" if contact else unnamed, contact)
    notice = privacy_notice_of(organization)
    if notice is not None:
        yield Saying(_("Its privacy notice"), "", notice)
    operator = settings.LAUREA_OPERATOR_NAME or _("The people who run this site")
    kept = _("They run this site and keep the data for it.")
    if settings.LAUREA_OPERATOR_NAME:
        kept = _("Runs this site and keeps the data for it.")
    yield Saying(operator, kept, Link(_("What is kept, and for how long"), reverse("privacy")))
