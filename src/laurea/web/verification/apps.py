"""The room `verification` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Verification(AppConfig):
    """Registers the room."""

    name = "laurea.web.verification"
    label = "verification"
