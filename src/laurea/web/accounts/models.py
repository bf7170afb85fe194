"""Accounts: people who sign in. What they earn or do for whom stands in other rooms."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def gone_address(number: uuid.UUID) -> str:
    """Return what stands in the place of the address of an account that was emptied.

    Nothing can be sent there: `.invalid` is nobody's (RFC 2606).
    """
    return f"{number}@gone.invalid"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; Django's own commands call it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Return a new account that is stored already."""
        # allauth compares addresses in lower case
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Return a new account that administers this server."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account with this e-mail address, in whatever case it was typed."""
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address and password, or with a passkey.

    `email` is the primary one of the person's addresses; all of them are kept by allauth.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("administers this server"), default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="account_email_unique"),
        ]

    def __str__(self) -> str:
        if self.email == gone_address(self.pk):
            return gettext("An account that is gone")
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name, or the address of somebody who gave none."""
        return str(self)
