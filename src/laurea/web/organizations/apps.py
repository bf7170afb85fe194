"""The room `organizations` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Organizations(AppConfig):
    """Registers the room."""

    name = "laurea.web.organizations"
    label = "organizations"
