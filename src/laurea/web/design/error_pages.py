"""The pages for requests that cannot be answered: what happened, then what to do. No blame."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from laurea.web.design.contexts import ErrorPage, Head
from laurea.web.design.parts import Button, Text

ERRORS: Final[dict[int, tuple[Text, Text]]] = {
    400: (
        _("This request could not be read"),
        _(
            "Something in the address or the form is not as we expect it. Nothing was changed."
            " Go back, reload the page and send it again."
        ),
    ),
    403: (
        _("This needs another permission"),
        _(
            "You are signed in, but not as somebody who may do this, or the page was open for too"
            " long. Nothing was changed. Reload the page, or ask an administrator of the"
            " organization."
        ),
    ),
    404: (
        _("There is nothing at this address"),
        _(
            "It may have been mistyped, withdrawn, or be for somebody else's eyes. If you came to"
            " check a credential, copy its address again, or send it as a file."
        ),
    ),
    405: (
        _("This address does not take that"),
        _("It was asked for in a way it has no answer to. Nothing was changed. Go back one page."),
    ),
    409: (
        _("Somebody was faster"),
        _("What you were changing has changed meanwhile. Reload the page to see it as it is."),
    ),
    413: (
        _("This is more than we take at once"),
        _("Send a smaller file, or fewer at once. Nothing was kept."),
    ),
    422: (
        _("This could not be used as it is"),
        _("Nothing was changed. Go back and look over what was sent."),
    ),
    429: (
        _("Too many requests in a short time"),
        _("Wait a minute, then try again. Nothing was lost, and nothing was counted against you."),
    ),
    500: (
        _("Something broke on our side"),
        _(
            "It was written down for the people who run this site. Nothing half-done was kept."
            " Try again in a few minutes."
        ),
    ),
    503: (
        _("The site is being looked after"),
        _(
            "It will be back shortly. Runs under way go on where they were, and no credential"
            " loses its validity."
        ),
    ),
}
"""Title and sentence of each status."""


def error_page(
    status: int,
    *,
    title: Text = "",
    sentence: Text = "",
    reference: str = "",
    home: str = "/",
    verify: str = "",
) -> ErrorPage:
    """Return the page for an HTTP status; `title` and `sentence` may say more than the usual.

    Args:
        status: an HTTP status; those without words of their own get those of 400 or 500.
        title: what happened, if it is known better than by the status.
        sentence: what to do, likewise.
        reference: what an operator can look up in the log.
        home: the address of the front page.
        verify: the address of the verify page, offered where a person may have come to check.
    """
    usual = ERRORS.get(status) or ERRORS[500 if status >= 500 else 400]
    heading = title or usual[0]
    actions = [Button(text=_("Go to the front page"), href=home, kind="quiet")]
    if verify and status in {404, 410}:
        actions.insert(0, Button(text=_("Verify a credential"), href=verify))
    return ErrorPage(
        head=Head(title=heading),
        status=status,
        title=heading,
        sentence=sentence or usual[1],
        actions=tuple(actions),
        reference=reference,
    )
