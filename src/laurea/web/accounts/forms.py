"""The forms of allauth in our words, and with no more in them than is needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.account import forms as account
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from laurea.web.design.parts import Text
from laurea.web.operations.mail import sends_letters

PASSWORD_HINT: Final = _("At least 12 characters. Four or five words that nobody would guess do.")
_ADDRESS: Final = _("E-mail address")
_NO_ADDRESS: Final = _("This is no e-mail address. Check it.")
_FILL_IN: Final = _("Fill this in.")
_CODE: Final = _("Code")
_CODE_HINT: Final = _("The six digits that your app shows now, or one of your recovery codes.")
_SINGLE_USE_S: Final = 180  # longer than a code is accepted: its own half minute and one each side


def _word(form: Any, labels: Mapping[str, Text], **hints: Text) -> None:
    """Give fields their labels, hints and refusals; a label replaces a placeholder."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        field.help_text = hints.get(name, "")
        field.error_messages["required"] = _FILL_IN
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = _NO_ADDRESS


def _demand_unused(form: Any, code: str) -> str:
    """Return the code of an authenticator app, unless it was used while it may be accepted."""
    if form.authenticator.type == Authenticator.Type.TOTP:
        entry = f"totp-used:{form.user.pk}:{normalize_user_code(code)}"
        if not cache.add(entry, 1, timeout=_SINGLE_USE_S):
            raise get_adapter().validation_error("incorrect_code")
    return code


class SignIn(account.LoginForm):  # type: ignore[misc] # allauth carries no types
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"login": _ADDRESS, "password": _("Password")})


class SignUp(account.SignupForm):  # type: ignore[misc] # allauth carries no types
    """Name, address, password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"email": _ADDRESS, "password1": _("Password")}
        _word(self, labels, password1=PASSWORD_HINT, name=_("As others shall see it."))


class AddAddress(account.AddEmailForm):  # type: ignore[misc] # allauth carries no types
    """Another address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = (
            _("We send a letter there. It counts as yours once you open the link in it.")
            if sends_letters()
            else _("It counts as yours once it is confirmed by a link, which you must ask for.")
        )
        _word(self, {"email": _("Another address")}, email=hint)


class ChangePassword(account.ChangePasswordForm):  # type: ignore[misc] # allauth carries no types
    """The password of now and the one to come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Password of now"),
            "password1": _("New password"),
            "password2": _("New password, once more"),
        }
        _word(self, labels, password1=PASSWORD_HINT)


class SetPassword(account.SetPasswordForm):  # type: ignore[misc] # allauth carries no types
    """A first password, for somebody who signed in without."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"password1": _("Password"), "password2": _("Password, once more")}
        _word(self, labels, password1=PASSWORD_HINT)


class AskForReset(account.ResetPasswordForm):  # type: ignore[misc] # allauth carries no types
    """The address that a link to a new password goes to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"email": _ADDRESS})


class ResetPassword(account.ResetPasswordKeyForm):  # type: ignore[misc] # allauth carries no types
    """A new password, chosen through the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"password1": _("New password"), "password2": _("New password, once more")}
        _word(self, labels, password1=PASSWORD_HINT)


class AskPassword(account.ReauthenticateForm):  # type: ignore[misc] # allauth carries no types
    """The password again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"password": _("Password")})


class AskCode(factor.AuthenticateForm):  # type: ignore[misc] # allauth carries no types
    """A code, when somebody signs in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"code": _CODE}, code=_CODE_HINT)

    def clean_code(self) -> str:
        """Return the code if it is right; each is accepted once."""
        return _demand_unused(self, str(super().clean_code()))


class AskCodeAgain(factor.ReauthenticateForm):  # type: ignore[misc] # allauth carries no types
    """A code, to prove again who it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"code": _CODE}, code=_CODE_HINT)

    def clean_code(self) -> str:
        """Return the code if it is right; each is accepted once."""
        return _demand_unused(self, str(super().clean_code()))


class AddApp(totp.ActivateTOTPForm):  # type: ignore[misc] # allauth carries no types
    """The first code of an authenticator app, which proves that it has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"code": _("Code from the app")}, code=_("The six digits it shows now."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskey(webauthn.AddWebAuthnForm):  # type: ignore[misc] # allauth carries no types
    """A passkey: its name, and whether it signs in alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        labels = {"name": _("Name"), "passwordless": _("Sign in with it alone, without password")}
        _word(
            self,
            labels,
            name=_("So that you know it again, for example by the device it lives on."),
            passwordless=_("The device then asks for your finger, your face or its PIN."),
        )


class RenamePasskey(webauthn.EditWebAuthnForm):  # type: ignore[misc] # allauth carries no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self, {"name": _("Name")})


class NameForm(forms.Form):
    """The name that others see."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
