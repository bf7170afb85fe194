"""The addresses of the room `registry`."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
