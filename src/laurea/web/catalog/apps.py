"""The room `catalog` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class Catalog(AppConfig):
    """Registers the room."""

    name = "laurea.web.catalog"
    label = "catalog"
