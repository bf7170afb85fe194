"""Issuing: from an achievement, an issuer and awards to signed credentials, and their lists."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

import orjson

from laurea.credentials import problems
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.model import Achievement, AchievementCredential, AchievementSubject, Profile
from laurea.credentials.model.award import Award
from laurea.credentials.ports import Executor, Signer
from laurea.credentials.problems import Problem
from laurea.credentials.proofs.token_writing import sign_credential_token
from laurea.credentials.signing import SigningPlan
from laurea.credentials.token_plan import TokenPlan
from laurea.credentials.wire.ob3 import write_credential

BATCH: Final = 500
"""How many awards are signed at once."""


_MOST_PLANS: Final = 4
_PLANS: Final[dict[bytes, SigningPlan | TokenPlan]] = {}
"""The plans of orders that were sent here in parts."""

Securing: TypeAlias = Literal["vc-ld", "vc-jwt"]
"""How credentials are secured: with a proof inside (Data Integrity), or as a signed token."""


def plan_achievement(
    achievement: Achievement,
    issuer: Profile,
    *,
    signer: Signer,
    created: datetime,
) -> SigningPlan:
    """Return the plan that signs all awards of one achievement, with a proof in each credential.

    Args:
        achievement: what is awarded.
        issuer: who awards it. Its id must be what the signer's verification method begins with.
        signer: holds the issuer's key, for EdDSA, ES256 or ES384.
        created: the moment written into the proofs, timezone-aware.

    Raises:
        MalformedDocument: the key is not the issuer's.
        ValueError: the key signs no proofs, or `created` is naive.
    """
    _require_own_key(signer, issuer)
    return SigningPlan(_template(achievement, issuer), signer=signer, created=created)


def plan_tokens(
    achievement: Achievement, issuer: Profile, *, signer: Signer, created: datetime
) -> TokenPlan:
    """Return the plan that signs all awards of one achievement, each as a token (VC-JWT).

    Args:
        achievement: what is awarded.
        issuer: who awards it. Its id must be what the signer's verification method begins with.
        signer: holds the issuer's key, of any kind that signs here.
        created: the moment written into the tokens, timezone-aware.

    Raises:
        MalformedDocument: the key is not the issuer's.
        ValueError: `created` is naive.
    """
    _require_own_key(signer, issuer)
    return TokenPlan(_template(achievement, issuer), signer=signer, created=created)


def _require_own_key(signer: Signer, issuer: Profile) -> None:
    if signer.verification_method.partition("#")[0] != issuer.id:
        raise MalformedDocument(
            Problem(
                problems.KEY_UNAUTHORIZED,
                f"The key belongs to {signer.verification_method.partition('#')[0]}, and the "
                f"issuer is {issuer.id}. Nobody could verify what it signs.",
                "/issuer/id",
            )
        )


def _template(achievement: Achievement, issuer: Profile) -> dict[str, Any]:
    credential = AchievementCredential(
        id="urn:template",
        name=achievement.name,
        issuer=issuer,
        valid_from=datetime(1970, 1, 1, tzinfo=UTC),
        credential_subject=AchievementSubject(achievement=achievement),
    )
    template = write_credential(credential)
    del template["id"], template["validFrom"]
    return template


def issue_many(  # noqa: PLR0913 - each is a choice of whoever issues
    achievement: Achievement,
    issuer: Profile,
    awards: Iterable[Award],
    *,
    signer: Signer,
    created: datetime,
    reservation: str | None = None,
    batch: int = BATCH,
    securing: Securing = "vc-ld",
    executor: Executor | None = None,
) -> Iterator[bytes | Problem]:
    """Issue credentials for many awards of one achievement.

    Args:
        achievement: what is awarded.
        issuer: who awards it. Its id must be what the signer's verification method begins with.
        awards: to whom, and when.
        signer: holds the issuer's key. Where the executor has processes, it is sent to them.
        created: the moment written into the proofs or tokens, timezone-aware.
        reservation: the token under which the awards were reserved, for the signer.
        batch: how many awards are signed at once.
        securing: how the credentials are secured.
        executor: what signs batches side by side; None: one after another.

    Yields:
        For each award, in order, the signed credential as UTF-8 JSON or as a compact JWS, or the
        problem why it was not signed. A problem with one award does not stop the others.

    Raises:
        MalformedDocument: the key is not the issuer's.
        ValueError: the key is not of a kind that signs so, or `created` is naive.
    """
    order = _Order(achievement, issuer, signer, created, securing, reservation)
    plan = order.plan()
    if executor is None:
        for chunk in _chunks(awards, batch):
            yield from plan.sign_awards(chunk, reservation=reservation)
        return
    sign = partial(_signed, order, order.name())
    for answers in executor.map(sign, _chunks(awards, batch)):
        yield from answers


@dataclass(frozen=True, slots=True)
class _Order:
    """What is the same for all awards of one call."""

    achievement: Achievement
    issuer: Profile
    signer: Signer
    created: datetime
    securing: Securing
    reservation: str | None

    def plan(self) -> SigningPlan | TokenPlan:
        make_plan = plan_tokens if self.securing == "vc-jwt" else plan_achievement
        return make_plan(self.achievement, self.issuer, signer=self.signer, created=self.created)

    def name(self) -> bytes:
        """Return what is the same where the plan is."""
        signer = (self.signer.verification_method, self.signer.algorithm)
        said = [_template(self.achievement, self.issuer), *signer, self.created, self.securing]
        return hashlib.sha256(orjson.dumps(said)).digest()


def _chunks(awards: Iterable[Award], batch: int) -> Iterator[list[Award]]:
    remaining = iter(awards)
    while chunk := list(islice(remaining, batch)):
        yield chunk


def _signed(order: _Order, name: bytes, awards: list[Award]) -> list[bytes | Problem]:
    """Sign awards where they were sent to, with the plan made there for others of the order."""
    plan = _PLANS.get(name)
    if plan is None:
        if len(_PLANS) >= _MOST_PLANS:
            _PLANS.clear()
        plan = _PLANS[name] = order.plan()
    return list(plan.of_signer(order.signer).sign_awards(awards, reservation=order.reservation))


def issue(
    achievement: Achievement,
    issuer: Profile,
    award: Award,
    *,
    signer: Signer,
    created: datetime,
    reservation: str | None = None,
    securing: Securing = "vc-ld",
) -> bytes:
    """Issue one credential.

    Returns:
        The signed credential as UTF-8 JSON, or as a compact JWS.

    Raises:
        MalformedDocument: the key is not the issuer's, or the award cannot be signed as it is.
        ValueError: the key is not of a kind that signs so, or `created` is naive.
    """
    (answer,) = issue_many(
        achievement,
        issuer,
        [award],
        signer=signer,
        created=created,
        reservation=reservation,
        securing=securing,
    )
    if isinstance(answer, Problem):
        raise MalformedDocument(answer)
    return answer


def sign_status_list(
    unsigned: Mapping[str, Any],
    *,
    signer: Signer,
    created: datetime,
    reservation: str | None = None,
    securing: Securing = "vc-ld",
) -> bytes:
    """Return a signed status list: UTF-8 JSON with a proof inside, or a compact JWS.

    Args:
        unsigned: what `status.new_list.new_status_list` returned.
        signer: holds the issuer's key; for `vc-ld` it is one for EdDSA, ES256 or ES384.
        created: the moment written into the proof, timezone-aware.
        reservation: for the signer, where it asks for one.
        securing: how the list is secured.

    Raises:
        MalformedDocument: it cannot be signed as it is.
        ValueError: the key is not of a kind that signs so, or `created` is naive.
    """
    if securing == "vc-jwt":
        token = sign_credential_token(
            unsigned, signer=signer, created=created, reservation=reservation
        )
        return token.encode()
    template = {name: value for name, value in unsigned.items() if name != "id"}
    plan = SigningPlan(template, signer=signer, created=created)
    (signed,) = plan.sign([{"id": unsigned["id"]}], reservation=reservation)
    if isinstance(signed, Problem):
        raise MalformedDocument(signed)
    return signed
