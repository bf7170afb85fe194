"""What surrounds every page: the links at its head, for whoever looks at it."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from laurea.web.design.contexts import Frame
from laurea.web.design.parts import Link


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Return the frame; a context processor."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    account = (
        Link(_("Account"), reverse("account_email"))
        if signed_in
        else Link(_("Sign in"), reverse("account_login"))
    )
    verify = Link(_("Verify"), reverse("verify"), is_current=request.path == reverse("verify"))
    return {"frame": Frame(home=reverse("verify"), links=(verify, account))}
