"""A small site of its own that serves the examples, with the headers of the product.

    python -m tests.web.design.serve    # prints its address, serves until its input closes

Tests start it as a process, so that a browser can look at pages while they run.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import translation

from tests.web.design.examples import a_frame, pages

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'"
)


class Headers:
    """The strict policy, and the language asked for in the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(request.GET.get("lang", "en")):
            response = self._get_response(request)
        response.headers["Content-Security-Policy"] = CSP
        return response


def frame(request: HttpRequest) -> dict[str, object]:
    """Put the frame of the examples around every page."""
    return {"frame": a_frame()}


def example(request: HttpRequest, name: str) -> HttpResponse:
    """Show one of the examples."""
    page = pages().get(name)
    if page is None:
        raise Http404
    status = getattr(page, "status", 200)
    return render(request, page.template, {"page": page}, status=status)


SETTINGS: dict[str, Any] = {
    "ALLOWED_HOSTS": ["127.0.0.1", "testserver"],
    "SECRET_KEY": "pages of examples hold no secret",
    "ROOT_URLCONF": "tests.web.design.serve",
    "INSTALLED_APPS": ["django.contrib.staticfiles", "laurea.web.design"],
    "MIDDLEWARE": [
        "tests.web.design.serve.Headers",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    "FORM_RENDERER": "laurea.web.design.forms.IntaglioRenderer",
    "STATIC_URL": "/static/",
    "WHITENOISE_USE_FINDERS": True,
    "WHITENOISE_AUTOREFRESH": False,
    "LANGUAGES": [("en", "English"), ("ar", "Arabic")],
    "USE_I18N": True,
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "tests.web.design.serve.frame",
                ]
            },
        }
    ],
}
"""Django with nothing but the design language."""


class Quiet(WSGIRequestHandler):
    """Answers without writing a line for each request."""

    def log_message(self, *args: object) -> None:
        """Write nothing."""


def main() -> None:
    """Serve until the standard input is closed."""
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()


urlpatterns = [
    path("style/", include("laurea.web.design.urls")),
    path("examples/<slug:name>", example, name="example"),
]

if __name__ == "__main__":
    settings.configure(**SETTINGS)
    django.setup()
    main()
