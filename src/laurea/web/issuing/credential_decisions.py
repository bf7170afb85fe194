"""What an owner or issuer can decide about a credential that was handed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.web.design.parts import Button, Text
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.claims.access import Claim, ClaimState
from laurea.web.issuing.replacements.renew import why_not_renewable
from laurea.web.issuing.successors.access import successor_of


@dataclass(frozen=True, slots=True)
class Decision:
    """What can be decided: when to, and the buttons."""

    sentence: Text
    buttons: tuple[Button, ...] = ()


def decisions_on(
    credential: Credential, claim: Claim | None, *, may_decide: bool, at: datetime
) -> Iterator[Decision]:
    """Yield what can be decided about a credential at a moment, the mildest first.

    Args:
        credential: which one.
        claim: how its recipient answered, if there is a claim.
        may_decide: whether the person who looks is an owner or issuer.
        at: the moment, timezone-aware.
    """
    if credential.state == CredentialState.RESERVED:
        return
    if not may_decide:
        if credential.state == CredentialState.ISSUED:
            yield Decision(_("You see everything here. Deciding takes an owner or an issuer."))
        return
    if successor_of(credential) is None:
        yield from _replacements(credential, at)
    if credential.state != CredentialState.ISSUED:
        return
    if credential.suspended_at is not None:
        sentence = _("If what it was suspended for is settled: it counts again at once.")
        yield _decision(credential, sentence, "reinstate", _("Reinstate"), "check")
    elif credential.suspension_list_id is not None:
        sentence = _("If it is to count for nothing until something is looked into.")
        yield _decision(credential, sentence, "suspend", _("Suspend"), "hourglass")
    yield _revocation(credential, claim)


def _replacements(credential: Credential, at: datetime) -> Iterator[Decision]:
    sentence = _("If it says something wrong: another one takes its place, and it is revoked.")
    yield _decision(credential, sentence, "correct", _("Correct"), "pencil")
    if not why_not_renewable(credential, at=at):
        sentence = _("If it holds on: another one begins now, for the time to come.")
        yield _decision(credential, sentence, "renew", _("Renew"), "refresh")


def _revocation(credential: Credential, claim: Claim | None) -> Decision:
    """Return the last thing to decide; of what was declined also to leave it in force."""
    if claim is None or claim.state != ClaimState.DECLINED:
        sentence = _("If it should not have been awarded. It cannot be undone.")
        return _decision(credential, sentence, "revoke", _("Revoke"), "cross")
    address = f"{_address(credential, 'issuing-revoke')}?why=declined"
    revoke = Button(text=_("Revoke"), href=address, kind="quiet", icon="cross")
    sentence = _("The recipient declined it. It stays in force until it is revoked.")
    if claim.seen_at is not None:
        return Decision(sentence, (revoke,))
    address = _address(credential, "organization-declined")
    seen = Button(text=_("Seen, leave it in force"), post_to=address, kind="quiet", icon="eye")
    return Decision(sentence, (revoke, seen))


def _decision(credential: Credential, sentence: str, name: str, text: str, icon: str) -> Decision:
    address = _address(credential, f"issuing-{name}")
    return Decision(sentence, (Button(text=text, href=address, kind="quiet", icon=icon),))


def _address(credential: Credential, name: str) -> str:
    return reverse(name, args=[credential.organization.slug, credential.pk])
