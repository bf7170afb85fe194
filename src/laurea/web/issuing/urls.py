"""The addresses of the room `issuing`."""

from __future__ import annotations

from django.urls import URLPattern, path

from laurea.web.issuing.status_pages import status_list

urlpatterns: list[URLPattern] = [
    path("status/<uuid:list_id>", status_list, name="status-list"),
]
