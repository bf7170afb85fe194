"""The addresses of the room `organizations`."""

from __future__ import annotations

from django.urls import URLPattern, path

from laurea.web.organizations.did_pages import did_json

urlpatterns: list[URLPattern] = [
    path("i/<slug:slug>/did.json", did_json, name="organization-did"),
]
