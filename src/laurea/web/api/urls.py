"""The addresses of the room `api`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from laurea.web.api.interface import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
]
