"""The form that revokes a credential: one reason, in words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from laurea.web.issuing.reasons import LONGEST_REASON


class RevokeForm(forms.Form):
    """Why. Everybody who looks at the credential reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_(
            "Everybody who looks at the credential reads this. Say what was wrong with the award,"
            " not with the person: awarded to another person by mistake; the results were"
            " corrected; superseded by a newer credential; asked for by the recipient."
        ),
        error_messages={
            "required": _("Say why. Everybody who looks at the credential can read it.")
        },
        widget=forms.Textarea({"rows": 3}),
    )
