"""The Django application of the design language. It has no models."""

from __future__ import annotations

from django.apps import AppConfig


class DesignConfig(AppConfig):
    """Makes templates, template tags and static files of the design language known."""

    name = "laurea.web.design"
    label = "design"
