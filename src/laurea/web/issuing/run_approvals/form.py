"""The form that sends a run back: what is to be mended, in words."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from laurea.web.issuing.reasons import LONGEST_REASON


class SendBackForm(forms.Form):
    """What is to be mended. People of the organization read it."""

    reason = forms.CharField(
        label=_("What is to be mended"),
        max_length=LONGEST_REASON,
        help_text=_(
            "Whoever prepared it reads this, and so does who looks at the run later: the wrong"
            " list; row 91 names another person; the results are not final yet."
        ),
        error_messages={"required": _("Say what is to be mended.")},
        widget=forms.Textarea({"rows": 3}),
    )
