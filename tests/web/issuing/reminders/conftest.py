"""The mail server of the tests of letters, for the reminders among them."""

from __future__ import annotations

from tests.web.issuing.letters.conftest import mail

__all__ = ["mail"]
