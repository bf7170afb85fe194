"""What recipients answered: most took what they were awarded, some have not looked yet."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final
from uuid import UUID

from django.db import transaction

from laurea.demo.accounts import LEARNER, account_of
from laurea.demo.folder import DemoFolder
from laurea.demo.histories import ETHICS, Cohort
from laurea.demo.issuers import Deed, Issuer, credential_of
from laurea.demo.learners import MIRA, Learner
from laurea.integrations.files import write_file
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.claims.accept import accept, decline
from laurea.web.issuing.claims.access import ClaimState, link_with, open_claim, standing_with
from laurea.web.issuing.claims.links import digest_of, draw_link, new_claim_link
from laurea.web.issuing.claims.show_name import show_name
from laurea.web.wallet.access import holding_for, proof_of
from laurea.web.wallet.gather import gather
from laurea.web.wallet.offer_example import offer_example

_SEED: Final = 20_250_904
_SHARES: Final = {ClaimState.ACCEPTED: 68, ClaimState.DECLINED: 2, ClaimState.WAITING: 30}
_LONGEST_WAIT_H: Final = 24 * 21
_NOTE: Final = "claim-link"
_OWNER_ONLY: Final = 0o600


def answers_to(issuer: Issuer, cohorts: Sequence[Cohort], *, begun_at: datetime) -> Iterator[Deed]:
    """Yield the answers that an organization's awards were given, in no order.

    Args:
        issuer: the organization.
        cohorts: those whom it awarded.
        begun_at: the moment from which the world looks back; what lies later was not answered.
    """
    for cohort in cohorts:
        for learner in cohort.members:
            answer, after = _drawn(cohort, learner)
            at = cohort.at + after
            if answer != ClaimState.WAITING and at < begun_at:
                yield Deed(at, 0, partial(_answer, issuer, cohort, learner, answer, at))


def unused_link(issuer: Issuer, cohorts: Sequence[Cohort], folder: DemoFolder) -> str:
    """Return the address of a claim link that nobody has used.

    The server knows only its hash, so the folder keeps it; a used one is replaced.

    Args:
        issuer: whose award it opens.
        cohorts: those whom the issuer awarded, the oldest first.
        folder: where the address is kept.

    Returns:
        The address; nothing where everybody has answered.
    """
    note = folder.path / _NOTE
    if note.exists():
        kept, address = note.read_text("ascii").split()
        is_known = link_with(digest_of(address.rpartition("/")[2])) is not None
        if is_known and open_claim(UUID(kept), at=folder.begun_at).state == ClaimState.WAITING:
            return address
    waiting = _waiting(issuer, cohorts, folder.begun_at)
    if waiting is None:
        return ""
    link = new_claim_link(
        actor=account_of(issuer.issuer),
        credential_id=waiting.pk,
        key=secrets.token_hex(16),
        at=folder.begun_at,
    )
    content = f"{waiting.pk} {link.address}\n".encode("ascii")
    write_file(note, content, mode=_OWNER_ONLY, replace=True)
    return link.address


def _drawn(cohort: Cohort, learner: Learner) -> tuple[ClaimState, timedelta]:
    """Return what somebody answers, and after how long. Mira leaves the last one for a visitor."""
    random = Random(f"{_SEED} {cohort.code} {cohort.at} {learner.email}")
    after = timedelta(hours=random.randint(2, _LONGEST_WAIT_H))
    if learner == MIRA:
        return (ClaimState.WAITING if cohort.code == ETHICS else ClaimState.ACCEPTED), after
    (answer,) = random.choices(tuple(_SHARES), tuple(_SHARES.values()))
    return answer, after


def _waiting(issuer: Issuer, cohorts: Sequence[Cohort], at: datetime) -> Credential | None:
    """Return the newest credential that is in force and that its recipient has not answered."""
    for cohort in reversed(cohorts):
        for learner in cohort.members:
            if learner != MIRA:
                credential = credential_of(issuer, cohort, learner)
                is_open = open_claim(credential.pk, at=at).state == ClaimState.WAITING
                if is_open and credential.state == CredentialState.ISSUED:
                    return credential
    return None


def _answer(
    issuer: Issuer, cohort: Cohort, learner: Learner, answer: ClaimState, at: datetime
) -> None:
    credential = credential_of(issuer, cohort, learner)
    is_open = open_claim(credential.pk, at=at).state == ClaimState.WAITING
    if not is_open or credential.state != CredentialState.ISSUED:
        return
    if learner == MIRA:
        _take_into_wallet(credential, at)
    else:
        act = accept if answer == ClaimState.ACCEPTED else decline
        with transaction.atomic():
            standing = standing_with(draw_link(credential.pk, at=at).digest)
            if standing is not None:
                act(actor=None, proof=standing, at=at)


def _take_into_wallet(credential: Credential, at: datetime) -> None:
    """Accept for Mira, all of it or nothing: her pages say her name, and may be examples."""
    mira = account_of(LEARNER)
    with transaction.atomic():
        gather(actor=mira, at=at)
        proof = proof_of(holding_for(mira, credential.pk))
        accept(actor=mira, proof=proof, at=at)
        show_name(actor=mira, proof=proof, shows=True, at=at)
        offer_example(actor=mira, credential_id=credential.pk, is_offered=True, at=at)
