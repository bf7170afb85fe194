"""What the page behind a claim link shows: what waits, what one has, or why it is too late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from laurea.integrations.linkedin import add_to_profile
from laurea.web.accounts.access import Account
from laurea.web.catalog.artwork import alt_of
from laurea.web.design.contexts import Head
from laurea.web.design.dates import day
from laurea.web.design.parts import Artwork, Button, FormPart, Link, Plate, Text
from laurea.web.issuing.access import Credential, Publicity
from laurea.web.issuing.addresses import credential_address, path_of
from laurea.web.issuing.claim_words import (
    Saying,
    keepers_of,
    meanings_of,
    revocation_of,
    suspension_of,
    wish_sentence,
)
from laurea.web.issuing.claims.access import Claim, ClaimState
from laurea.web.issuing.claims.links import masked
from laurea.web.issuing.claims.name_form import NameForm
from laurea.web.operations.mail import sends_letters
from laurea.web.organizations.identifier import issuer_path


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """One page of a claim: `answers` are buttons of one form, `keep` the ways into an account.

    `name_choice` is what a tick beside the answers says; `shown` and `show` are the same choice
    once it is accepted. `wish` is the form that tells the issuer how the name is written.
    """

    template: ClassVar[str] = "issuing/claims/claim.html"
    head: Head
    title: Text
    sentences: tuple[Text, ...]
    plate: Plate | None = None
    answers: tuple[Button, ...] = ()
    name_choice: Text = ""
    remark: Text = ""
    meanings: tuple[Saying, ...] = ()
    keepers: tuple[Saying, ...] = ()
    actions: tuple[Button, ...] = ()
    shown: Text = ""
    show: Button | None = None
    wish_sentence: Text = ""
    wish: FormPart | None = None
    keep_title: Text = ""
    keep_sentence: Text = ""
    keep: tuple[Button, ...] = ()


def waiting_page(
    claim: Claim, expires_at: datetime, account: Account | None, wish: NameForm
) -> ClaimPage:
    """Return the page that shows what waits, with the one button that takes it."""
    into = _("You need no account. You can keep it in one afterwards.")
    if account is not None:
        into = _("It is kept in the account you are signed in to, %s.") % account.email
    return _page(
        _("%s has awarded you this") % _issuer(claim),
        _("It is signed and yours to show. Accept it if you are the person it was meant for."),
        into,
        *suspension_of(claim.credential),
        plate=_plate(claim),
        answers=(
            Button(text=_("Accept it"), name="answer", value="accept", icon="check"),
            Button(text=_("This is not for me"), name="answer", value="decline", kind="quiet"),
        ),
        name_choice=_name_choice(claim),
        remark=_("The link works until %s, and one person can accept with it.") % day(expires_at),
        meanings=meanings_of(claim, expires_at),
        keepers=keepers_of(claim),
        **_wish(claim, wish),
    )


def yours_page(claim: Claim, account: Account | None, wish: NameForm) -> ClaimPage:
    """Return the page of somebody who has accepted: everything to take along."""
    credential = claim.credential
    is_kept = claim.claimed_by_id is not None
    is_open = credential.publicity == Publicity.OPEN
    page_is = _(
        "It has a page of its own, which you can show to anybody. Whoever opens it sees whether it"
        " is in force."
    )
    hidden = _("You hide its page. Its files are in your wallet.")
    return _page(
        _("It is yours"),
        _("You accepted it on %s.") % _when(claim),
        page_is if is_open else hidden,
        *suspension_of(credential),
        plate=_plate(claim),
        actions=tuple(take_along(credential)) if is_open else (),
        shown=shown_name(credential) if is_open else "",
        show=_name_button(credential) if is_open else None,
        **_wish(claim, wish),
        keepers=keepers_of(claim),
        keep_title=_("It is kept in an account") if is_kept else _("Keep it in an account here"),
        keep_sentence=_kept_sentence(account, is_kept=is_kept),
        keep=tuple(_ways_in(account, is_kept=is_kept)),
    )


def declined_page(claim: Claim, expires_at: datetime) -> ClaimPage:
    """Return the page of something that was declined, where one can still accept it."""
    return _page(
        _("This was declined"),
        _("On %s somebody with this link said: This is not for me.") % _when(claim),
        _("Its public page shows nothing of it now, and %s knows.") % _issuer(claim),
        _("If it is for you after all, you can still accept it, until %s.") % day(expires_at),
        answers=(
            Button(text=_("Accept it after all"), name="answer", value="accept", kind="quiet"),
        ),
        keepers=keepers_of(claim),
    )


def answered_page(claim: Claim) -> ClaimPage:
    """Return the page of somebody who comes after the answer."""
    if claim.state == ClaimState.DECLINED:
        return _page(
            _("This was declined"),
            _("On %s somebody with this link said: This is not for me.") % _when(claim),
            _("If it is for you after all, tell %s. It can award it anew.") % _issuer(claim),
            keepers=keepers_of(claim),
        )
    return accepted_page(_issuer(claim), claim.answered_at)


def accepted_page(issuer: str, accepted_at: datetime | None) -> ClaimPage:
    """Return the page of somebody who comes after another has accepted."""
    on = day(accepted_at) if accepted_at else ""
    return _page(
        _("This was accepted before"),
        _("It was accepted on %s, and a link works once.") % on,
        _("If that was you, open it in the browser you used then, or sign in to your account."),
        _("If that was not you, tell %s.") % issuer,
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
        if sends_letters()
        else by_hand % _issuer(claim),
        actions=(Button(text=_("Ask for a new link"), post_to=again, icon="mail"),),
    )


def asked_page(claim: Claim) -> ClaimPage:
    """Return the page after asking for a new link. It says the same whatever became of that."""
    if sends_letters():
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
    see = Button(text=_("See its page"), href=path_of(credential), kind="quiet")
    return _page(
        _("This was revoked"),
        *revocation_of(credential),
        actions=(see,) if credential.publicity == Publicity.OPEN else (),
        keepers=keepers_of(claim),
    )


def lost_page() -> ClaimPage:
    """Return the page behind a link that opens nothing."""
    return _page(
        _("This link opens nothing here"),
        _("It may have been cut when it was copied, or a newer one has taken its place."),
        _("Open the newest link that you were given. Where you have none, ask who awarded it."),
    )


def take_along(credential: Credential) -> Iterator[Button]:
    """Yield what one can do with a credential of one's own: show it, keep it, add it elsewhere."""
    path = path_of(credential)
    yield Button(text=_("Open its page"), href=path, icon="eye")
    for form in ("PNG", "SVG", "PDF", "JSON"):
        yield Button(
            text=_("Download as %s") % form,
            href=f"{path}.{form.lower()}",
            icon="download",
            kind="quiet",
            downloads=True,
        )
    yield linkedin_button(credential)


def linkedin_button(credential: Credential) -> Button:
    """Return what leads to LinkedIn's form, filled in."""
    linkedin = add_to_profile(
        name=credential.achievement.name,
        issuer=credential.organization.legal_name,
        address=credential_address(credential),
        issued=credential.valid_from,
        until=credential.valid_until,
    )
    text = _("Add to LinkedIn (leads to linkedin.com)")
    return Button(text=text, href=linkedin, icon="plus", kind="quiet")


def artwork_of(credential: Credential, **size: Any) -> Artwork:
    """Return the badge image of a credential: its achievement's, which is public in any case."""
    achievement = credential.achievement
    name = "achievement-svg" if achievement.picture_id is None else "achievement-png"
    address = reverse(name, args=[achievement.pk])
    return Artwork(src=address, alt=alt_of(achievement), **size)


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
        recipient=credential.recipient_name or masked(credential.recipient_email),
        issuer=Link(_issuer(claim), issuer_path(credential.organization)),
        awarded_on=day(credential.valid_from),
        validity=validity_of(credential),
        title_level=2,
    )


def shown_name(credential: Credential) -> str:
    """Return whether the public page names the holder, in a sentence to the holder."""
    if not credential.recipient_name:
        return _("The issuer entered no name, so the page shows none. It never shows an address.")
    name = credential.recipient_name
    if credential.holder_shows_name:
        return _("The page names you: %s.") % name
    return _("The page does not name you. You can let it show the name %s.") % name


def name_button(credential: Credential, action: str) -> Button | None:
    """Return what changes whether the public page names the holder, if it has a name to show."""
    if not credential.recipient_name:
        return None
    shown = credential.holder_shows_name
    return Button(
        text=_("Hide my name") if shown else _("Show my name"),
        post_to=action,
        name="shows",
        value="no" if shown else "yes",
        kind="quiet",
        icon="lock" if shown else "eye",
    )


def _name_choice(claim: Claim) -> str:
    name = claim.credential.recipient_name
    said = _("Show my name, %s, on its public page. I can change that later.")
    return said % name if name else ""


def _name_button(credential: Credential) -> Button | None:
    """Return the same button for a page whose address is a secret, and stands in no form."""
    button = name_button(credential, "")
    value = "hide-name" if credential.holder_shows_name else "show-name"
    return button and replace(button, name="answer", value=value)


def _wish(claim: Claim, form: NameForm) -> dict[str, Any]:
    """Return the form that tells how the name is written, and the sentence above it."""
    tell = Button(
        text=_("Tell the issuer"), kind="quiet", icon="pencil", name="answer", value="wish"
    )
    return {"wish_sentence": wish_sentence(claim), "wish": FormPart(form, (tell,))}


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
