"""The addresses of the room `api`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from laurea.web.api.interface import api
from laurea.web.api.reference_pages import openapi_json, reference_page
from laurea.web.api.token_pages import token_end, tokens_page
from laurea.web.api.webhook_pages import (
    delivery_again,
    webhook_act,
    webhook_page,
    webhook_rotate,
    webhooks_page,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", reference_page, name="api-reference"),
    path("api/v1/openapi.json", openapi_json, name="api-openapi"),
    path("api/v1/", api.urls),
    path("o/<slug:slug>/tokens", tokens_page, name="organization-tokens"),
    path("o/<slug:slug>/tokens/<uuid:token_id>/end", token_end, name="organization-token-end"),
    path("o/<slug:slug>/webhooks", webhooks_page, name="organization-webhooks"),
    path("o/<slug:slug>/webhooks/<uuid:webhook_id>", webhook_page, name="organization-webhook"),
    path(
        "o/<slug:slug>/webhooks/<uuid:webhook_id>/act",
        webhook_act,
        name="organization-webhook-act",
    ),
    path(
        "o/<slug:slug>/webhooks/<uuid:webhook_id>/rotate",
        webhook_rotate,
        name="organization-webhook-rotate",
    ),
    path(
        "o/<slug:slug>/webhooks/messages/<uuid:delivery_id>/again",
        delivery_again,
        name="organization-webhook-again",
    ),
]
