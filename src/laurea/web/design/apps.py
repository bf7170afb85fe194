"""The Django application of the design language. It has no models."""

from __future__ import annotations

from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DesignConfig(AppConfig):
    """Makes templates, template tags and static files of the design language known."""

    name = "laurea.web.design"
    label = "design"

    def ready(self) -> None:
        """Let fields of every form refuse an address in the words of these pages."""
        no_address = gettext_lazy("This is no e-mail address. Check it.")
        no_link = gettext_lazy(
            "This is no address of a page. Write it as in https://school.example"
        )
        forms.EmailField.default_error_messages = {"invalid": no_address}
        forms.URLField.default_error_messages = {"invalid": no_link}
