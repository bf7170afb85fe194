"""The room `api` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Api(AppConfig):
    """Registers the room."""

    name = "laurea.web.api"
    label = "api"
