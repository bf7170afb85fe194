"""What this installation keeps of people, why, and for how long: from the figures in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from laurea.web.accounts.session_lifetime import STAFF_IDLE_S, STAFF_LONGEST_S
from laurea.web.design.parts import Text
from laurea.web.issuing.claims.links import LIFETIME
from laurea.web.issuing.rosters.settle import KEPT
from laurea.web.organizations.invite import VALID_FOR
from laurea.web.verification.credential_pages import FRESH


@dataclass(frozen=True, slots=True)
class Keeping:
    """One thing that is kept: what it is, what it is for, and how long it stays."""

    what: Text
    purpose: Text
    how_long: Text


def of_learners() -> Iterator[Keeping]:
    """Yield what is kept of people to whom something is awarded."""
    yield Keeping(
        _("What you were awarded: the signed credential, results and evidence included"),
        _("To show it, and to let anybody check it. Your address is in it as a salted hash only."),
        _("As long as its issuer keeps it. A revocation is kept with it."),
    )
    yield Keeping(
        _("Your name and e-mail address, as the issuer entered them beside the credential"),
        _("To write to you, and to find your awards when you sign in."),
        _("As long as the credential."),
    )
    yield Keeping(
        _("That you accepted or declined, and whether its page names you or is hidden"),
        _("So that your answer counts, and nobody gives it twice."),
        _("As long as the credential."),
    )
    yield Keeping(
        _("Claim links, as a hash that cannot be turned back into the link"),
        _("To know the link again when you open it."),
        _("They work for %s.") % _days(LIFETIME),
    )
    yield Keeping(
        _("That a letter was sent to you, and what the mail server said to it; not its text"),
        _("So that the issuer sees what did not arrive."),
        _("As long as the credential."),
    )
    yield Keeping(
        _("The list in which an issuer brought your name and address, where it brought one"),
        _("To award what stands in it."),
        _("The file until its run has ended. What was set aside, or never started: %s.")
        % _days(KEPT),
    )


def of_accounts() -> Iterator[Keeping]:
    """Yield what is kept of people who have an account."""
    yield Keeping(
        _("Your name, your e-mail addresses, and a hash of your password (Argon2id)"),
        _("To let you sign in, and to find what was awarded to you."),
        _("Until you delete the account, which you can do yourself."),
    )
    yield Keeping(
        _("Passkeys, and the sealed secret of your authenticator app"),
        _("To ask for a second factor."),
        _("Until you remove them, or the account."),
    )
    yield Keeping(
        _("Which credentials are in your wallet"),
        _("To show them to you. Only you see that list."),
        _("Until you delete the account."),
    )
    staff = {"idle": STAFF_IDLE_S // 60, "hours": STAFF_LONGEST_S // 3600}
    session = _("%s without a visit.") % _days(timedelta(seconds=settings.SESSION_COOKIE_AGE))
    yield Keeping(
        _("Your sessions: in which browser you are signed in, from which network address"),
        _("So that you need not sign in on every page, and see where you are signed in."),
        session + " " + _("Administrators: %(idle)d minutes, and %(hours)d hours in all.") % staff,
    )
    yield Keeping(
        _("Invitations to work for an organization, with the address they went to"),
        _("So that its owners see whom they invited."),
        _("They work for %s. The note stays as long as the organization.") % _days(VALID_FOR),
    )
    yield Keeping(
        _("The audit trail: who did what and when, by numbers and not by names"),
        _("So that nobody can award or revoke unseen."),
        _("For good. When an account is deleted, its number leads to nobody."),
    )


def of_everybody() -> Iterator[Keeping]:
    """Yield what is kept of whoever visits."""
    yield Keeping(
        _("What you send to the verify page"),
        _("To check it."),
        _("Not at all: it is checked in memory and forgotten with the answer."),
    )
    yield Keeping(
        _("How often your network asked, counted under its address"),
        _("To slow down who asks too often."),
        _("A minute for the verify page and claim links, up to an hour for signing in and up."),
    )
    fresh = int(FRESH.total_seconds())
    yield Keeping(
        _("The public page of a credential, ready to be sent"),
        _("To answer quickly. Whether it is shown, and names you, is asked anew each time."),
        ngettext("%d second, in memory.", "%d seconds, in memory.", fresh) % fresh,
    )


def cookies() -> Iterator[Keeping]:
    """Yield the cookies that are set, each of them needed for what it is for."""
    days = _days(timedelta(seconds=settings.SESSION_COOKIE_AGE))
    year = _days(timedelta(seconds=settings.CSRF_COOKIE_AGE))
    yield Keeping(
        settings.SESSION_COOKIE_NAME, _("Your session. Set when you sign in or accept."), days
    )
    yield Keeping(settings.CSRF_COOKIE_NAME, _("Proves that a form comes from this site."), year)
    yield Keeping(
        settings.THEME_COOKIE_NAME, _("Light or dark, where you chose it."), _days(timedelta(365))
    )


def _days(time: timedelta) -> str:
    return ngettext("%d day", "%d days", time.days) % time.days
