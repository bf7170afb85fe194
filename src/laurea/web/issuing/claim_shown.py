"""What the page behind a claim link shows: what waits, what one has, or why it is too late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.integrations.linkedin import add_to_profile
from laurea.web.accounts.access import Account
from laurea.web.catalog.artwork import alt_of
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.parts import Artwork, Button, Link, Plate, Text
from laurea.web.issuing.access import Credential
from laurea.web.issuing.claims.access import Claim, ClaimState
from laurea.web.issuing.claims.links import masked


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """One page of a claim: `answers` are buttons of one form, `keep` the ways into an account."""

    template: ClassVar[str] = "issuing/claims/claim.html"
    head: Head
    title: Text
    sentences: tuple[Text, ...]
    plate: Plate | None = None
    answers: tuple[Button, ...] = ()
    remark: Text = ""
    actions: tuple[Button, ...] = ()
    keep_title: Text = ""
    keep_sentence: Text = ""
    keep: tuple[Button, ...] = ()


def waiting_page(claim: Claim, expires_at: datetime, account: Account | None) -> ClaimPage:
    """Return the page that shows what waits, with the one button that takes it."""
    into = _("You need no account. You can keep it in one afterwards.")
    if account is not None:
        into = _("It is kept in the account you are signed in to, %s.") % account.email
    return _page(
        _("%s has awarded you this") % _issuer(claim),
        _("It is signed and yours to show. Accept it if you are the person it was meant for."),
        into,
        plate=_plate(claim),
        answers=(
            Button(text=_("Accept it"), name="answer", value="accept", icon="check"),
            Button(text=_("This is not for me"), name="answer", value="decline", kind="quiet"),
        ),
        remark=_("The link works once, until %s.") % day(expires_at),
    )


def yours_page(claim: Claim, account: Account | None) -> ClaimPage:
    """Return the page of somebody who has accepted: everything to take along."""
    credential = claim.credential
    is_kept = claim.claimed_by_id is not None
    return _page(
        _("It is yours"),
        _(
            "You accepted it on %s. It has a page of its own, which you can show to anybody."
            " Whoever opens it sees whether it is in force."
        )
        % _when(claim),
        plate=_plate(claim),
        actions=tuple(take_along(credential)),
        keep_title=_("It is kept in an account") if is_kept else _("Keep it in an account here"),
        keep_sentence=_kept_sentence(account, is_kept=is_kept),
        keep=tuple(_ways_in(account, is_kept=is_kept)),
    )


def answered_page(claim: Claim) -> ClaimPage:
    """Return the page of somebody who comes after the answer."""
    if claim.state == ClaimState.DECLINED:
        return _page(
            _("This was declined"),
            _("On %s somebody with this link said: This is not for me.") % _when(claim),
            _("If it is for you after all, tell %s. It can award it anew.") % _issuer(claim),
        )
    return _page(
        _("This was accepted before"),
        _("It was accepted on %s, and a link works once.") % _when(claim),
        _("If that was you, open it in the browser you used then, or sign in to your account."),
        _("If that was not you, tell %s.") % _issuer(claim),
        actions=(Button(text=_("Sign in"), href=_sign_in(), kind="quiet"),),
    )


def expired_page(claim: Claim, expired_at: datetime, again: str) -> ClaimPage:
    """Return the page behind a link that is too old, with the button that asks for another."""
    mailed = _("A new link goes to the address it was awarded to, %s.")
    by_hand = _("This server sends no letters. %s is told that you need a new link.")
    return _page(
        _("This link has expired"),
        _("It worked until %s. What was awarded waits still.") % day(expired_at),
        mailed % masked(claim.credential.recipient_email)
        if settings.HAS_MAIL
        else by_hand % _issuer(claim),
        actions=(Button(text=_("Ask for a new link"), post_to=again, icon="mail"),),
    )


def asked_page(claim: Claim) -> ClaimPage:
    """Return the page after asking for a new link. It says the same whatever became of that."""
    if settings.HAS_MAIL:
        said = _("If it still waits, a new link is on its way to %s. That may take some minutes.")
        sentence = said % masked(claim.credential.recipient_email)
    else:
        sentence = _("%s sees that you need a new link.") % _issuer(claim)
    return _page(
        _("You asked for a new link"),
        sentence,
        _("Where nothing arrives, ask %s.") % _issuer(claim),
    )


def revoked_page(claim: Claim) -> ClaimPage:
    """Return the page of something that was revoked."""
    credential = claim.credential
    revoked_on = day(credential.revoked_at) if credential.revoked_at else ""
    reason = credential.revocation_reason.strip()
    return _page(
        _("This was revoked"),
        _("%(issuer)s revoked it on %(day)s. There is nothing to accept any more.")
        % {"issuer": _issuer(claim), "day": revoked_on},
        *((_("The reason given: %s") % reason,) if reason else ()),
        actions=(Button(text=_("See its page"), href=path_of(credential), kind="quiet"),),
    )


def lost_page() -> ClaimPage:
    """Return the page behind a link that opens nothing."""
    return _page(
        _("This link opens nothing here"),
        _("It may have been cut when it was copied. Open it from the letter once more."),
        _("A link that was replaced by a newer one stays good, so the latest letter is enough."),
    )


def path_of(credential: Credential) -> str:
    """Return the path of a credential's public page."""
    return f"/c/{credential.pk}"


def take_along(credential: Credential) -> Iterator[Button]:
    """Yield what one can do with a credential of one's own: show it, keep it, add it elsewhere."""
    path = path_of(credential)
    address = settings.LAUREA_PUBLIC_URL + path
    yield Button(text=_("Open its page"), href=path, icon="eye")
    for form in ("PNG", "SVG", "JSON"):
        yield Button(
            text=_("Download as %s") % form,
            href=f"{path}.{form.lower()}",
            icon="download",
            kind="quiet",
            downloads=True,
        )
    linkedin = add_to_profile(
        name=credential.achievement.name,
        issuer=credential.organization.legal_name,
        address=address,
        issued=credential.valid_from,
        until=credential.valid_until,
    )
    text = _("Add to LinkedIn (leads to linkedin.com)")
    yield Button(text=text, href=linkedin, icon="plus", kind="quiet")


def artwork_of(credential: Credential, **size: Any) -> Artwork:
    """Return the badge image of a credential."""
    return Artwork(src=f"{path_of(credential)}.svg", alt=alt_of(credential.achievement), **size)


def validity_of(credential: Credential) -> str:
    """Return until when a credential is valid, in words."""
    if credential.valid_until is None:
        return _("Valid without an end date")
    return _("Valid until %s") % day(credential.valid_until)


def _page(title: Text, *sentences: Text, **parts: Any) -> ClaimPage:
    return ClaimPage(head=Head(title=title), title=title, sentences=sentences, **parts)


def _plate(claim: Claim) -> Plate:
    credential = claim.credential
    return Plate(
        artwork=artwork_of(credential),
        title=credential.achievement.name,
        recipient=masked(credential.recipient_email),
        issuer=Link(_issuer(claim), f"/i/{credential.organization.slug}"),
        awarded_on=day(credential.valid_from),
        validity=validity_of(credential),
        title_level=2,
    )


def _issuer(claim: Claim) -> str:
    return claim.credential.organization.legal_name


def _when(claim: Claim) -> str:
    return day(claim.answered_at) if claim.answered_at else ""


def _kept_sentence(account: Account | None, *, is_kept: bool) -> Text:
    if is_kept:
        return _("You find it in your wallet whenever you sign in.")
    if account is not None:
        return _("You are signed in as %s. Your wallet asks whether to keep it there.") % account
    return _(
        "Then you find it again, with whatever else you are awarded, and can take all of it along"
        " at once. It works with any e-mail address of yours."
    )


def _ways_in(account: Account | None, *, is_kept: bool) -> Iterator[Button]:
    if is_kept or account is not None:
        yield Button(text=_("Go to your wallet"), href=reverse("wallet"), kind="quiet")
        return
    after = urlencode({"next": reverse("wallet")})
    sign_up = f"{reverse('account_signup')}?{after}"
    yield Button(text=_("Make an account"), href=sign_up, kind="quiet")
    yield Button(text=_("Sign in"), href=_sign_in(), kind="bare")


def _sign_in() -> str:
    return f"{reverse('account_login')}?{urlencode({'next': reverse('wallet')})}"
