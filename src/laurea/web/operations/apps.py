"""The room `operations` as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Operations(AppConfig):
    """Registers the room, and the tasks of every room."""

    name = "laurea.web.operations"
    label = "operations"

    def ready(self) -> None:
        """Load each room's `tasks`, so that events find who listens and jobs who does them."""
        autodiscover_modules("tasks")
