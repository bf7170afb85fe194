"""What there is to see in the demo world, and with which logins."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from laurea.demo.accounts import PEOPLE
from laurea.demo.answers import unused_link
from laurea.demo.folder import DemoFolder
from laurea.demo.halden_works import HALDEN_WORKS
from laurea.demo.histories import ETHICS, ROBOTS, Cohort, cohorts
from laurea.demo.issuers import Issuer, cohorts_of, credential_of
from laurea.demo.learners import LEARNERS, MIRA, Learner, learners
from laurea.demo.lindenhof import LINDENHOF
from laurea.demo.northfield import NORTHFIELD
from laurea.demo.revocations import revocations_in
from laurea.web.issuing.access import CredentialState

_PROGRAM: Final = "laurea"
_TOTP_PERIOD_S: Final = 30


@dataclass(frozen=True, slots=True)
class Login:
    """How somebody signs in. The code is that of this half minute; empty where none is asked."""

    name: str
    part: str
    email: str
    password: str
    totp_secret: str
    totp_code: str


@dataclass(frozen=True, slots=True)
class Sight:
    """An address worth opening, and what is there."""

    what: str
    url: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that is printed when the world stands."""

    url: str
    data: str
    begun_at: str
    credentials: int
    seconds: Mapping[str, float]
    logins: tuple[Login, ...]
    sights: tuple[Sight, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """Yield it line by line, for people."""
        yield f"The demo world is at {self.url}: {self.credentials} credentials, all made up."
        yield ""
        yield f"Sign in at {self.url}/accounts/login/. Everybody's password: "
        yield f"  {self.logins[0].password}"
        yield ""
        for login in self.logins:
            yield f"  {login.email:<36} {login.totp_code or '  --  '}  {login.part}"
        yield ""
        yield "The six digits are the second factor, for this half minute. New ones: run"
        yield f"  {running_program()} demo --no-serve --data {shlex.quote(self.data)}"
        yield "or give these secrets to an authenticator app:"
        for login in self.logins:
            if login.totp_secret:
                yield f"  {login.email:<36} {login.totp_secret}"
        yield ""
        yield "Worth opening:"
        for sight in self.sights:
            yield f"  {sight.what}"
            yield f"    {sight.url}"
        yield ""
        yield f"To remove the demo, stop it and delete {self.data}."


def running_program() -> str:
    """Return how the program that runs is called from the present folder, as a shell reads it.

    `laurea` where the shell finds it under that name; else its path, or the interpreter's with
    the module.
    """
    begun = Path(sys.argv[0]).absolute()
    if begun.name != _PROGRAM:
        return shlex.join([sys.executable, "-m", _PROGRAM])
    found = shutil.which(_PROGRAM)
    if found is not None and Path(found).absolute() == begun:
        return _PROGRAM
    here = Path.cwd()
    return shlex.quote(str(begun.relative_to(here) if begun.is_relative_to(here) else begun))


def summarize(
    folder: DemoFolder, *, at: datetime, seconds: Mapping[str, float], size: int = LEARNERS
) -> Summary:
    """Return what to say of a world that stands.

    Args:
        folder: where it was made.
        at: the moment for which the codes of the second factors are, and at which what is worth
            opening is as it is called.
        seconds: how long each part took to make.
        size: how many learners it has.
    """
    histories = cohorts(learners(size), begun_at=folder.begun_at)
    return Summary(
        url=folder.public_url,
        data=str(folder.path),
        begun_at=folder.begun_at.isoformat(),
        credentials=sum(len(cohort.members) for cohort in histories),
        seconds=seconds,
        logins=tuple(_logins(folder, at)),
        sights=tuple(
            Sight(what, f"{folder.public_url}{path}")
            for what, path in _sights(folder, histories, at)
        ),
    )


def _logins(folder: DemoFolder, at: datetime) -> Iterator[Login]:
    for person in PEOPLE:
        secret = folder.totp_secret(person.email) if person.has_second_factor else ""
        code = _code(secret, at) if secret else ""
        yield Login(person.name, person.part, person.email, folder.password, secret, code)


def _code(secret: str, at: datetime) -> str:
    return str(format_hotp_value(hotp_value(secret, int(at.timestamp()) // _TOTP_PERIOD_S)))


def _sights(
    folder: DemoFolder, histories: Sequence[Cohort], at: datetime
) -> Iterator[tuple[str, str]]:
    yield "Home, and what can be achieved here", "/"
    yield "A credential in force: Mira's, Web Analytics", _held(histories, "DM-102")
    yield "One that has expired: Mira's, Social Media Marketing", _held(histories, "DM-104")
    college = cohorts_of(NORTHFIELD, histories)
    for _, cohort, learner, _ in revocations_in(college, before=folder.begun_at):
        yield f"One that was revoked: {learner.name}'s", _page(NORTHFIELD, cohort, learner)
        break
    yield "One of a second issuer that is recognised", _held(histories, ETHICS, LINDENHOF)
    yield from _unlisted(histories, at)
    link = unused_link(NORTHFIELD, college, folder)
    if link:
        yield "A claim link that nobody has used", link.removeprefix(folder.public_url)
    yield "Verify any credential: drop a file, paste text, type an address", "/verify"
    yield "Northfield College, as anybody sees it", f"/i/{NORTHFIELD.slug}"
    yield "The issuer's desk (sign in as Jonas)", f"/o/{NORTHFIELD.slug}/"
    yield "A learner's wallet (sign in as Mira)", "/wallet"


def _unlisted(histories: Sequence[Cohort], at: datetime) -> Iterator[tuple[str, str]]:
    """Yield what the employer awarded last, and say it where that has ended meanwhile."""
    robots = (one for one in reversed(histories) if one.code == ROBOTS)
    for cohort, learner in ((trained, one) for trained in robots for one in trained.members):
        credential = credential_of(HALDEN_WORKS, cohort, learner)
        if credential.state == CredentialState.ISSUED:
            has_ended = credential.valid_until is not None and credential.valid_until <= at
            what = "One of an issuer that no registry lists"
            yield f"{what}, expired meanwhile" if has_ended else what, f"/c/{credential.pk}"
            return


def _held(histories: Sequence[Cohort], code: str, issuer: Issuer = NORTHFIELD) -> str:
    cohort = next(one for one in histories if one.code == code and MIRA in one.members)
    return _page(issuer, cohort, MIRA)


def _page(issuer: Issuer, cohort: Cohort, learner: Learner) -> str:
    return f"/c/{credential_of(issuer, cohort, learner).pk}"
