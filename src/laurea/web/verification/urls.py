"""The addresses of the room `verification`."""

from __future__ import annotations

from django.urls import path

from laurea.web.verification.credential_pages import (
    credential_json,
    credential_page,
    credential_pdf,
    credential_picture,
    credential_png,
    credential_svg,
)
from laurea.web.verification.pages import verify_page

urlpatterns = [
    path("verify", verify_page, name="verify"),
    path("c/<uuid:credential_id>", credential_page, name="credential"),
    path("c/<uuid:credential_id>.json", credential_json, name="credential-json"),
    path("c/<uuid:credential_id>.png", credential_png, name="credential-png"),
    path("c/<uuid:credential_id>.svg", credential_svg, name="credential-svg"),
    path("c/<uuid:credential_id>.pdf", credential_pdf, name="credential-pdf"),
    path("c/<uuid:credential_id>/image.png", credential_picture, name="credential-picture"),
]
