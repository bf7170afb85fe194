"""What shows in tests that somebody may act for a recipient."""

from __future__ import annotations

from datetime import datetime

from laurea.web.accounts.access import Account
from laurea.web.issuing.claims.access import LinkStanding, open_claim, standing_with
from laurea.web.issuing.claims.links import draw_link
from laurea.web.issuing.claims.proof import AcceptedHere, Held
from laurea.web.issuing.models import Credential
from tests.web.conftest import NOON


def link_to(credential: Credential, at: datetime = NOON) -> LinkStanding:
    """That somebody was sent a link, which was just drawn."""
    open_claim(credential.pk, at=at)
    standing = standing_with(draw_link(credential.pk, at=at).digest)
    assert standing is not None
    return standing


def here(credential: Credential) -> AcceptedHere:
    """That it was accepted in the browser that asks."""
    return AcceptedHere(credential_id=credential.pk)


def held(account: Account, credential: Credential) -> Held:
    """That an account holds it."""
    return Held(credential_id=credential.pk, account_id=account.pk)
