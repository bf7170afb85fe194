"""The room `registry` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Registry(AppConfig):
    """Registers the room."""

    name = "laurea.web.registry"
    label = "registry"
