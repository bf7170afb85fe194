"""The room `issuing` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Issuing(AppConfig):
    """Registers the room."""

    name = "laurea.web.issuing"
    label = "issuing"
