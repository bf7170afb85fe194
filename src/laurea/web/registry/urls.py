"""The addresses of the room `registry`."""

from __future__ import annotations

from django.urls import path

from laurea.web.registry.achievement_pages import (
    achievement,
    achievement_json,
    achievement_png,
    achievement_small_svg,
    achievement_svg,
)
from laurea.web.registry.catalogue_pages import catalogue
from laurea.web.registry.issuer_pages import issuer, issuer_json, issuers
from laurea.web.registry.legal_pages import contact, imprint, privacy
from laurea.web.registry.machine_pages import (
    favicon,
    robots,
    security_txt,
    sitemap,
    sitemap_achievements,
    sitemap_issuers,
)
from laurea.web.registry.pages import home

_ACHIEVEMENT = "a/<uuid:achievement_id>"

urlpatterns = [
    path("", home, name="home"),
    path("a", catalogue, name="catalogue"),
    path(_ACHIEVEMENT, achievement, name="achievement"),
    path(f"{_ACHIEVEMENT}.json", achievement_json, name="achievement-json"),
    path(f"{_ACHIEVEMENT}/image-small.svg", achievement_small_svg, name="achievement-small-svg"),
    path(f"{_ACHIEVEMENT}/image.png", achievement_png, name="achievement-png"),
    path(f"{_ACHIEVEMENT}/image.svg", achievement_svg, name="achievement-svg"),
    path("i", issuers, name="issuers"),
    path("i/<slug:slug>", issuer, name="issuer"),
    path("i/<slug:slug>.json", issuer_json, name="issuer-json"),
    path("imprint", imprint, name="imprint"),
    path("privacy", privacy, name="privacy"),
    path("contact", contact, name="contact"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-issuers.xml", sitemap_issuers, name="sitemap-issuers"),
    path("sitemap-<int:number>.xml", sitemap_achievements, name="sitemap-achievements"),
]
