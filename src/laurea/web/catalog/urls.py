"""The addresses of the room `catalog`."""

from __future__ import annotations

from django.urls import path

from laurea.web.catalog import design_pages, form_pages, pages

_ALL = "o/<slug:slug>/achievements"
_DRAFT = f"{_ALL}/drafts/<uuid:draft_id>"
_ONE = f"{_ALL}/<uuid:achievement_id>"

urlpatterns = [
    path(_ALL, pages.achievements, name="catalog-achievements"),
    path(f"{_ALL}/new", form_pages.new_achievement, name="catalog-achievement-new"),
    path(_DRAFT, form_pages.edit_draft, name="catalog-draft"),
    path(f"{_DRAFT}/preview", pages.preview, name="catalog-draft-preview"),
    path(f"{_DRAFT}/discard", form_pages.discard, name="catalog-draft-discard"),
    path(f"{_ALL}/pictures/<uuid:picture_id>", form_pages.picture, name="catalog-picture"),
    path(_ONE, pages.achievement, name="catalog-achievement"),
    path(f"{_ONE}/edit", form_pages.edit_achievement, name="catalog-achievement-edit"),
    path(f"{_ONE}/design", design_pages.design, name="catalog-design"),
    path(f"{_ONE}/archive", pages.archive, name="catalog-achievement-archive"),
    path(f"{_ONE}/bring-back", pages.bring_back, name="catalog-achievement-bring-back"),
    path(f"{_ONE}/listing", pages.list_publicly, name="catalog-achievement-list"),
]
