"""What every organization of the demo world does: found itself, define, award, revoke.

Each step looks first whether it was done, so that a world broken off anywhere is made whole by
making it again. All moments lie in the past and enter as arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from laurea.credentials.errors import NotFound, Unavailable
from laurea.credentials.problems import SERVER_NOT_READY, Problem
from laurea.demo.accounts import Person, account_of
from laurea.demo.definitions import Definition, definitions_of
from laurea.demo.histories import Cohort
from laurea.demo.learners import Learner
from laurea.demo.results import evidence_of, results_of
from laurea.demo.revocations import revocations_in
from laurea.web.accounts.access import Account
from laurea.web.catalog.access import Achievement, achievements_of
from laurea.web.catalog.artwork import read_drawing
from laurea.web.catalog.define import define_achievement
from laurea.web.issuing.access import (
    Credential,
    RunState,
    credentials_under,
    run_for,
    run_under,
)
from laurea.web.issuing.award import Wanted
from laurea.web.issuing.bulk import start_run
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.run_key import row_key
from laurea.web.operations.jobs import sweep
from laurea.web.operations.worker import work_all
from laurea.web.organizations.accept import accept_invitation
from laurea.web.organizations.access import (
    Ink,
    Organization,
    Role,
    key_in_force,
    organization_for,
    organizations_of,
    roles_of,
)
from laurea.web.organizations.change_profile import Profile, change_profile
from laurea.web.organizations.found import found_organization
from laurea.web.organizations.invite import invite, token_of
from laurea.web.organizations.keys import add_issuer_key

_GATHERED: Final = timedelta(seconds=10)  # revocations wait so long for each other, and less
_LEASE_RUN_OUT: Final = timedelta(minutes=10)
_MOST_PATIENCE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An organization of the demo world.

    Attributes:
        slug: its place in addresses.
        legal_name: its name in credentials.
        short_name: its name on artwork.
        url: its home page, which leads nowhere.
        ink: the ink of its artwork.
        definitions: the folder of data that holds its achievements; none where empty.
        founded_before: how long before the world's beginning it was founded.
        owner: who founded it.
        designer: who defines its achievements.
        issuer: who awards them, and revokes.
        staff: who else works there, in which role.
    """

    slug: str
    legal_name: str
    short_name: str
    url: str
    ink: Ink
    definitions: str
    founded_before: timedelta
    owner: Person
    designer: Person
    issuer: Person
    staff: tuple[tuple[Person, Role], ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done on a day: when, how many credentials it brought, and doing it."""

    at: datetime
    credentials: int
    do: Callable[[], object]


def establish(issuer: Issuer, *, begun_at: datetime) -> None:
    """See that an organization stands, with its staff, its key and what it defines."""
    at = begun_at - issuer.founded_before
    owner = account_of(issuer.owner)
    organization = organizations_of(owner).filter(slug=issuer.slug).first()
    if organization is None:
        organization = found_organization(
            actor=owner,
            slug=issuer.slug,
            legal_name=issuer.legal_name,
            short_name=issuer.short_name,
            url=issuer.url,
            ink=issuer.ink,
            at=at,
        )
    if not organization.contact_email:
        _say_whom_to_write_to(organization, owner, at)
    for person, role in issuer.staff:
        _join(organization, owner, person, role, at)
    _give_key(organization, issuer.owner, at)
    for definition in _definitions(issuer).values():
        if _defined(definition, issuer) is None:
            define_achievement(
                actor=account_of(issuer.designer),
                organization=organization,
                document=definition.document,
                image=read_drawing(definition.drawing, None, issuer.ink),
                valid_months=definition.valid_months,
                at=at,
            )


def _say_whom_to_write_to(organization: Organization, owner: Account, at: datetime) -> None:
    home = organization.url.rstrip("/")
    profile = Profile(
        legal_name=organization.legal_name,
        short_name=organization.short_name,
        url=organization.url,
        contact_email=f"registrar@{home.rpartition('/')[2]}",
        privacy_url=f"{home}/privacy",
        ink=Ink(organization.ink),
    )
    change_profile(actor=owner, organization=organization, profile=profile, at=at)


def standing(issuer: Issuer) -> Organization:
    """Return the organization, which was established.

    Raises:
        NotFound: it was not.
    """
    return organization_for(account_of(issuer.owner), issuer.slug)


def cohorts_of(issuer: Issuer, histories: Sequence[Cohort]) -> list[Cohort]:
    """Return those of the cohorts that an organization awarded, in their order."""
    codes = set(_definitions(issuer))
    return [cohort for cohort in histories if cohort.code in codes]


def deeds_of(issuer: Issuer, cohorts: Sequence[Cohort], *, begun_at: datetime) -> Iterator[Deed]:
    """Yield what an established organization awarded and revoked, in no order.

    Args:
        issuer: the organization.
        cohorts: those whom it awarded, the oldest first.
        begun_at: the moment from which the world looks back.
    """
    definitions = _definitions(issuer)
    for cohort in cohorts:
        do = partial(_award, issuer, definitions[cohort.code], cohort)
        yield Deed(cohort.at, len(cohort.members), do)
    for revocation, cohort, learner, at in revocations_in(cohorts, before=begun_at):
        yield Deed(at, 0, partial(_revoke, issuer, cohort, learner, revocation.reason, at))


def _definitions(issuer: Issuer) -> dict[str, Definition]:
    if not issuer.definitions:
        return {}
    return {one.code: one for one in definitions_of(issuer.definitions)}


def credential_of(issuer: Issuer, cohort: Cohort, learner: Learner) -> Credential:
    """Return what a member of a cohort was awarded.

    Raises:
        LookupError: it was not awarded.
    """
    organization = standing(issuer)
    run = run_under(organization.pk, _run_key(cohort))
    if run is None:
        raise LookupError(cohort)
    key = row_key(run.pk, str(cohort.members.index(learner) + 1))
    found = credentials_under(organization.pk, [key])
    return found[key]


def work_all_at(moment: datetime) -> None:
    """Do the jobs that are due at a moment; what a process left that was killed first."""
    sweep(at=moment)
    work_all(clock=lambda: moment)


def _award(issuer: Issuer, definition: Definition, cohort: Cohort) -> None:
    """Start a cohort's run on its day, and do its work as a worker does.

    Raises:
        Unavailable: the run did not come to its end.
    """
    actor = account_of(issuer.issuer)
    achievement = _defined(definition, issuer)
    if achievement is None:
        raise LookupError(definition.code)
    rows = [
        Wanted(
            key=str(number),
            email=learner.email,
            name=learner.name,
            results=results_of(definition, learner),
            evidence=evidence_of(definition, learner),
            valid_from=cohort.at,
        )
        for number, learner in enumerate(cohort.members, start=1)
    ]
    run = start_run(
        actor=actor, achievement_id=achievement.pk, rows=rows, key=_run_key(cohort), at=cohort.at
    )
    moment = cohort.at
    for _ in range(_MOST_PATIENCE):
        if run_for(actor, run.pk).state == RunState.DONE:
            return
        work_all_at(moment)
        moment += _LEASE_RUN_OUT
    detail = f"The run {run.pk} does not come to its end. Start laurea demo again."
    raise Unavailable(Problem(SERVER_NOT_READY, detail))


def _revoke(issuer: Issuer, cohort: Cohort, learner: Learner, reason: str, at: datetime) -> None:
    credential = credential_of(issuer, cohort, learner)
    revoke(actor=account_of(issuer.issuer), credential_id=credential.pk, reason=reason, at=at)
    work_all_at(at + _GATHERED)


def _run_key(cohort: Cohort) -> str:
    """Return the name under which a cohort's run is found again."""
    return f"{cohort.code} {cohort.at.date().isoformat()}"


def _defined(definition: Definition, issuer: Issuer) -> Achievement | None:
    named = achievements_of(account_of(issuer.owner)).filter(name=definition.name)
    return named.filter(organization=standing(issuer)).order_by("number").first()


def _join(
    organization: Organization, owner: Account, person: Person, role: Role, at: datetime
) -> None:
    account = account_of(person)
    if role not in roles_of(account, organization):
        invited = invite(
            actor=owner, organization=organization, email=person.email, role=role, at=at
        )
        accept_invitation(actor=account, token=token_of(invited), at=at)


def _give_key(organization: Organization, owner: Person, at: datetime) -> None:
    """See that the organization has a key that signs from that moment on."""
    try:
        key_in_force(organization.pk, at=at)
    except NotFound:
        add_issuer_key(actor=account_of(owner), organization=organization, passphrase=None, at=at)
