"""How passwords are kept, and which are too easily guessed."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.utils.translation import gettext as _


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19,456 KiB of memory, two passes and one lane.

    A password that was kept with other figures is kept anew when its owner signs in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


class LongEnough(MinimumLengthValidator):
    """Refuses passwords that are short."""

    def get_error_message(self) -> str:
        """Return what is said of a short one."""
        said = _("The password has fewer than %(least)d characters. Add a word or two.")
        return said % {"least": self.min_length}


class NotCommon(CommonPasswordValidator):
    """Refuses passwords that stand in lists of what others chose."""

    def get_error_message(self) -> str:
        """Return what is said of a common one."""
        return _("This password is too common: it is among the first that are tried.")
