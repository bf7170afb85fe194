"""The room `wallet` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Wallet(AppConfig):
    """Registers the room."""

    name = "laurea.web.wallet"
    label = "wallet"
