"""What allauth does otherwise here: its words, its secrets, and when it asks again who it is."""

from __future__ import annotations

import base64
import logging
from smtplib import SMTPException
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laurea.credentials.errors import Unavailable
from laurea.credentials.problems import SERVER_NOT_READY, Problem
from laurea.web.accounts.models import Account
from laurea.web.accounts.reauthentication import signed_in_recently
from laurea.web.accounts.second_factor import forget_destination
from laurea.web.design.drawings.codes import qr_code
from laurea.web.design.parts import Text
from laurea.web.operations.audit import audit

_LOG: Final = logging.getLogger(__name__)
_DEEDS: Final = {
    "account/email/email_changed": "account.change-primary-address",
    "account/email/email_deleted": "account.remove-address",
    "account/email/password_changed": "account.change-password",
    "account/email/password_reset": "account.reset-password",
    "account/email/password_set": "account.set-password",
    "mfa/email/recovery_codes_generated": "account.renew-recovery-codes",
    "mfa/email/totp_activated": "account.add-app",
    "mfa/email/totp_deactivated": "account.remove-app",
    "mfa/email/webauthn_added": "account.add-passkey",
    "mfa/email/webauthn_removed": "account.remove-passkey",
}
"""What the audit trail calls each change that allauth tells somebody of by letter."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth carries no types
    """Accounts and addresses."""

    error_messages: ClassVar[dict[str, Text]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy(
            "This account may not sign in. Ask the people who run this site."
        ),
        "cannot_remove_primary_email": gettext_lazy(
            "This is your primary address. Make another one primary first, then remove it."
        ),
        "duplicate_email": gettext_lazy("This address is yours already."),
        "email_password_mismatch": gettext_lazy(
            "Address and password do not belong together. Check both, or reset the password."
        ),
        "email_taken": gettext_lazy("There is an account with this address already."),
        "enter_current_password": gettext_lazy("This is not your current password."),
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used already. Wait for the next one."
        ),
        "incorrect_password": gettext_lazy("This is not your password."),
        "invalid_password_reset": gettext_lazy("This link was used already or is too old."),
        "max_email_addresses": gettext_lazy("An account has at most %d addresses."),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts in a short time. Wait a few minutes, then try again."
        ),
        "unverified_primary_email": gettext_lazy(
            "Confirm this address first, by the link that belongs to it."
        ),
        "invalid_or_expired_key": gettext_lazy("This link was used already or is too old."),
        "invalid_login": gettext_lazy("That did not sign you in. Begin again."),
        "unknown_email": gettext_lazy("There is no account with this address."),
        "same_as_current": gettext_lazy("This is what it is already. Write something else."),
        "select_only_one": gettext_lazy("Choose one of them."),
        "rate_limited": gettext_lazy("Too many attempts in a short time. Wait a few minutes."),
    }

    def save_user(
        self,
        request: HttpRequest,
        user: Account,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's
    ) -> Account:
        """Keep the name that was typed in when somebody signs up."""
        user.name = " ".join(str(form.cleaned_data.get("name", "")).split())
        account: Account = super().save_user(request, user, form, commit=commit)
        return account

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter; where that fails, say so on the page and go on with what was asked."""
        host = urlsplit(settings.LAUREA_PUBLIC_URL).netloc
        try:
            # Letters name the public address, under whatever name the request came.
            site = {"current_site": {"domain": host, "name": host}}
            super().send_mail(template_prefix, email, {**site, **context})
        except (OSError, SMTPException) as error:
            _LOG.warning("A letter (%s) could not be sent: %s", template_prefix, error)
            sentence = _(
                "A letter could not be sent: the mail server did not take it. Try again later."
            )
            messages.error(allauth_context.request, sentence)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Note a change of what somebody signs in with, and tell them by letter.

        allauth comes here right after each such change, whether of the account or of a factor.
        """
        if template_prefix in _DEEDS:
            _note(_DEEDS[template_prefix], user)
        super().send_notification_mail(template_prefix, user, context, email)

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """Note that an address was confirmed: from then on it leads to the account."""
        with transaction.atomic():
            is_new = bool(super().confirm_email(request, email_address))
            if is_new:
                _note("account.confirm-address", email_address.user)
        return is_new

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:  # noqa: ARG002
        """Return the link that confirms an address, at the public address."""
        path = reverse("account_confirm_email", args=[emailconfirmation.key])
        return f"{settings.LAUREA_PUBLIC_URL}{path}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link to a new password, at the public address."""
        uid, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.LAUREA_PUBLIC_URL}{path}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again, but not somebody who signed in within the last five minutes."""
        return not signed_in_recently(allauth_context.request) and bool(
            super().is_reauthentication_required(app=app, **kwargs)
        )

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Lead somebody who confirmed an address to where they were going."""
        return forget_destination(self.request) or str(
            super().get_email_verification_redirect_url(email_address)
        )


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth carries no types
    """Second factors. What they share with us is kept sealed: a stolen database signs in nobody.

    It is sealed under the secret key of this installation: who loses that key loses the second
    factors with it.
    """

    error_messages: ClassVar[dict[str, Text]] = {
        **DefaultMFAAdapter.error_messages,
        "add_email_blocked": gettext_lazy("The account has a second factor. Remove it first."),
        "cannot_delete_authenticator": gettext_lazy("A second factor must remain. Add one first."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes stand in for a second factor. Set one up first."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": gettext_lazy(
            "Confirm each of your addresses first, or remove those that you cannot confirm."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return _seal().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Open what was sealed.

        Raises:
            Unavailable: it was sealed under another key.
        """
        try:
            return _seal().decrypt(encrypted_text.encode("ascii")).decode()
        except InvalidToken:
            detail = (
                "The second factors were sealed under another secret key. "
                "Put the secret key back from the copy of the data folder."
            )
            raise Unavailable(Problem(SERVER_NOT_READY, detail)) from None

    def build_totp_svg(self, url: str) -> str:
        """Draw the code that an authenticator app reads."""
        return qr_code(url, label=_("Code for the authenticator app"))

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002 - allauth's
        """Suggest a name for a passkey."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey") if count == 0 else _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the public address, whatever name a request came under."""
        host = urlsplit(settings.LAUREA_PUBLIC_URL).hostname or "localhost"
        return {"id": host, "name": "Laurea"}


def _note(action: str, account: Account) -> None:
    """Add a row about somebody's own account, with no address in it."""
    number = str(account.pk)
    with transaction.atomic():
        audit(action, number, actor=number, at=timezone.now())


def _seal() -> Fernet:
    """Return what seals secrets, made from the secret key of this installation."""
    key = salted_hmac("laurea.second-factors", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
