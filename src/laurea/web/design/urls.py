"""The addresses of the page that shows every part. The house lets only its staff there."""

from __future__ import annotations

from django.urls import path, re_path

from laurea.web.design.pages import style_artwork, style_page

urlpatterns = [
    path("", style_page, name="style"),
    re_path(
        r"^artwork/(?P<name>\w+)-(?P<size>large|small)\.svg$", style_artwork, name="style-artwork"
    ),
]
