"""The room `accounts` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    """Registers the room."""

    name = "laurea.web.accounts"
    label = "accounts"
