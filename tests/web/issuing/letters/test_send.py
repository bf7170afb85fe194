from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from laurea.web.issuing.award import Wanted, award
from laurea.web.issuing.claims.accept import accept, decline
from laurea.web.issuing.claims.access import link_with
from laurea.web.issuing.claims.links import digest_of
from laurea.web.issuing.letters import send
from laurea.web.issuing.letters.access import LetterState
from laurea.web.issuing.letters.post import post_office
from laurea.web.issuing.models import ClaimLink, Credential, Letter
from laurea.web.issuing.replacements.correct import correct
from laurea.web.issuing.replacements.renew import renew
from laurea.web.issuing.revoke import revoke
from laurea.web.issuing.suspend import reinstate, suspend
from laurea.web.operations.jobs import MOST_ATTEMPTS
from laurea.web.operations.models import Job, JobState
from laurea.web.operations.worker import work_all, work_once
from tests.simulator.mail_server import MailServer
from tests.web.conftest import NOON, World
from tests.web.issuing.proofs import link_to

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://localhost:8000/claim/([\w-]{43})")


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def until_all_is_over(self) -> None:
        """Work, and move on to the next moment at which something is due, until nothing is."""
        for _ in range(100):
            work_all(clock=self)
            waiting = Job.objects.filter(state=JobState.WAITING).order_by("due_at").first()
            if waiting is None:
                return
            self.now = max(self.now, waiting.due_at)
        raise AssertionError("it never ends")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def award_to(world: World, *addresses: str, name: str = "Mira Okonjo") -> list[Credential]:
    return [
        award(
            actor=world.owner,
            achievement_id=world.achievement.pk,
            wanted=Wanted(key=address, email=address, name=name, valid_from=NOON),
            at=NOON,
        )
        for address in addresses
    ]


def letter_to(address: str) -> Letter:
    return Letter.objects.get(credential__recipient_email=address)


def opened_by(token: str) -> str:
    link = link_with(digest_of(token))
    return link.claim.credential.recipient_email if link else ""


def test_a_letter_says_what_waits_and_its_link_opens_the_claim(
    world: World, mail: MailServer, clock: Clock
) -> None:
    award_to(world, "mira@example.org")
    clock.until_all_is_over()
    (letter,) = mail.arrived
    assert letter["Subject"] == "Guild of Weavers has awarded you Weaving"
    assert letter["To"] == "mira@example.org"
    assert letter["From"] == "Guild of Weavers <laurea@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        part = letter.get_body((kind,))
        assert part is not None
        said = part.get_content()
        (token,) = set(LINK.findall(said))
        assert opened_by(token) == "mira@example.org"
        assert "Dear Mira Okonjo," in said
        assert "21 February 2027" in said
    assert letter_to("mira@example.org").state == LetterState.SENT


def test_letters_that_follow_each_other_share_a_connection(
    world: World, mail: MailServer, clock: Clock
) -> None:
    award_to(world, *(f"p{n}@example.org" for n in range(20)))
    clock.until_all_is_over()
    assert sorted(letter["To"] for letter in mail.arrived) == sorted(
        f"p{n}@example.org" for n in range(20)
    )
    assert mail.connections == 1


def test_an_address_that_is_refused_for_good_stops_nobody_and_is_tried_once(
    world: World, mail: MailServer, clock: Clock
) -> None:
    mail.to_recipient = lambda address: (
        "550 5.1.1 No such mailbox" if address.startswith("bad") else None
    )
    award_to(world, "bad@example.org", "p1@example.org", "p2@example.org")
    clock.until_all_is_over()
    assert {letter["To"] for letter in mail.arrived} == {"p1@example.org", "p2@example.org"}
    bad = letter_to("bad@example.org")
    assert (bad.state, bad.attempts) == (LetterState.FAILED, 1)
    assert bad.last_error == "The mail server said: 550 5.1.1 No such mailbox"
    assert not ClaimLink.objects.filter(claim=bad.credential_id).exists()
    assert not Job.objects.filter(state=JobState.DEAD).exists()


def test_what_is_refused_for_now_is_tried_eight_times_over_two_hours(
    world: World, mail: MailServer, clock: Clock
) -> None:
    mail.to_recipient = lambda _address: "451 4.7.1 Come back later"
    (credential,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    letter = letter_to("mira@example.org")
    assert (letter.state, letter.attempts) == (LetterState.FAILED, MOST_ATTEMPTS)
    assert timedelta(hours=1) < clock.now - NOON < timedelta(hours=3)
    assert not ClaimLink.objects.filter(claim=credential.pk).exists()


def test_a_letter_arrives_once_the_server_takes_it(
    world: World, mail: MailServer, clock: Clock
) -> None:
    answers = iter(["451 Later", "421 Closing", "452 Full"])
    mail.to_letter = lambda _address: next(answers, None)
    (credential,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    assert len(mail.arrived) == 1
    assert letter_to("mira@example.org").state == LetterState.SENT
    assert ClaimLink.objects.filter(claim=credential.pk).count() == 1


@pytest.mark.parametrize("trouble", ["hang up", "hang"])
def test_a_letter_that_may_have_arrived_is_sent_again_and_every_link_works(
    world: World, mail: MailServer, clock: Clock, trouble: str
) -> None:
    answers = iter([trouble])
    mail.to_letter = lambda _address: next(answers, None)
    award_to(world, "mira@example.org")
    clock.until_all_is_over()
    assert len(mail.arrived) == 2
    tokens = [LINK.findall(letter.get_body(("plain",)).get_content())[0] for letter in mail.arrived]  # type: ignore[union-attr]
    assert tokens[0] != tokens[1]
    assert [opened_by(token) for token in tokens] == ["mira@example.org"] * 2
    assert mail.arrived[0]["Message-ID"] == mail.arrived[1]["Message-ID"]


def test_a_server_that_is_down_harms_nothing_but_the_letters(
    world: World, mail: MailServer, settings: Settings, clock: Clock
) -> None:
    settings.EMAIL_PORT = 1
    credentials = award_to(world, *(f"p{n}@example.org" for n in range(5)))
    clock.until_all_is_over()
    assert {letter.state for letter in Letter.objects.all()} == {LetterState.FAILED}
    assert all("did not answer" in letter.last_error for letter in Letter.objects.all())
    assert {one.state for one in credentials} == {"issued"}
    assert not ClaimLink.objects.exists()


def test_a_server_that_is_silent_is_left_alone_for_a_while(
    world: World, mail: MailServer, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr("laurea.web.issuing.letters.post._REST_S", 60.0)
    settings.EMAIL_PORT = 1
    award_to(world, *(f"p{n}@example.org" for n in range(5)))
    while work_once(clock=lambda: NOON):
        pass
    settings.EMAIL_PORT = mail.port  # it is back, and nobody asks it yet
    office = post_office()
    assert office._rests_until > 0
    assert all("did not answer" in letter.last_error for letter in Letter.objects.all())
    office._rests_until = 0.0


@pytest.mark.parametrize(
    "address",
    [
        "mira@example.org\nBcc: everybody@example.org",
        "mira@example.org, everybody@example.org",
        "Mira <mira@example.org>",
        "mira",
        "@",
    ],
)
def test_what_is_no_address_gets_no_letter_and_stops_nobody(
    world: World, mail: MailServer, clock: Clock, address: str
) -> None:
    award_to(world, "p1@example.org", "p2@example.org")
    Credential.objects.filter(recipient_email="p1@example.org").update(recipient_email="")
    (odd,) = award_to(world, "p3@example.org")
    Credential.objects.filter(pk=odd.pk).update(recipient_email=address)
    clock.until_all_is_over()
    assert [letter["To"] for letter in mail.arrived] == ["p2@example.org"]
    (failed,) = Letter.objects.filter(state=LetterState.FAILED)
    assert "No letter can be sent to this address" in failed.last_error


def test_names_cannot_write_headers(world: World, mail: MailServer, clock: Clock) -> None:
    evil = "Weaving\r\nBcc: everybody@example.org\r\n\r\nBuy"
    type(world.achievement).objects.update(name=evil)
    type(world.organization).objects.update(legal_name=f'Guild" <evil@example.org>{evil}'[:200])
    award_to(world, "mira@example.org", name=evil)
    clock.until_all_is_over()
    (letter,) = mail.arrived
    assert letter["Bcc"] is None
    assert [address.addr_spec for address in letter["From"].addresses] == ["laurea@localhost"]
    assert [address.addr_spec for address in letter["To"].addresses] == ["mira@example.org"]
    assert letter["Subject"].count("\n") == 0


def test_a_letter_shows_names_as_text_and_never_as_markup(
    world: World, mail: MailServer, clock: Clock
) -> None:
    award_to(world, "mira@example.org", name="<img src=x onerror=alert(1)>")
    clock.until_all_is_over()
    html = mail.arrived[0].get_body(("html",))
    assert html is not None
    assert "<img" not in html.get_content()
    plain = mail.arrived[0].get_body(("plain",))
    assert plain is not None
    assert "Dear <img src=x onerror=alert(1)>," in plain.get_content()


def test_tokens_are_written_into_no_log_and_no_row(
    world: World, mail: MailServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = iter(["451 Later", "hang up", "550 No"])
    mail.to_letter = lambda _address: next(answers, None)
    award_to(world, *(f"p{n}@example.org" for n in range(4)))
    clock.until_all_is_over()
    tokens = [
        token
        for letter in mail.arrived
        for token in LINK.findall(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    ]
    assert tokens
    # "mail.log" is the log of the mail server, which is told them.
    logged = " ".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    assert "is tried again" in logged
    assert not [token for token in tokens if token in logged]
    kept = " ".join(
        str(vars(row)) for model in (Job, Letter, ClaimLink) for row in model.objects.all()
    )
    assert not [token for token in tokens if token in kept]


def test_the_recipient_is_told_of_a_revocation_with_its_reason(
    world: World, mail: MailServer, clock: Clock
) -> None:
    (credential,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    revoke(actor=world.owner, credential_id=credential.pk, reason="Awarded in error.", at=NOON)
    clock.until_all_is_over()
    letter = mail.arrived[-1]
    assert letter["Subject"] == "Guild of Weavers has revoked Weaving"
    for kind in ("plain", "html"):
        said = letter.get_body((kind,)).get_content()  # type: ignore[union-attr]
        assert "Awarded in error." in said
        assert f"http://localhost:8000/c/{credential.pk}" in said
    assert len(mail.arrived) == 2


def test_letters_say_who_decided_and_whom_to_write_to(
    world: World, mail: MailServer, clock: Clock
) -> None:
    world.organization.contact_email = "registrar@guild.example"
    world.organization.privacy_url = "https://guild.example/privacy"
    world.organization.save()
    (credential,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    decline(actor=None, proof=link_to(credential), at=NOON)
    revoke(actor=world.owner, credential_id=credential.pk, reason="Awarded in error.", at=NOON)
    clock.until_all_is_over()
    claim, revocation = mail.arrived
    for letter in (claim, revocation):
        for kind in ("plain", "html"):
            said = letter.get_body((kind,)).get_content()  # type: ignore[union-attr]
            assert "Guild of Weavers decides about your data." in said
            for address in (
                "registrar@guild.example",
                "https://guild.example/privacy",
                "http://localhost:8000/privacy",
            ):
                assert address in said
    told = revocation.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Guild of Weavers decided this. Since 23 November 2026 it counts no longer." in told
    assert "write to Guild of Weavers: registrar@guild.example" in told
    # Its page shows nothing any more, so the letter does not lead there.
    assert "/c/" not in told


def test_what_was_revoked_before_its_letter_left_is_not_announced(
    world: World, mail: MailServer, clock: Clock
) -> None:
    (credential,) = award_to(world, "mira@example.org")
    revoke(actor=world.owner, credential_id=credential.pk, reason="Awarded in error.", at=NOON)
    clock.until_all_is_over()
    assert [letter["Subject"] for letter in mail.arrived] == [
        "Guild of Weavers has revoked Weaving"
    ]
    assert Letter.objects.get(kind="claim").state == LetterState.NEEDLESS


def test_what_was_accepted_before_its_letter_left_needs_none(
    world: World, mail: MailServer, clock: Clock
) -> None:
    (credential,) = award_to(world, "mira@example.org")
    accept(actor=None, proof=link_to(credential), at=NOON)
    clock.until_all_is_over()
    assert mail.arrived == []


def test_where_no_mail_is_sent_claims_are_open_and_no_letters_are_written(
    world: World, settings: Settings, clock: Clock
) -> None:
    settings.HAS_MAIL = False
    (credential,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    assert not Letter.objects.exists()
    assert Job.objects.filter(task="write-claim-letters", state=JobState.DONE).count() == 1
    revoke(actor=world.owner, credential_id=credential.pk, reason="Awarded in error.", at=NOON)
    clock.until_all_is_over()
    assert not Letter.objects.exists()


def test_a_job_that_is_done_twice_sends_one_letter(
    world: World, mail: MailServer, clock: Clock
) -> None:
    award_to(world, "mira@example.org")
    clock.until_all_is_over()
    Job.objects.update(state=JobState.WAITING)
    clock.until_all_is_over()
    assert len(mail.arrived) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_is_killed_doubles_one_letter_at_most_and_every_link_works(
    world: World,
    mail: MailServer,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    class Killed(BaseException):
        """What no code of ours catches, as nothing catches a kill."""

    real: Callable[..., object] = send._post
    deaths = iter([True])

    def die(begun: object) -> object:
        if next(deaths, False):
            if moment == "after":
                real(begun)
            raise Killed
        return real(begun)

    monkeypatch.setattr(send, "_post", die)
    award_to(world, "mira@example.org")
    with pytest.raises(Killed):
        clock.until_all_is_over()
    Job.objects.filter(state=JobState.RUNNING).update(state=JobState.WAITING)
    clock.until_all_is_over()
    assert len(mail.arrived) == (2 if moment == "after" else 1)
    for letter in mail.arrived:
        (token,) = LINK.findall(letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
        assert opened_by(token) == "mira@example.org"


def test_a_letter_whose_last_attempt_is_cut_off_is_seen_by_a_person(
    world: World, mail: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (_credential,) = award_to(world, "mira@example.org")
    while not Letter.objects.exists():
        work_once(clock=clock)
    Letter.objects.update(attempts=MOST_ATTEMPTS - 1)
    monkeypatch.setattr(send, "_post", lambda _begun: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        work_all(clock=clock)
    letter = letter_to("mira@example.org")
    assert letter.state == LetterState.FAILED
    assert "stopped" in letter.last_error


def test_each_suspension_and_reinstatement_is_told(
    world: World, mail: MailServer, clock: Clock
) -> None:
    (credential,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    for number, reason in enumerate(("Looked into.", "Once more.")):
        clock.now += timedelta(hours=1)
        pk = credential.pk
        suspend(actor=world.owner, credential_id=pk, reason=reason, at=clock.now)
        clock.until_all_is_over()
        told = mail.arrived[1 + 2 * number]
        assert told["Subject"] == "Guild of Weavers has suspended Weaving"
        body = told.get_body(("plain",))
        assert body is not None
        assert reason in body.get_content()
        assert f"/c/{pk}" in body.get_content()
        clock.now += timedelta(hours=1)
        reinstate(actor=world.owner, credential_id=pk, reason="Settled.", at=clock.now)
        clock.until_all_is_over()
        assert mail.arrived[-1]["Subject"] == "Guild of Weavers has reinstated Weaving"
    assert len(mail.arrived) == 5


def test_a_suspension_that_was_lifted_before_its_letter_left_is_not_told(
    world: World, mail: MailServer, clock: Clock
) -> None:
    (credential,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    suspend(actor=world.owner, credential_id=credential.pk, reason="R.", at=clock.now)
    reinstate(actor=world.owner, credential_id=credential.pk, reason="Error.", at=clock.now)
    clock.until_all_is_over()
    assert [one["Subject"] for one in mail.arrived][1:] == [
        "Guild of Weavers has reinstated Weaving"
    ]


def test_a_correction_is_one_letter_and_not_also_a_revocation(
    world: World, mail: MailServer, clock: Clock
) -> None:
    (old,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    clock.now += timedelta(hours=1)
    wanted = Wanted(key="2", email="mira@example.org", valid_from=NOON, valid_until=clock.now)
    correct(actor=world.owner, credential_id=old.pk, wanted=wanted, reason="It ends.", at=clock.now)
    clock.until_all_is_over()
    (told,) = mail.arrived[1:]
    assert told["Subject"] == "Guild of Weavers has corrected Weaving"
    body = told.get_body(("plain",))
    assert body is not None
    assert "It ends." in body.get_content()
    (token,) = set(LINK.findall(body.get_content()))
    assert opened_by(token) == "mira@example.org"


def test_who_accepted_the_one_before_gets_no_link_to_the_renewal(
    world: World, mail: MailServer, clock: Clock
) -> None:
    wanted = Wanted(
        key="1", email="mira@example.org", valid_from=NOON, valid_until=NOON + timedelta(days=9)
    )
    old = award(actor=world.owner, achievement_id=world.achievement.pk, wanted=wanted, at=NOON)
    clock.until_all_is_over()
    accept(actor=None, proof=link_to(old, clock.now), at=clock.now)
    renew(actor=world.owner, credential_id=old.pk, key="2", valid_until=None, at=clock.now)
    clock.until_all_is_over()
    told = mail.arrived[-1]
    assert told["Subject"] == "Guild of Weavers has renewed Weaving"
    body = told.get_body(("plain",))
    assert body is not None
    assert not LINK.findall(body.get_content())
    assert "nothing for you to do" in body.get_content()


def test_who_is_no_longer_the_recipient_is_told_that_theirs_is_revoked(
    world: World, mail: MailServer, clock: Clock
) -> None:
    (old,) = award_to(world, "mira@example.org")
    clock.until_all_is_over()
    wanted = Wanted(key="2", email="otto@example.org", valid_from=NOON)
    correct(actor=world.owner, credential_id=old.pk, wanted=wanted, reason="Wrong.", at=clock.now)
    clock.until_all_is_over()
    told = {one["To"]: one["Subject"] for one in mail.arrived[1:]}
    assert told == {
        "mira@example.org": "Guild of Weavers has revoked Weaving",
        "otto@example.org": "Guild of Weavers has corrected Weaving",
    }
