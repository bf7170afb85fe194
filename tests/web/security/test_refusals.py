"""Errors as pages: in the design, helpful, and without a database where it may be gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

import laurea.web.urls
from laurea.web.security.refusals import too_many_requests


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a defect")


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection")


def too_often(request: HttpRequest) -> HttpResponse:
    return too_many_requests(request, 17)


def takes_a_form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST)))


urlpatterns = [
    path("broken", broken),
    path("without-database", without_database),
    path("too-often", too_often),
    path("takes-a-form", takes_a_form),
    *laurea.web.urls.urlpatterns,
]
handler400 = laurea.web.urls.handler400
handler403 = laurea.web.urls.handler403
handler404 = laurea.web.urls.handler404
handler500 = laurea.web.urls.handler500


@pytest.fixture
def client(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def assert_page(response: Any, status: int, words: str) -> None:
    page = response.content.decode()
    assert response.status_code == status
    assert "<h1" in page
    assert words in page
    assert "Traceback" not in page
    assert "Content-Security-Policy" in response.headers


def test_a_defect_is_answered_without_a_database_and_with_a_reference(client: Client) -> None:
    # No mark of django_db: whatever touched the database here would fail.
    response = client.get("/broken")
    assert_page(response, 500, "Something broke on our side")
    assert "name this" in response.content.decode()


def test_a_database_that_is_gone_is_worth_another_try(client: Client) -> None:
    response = client.get("/without-database")
    assert_page(response, 503, "being looked after")
    assert response.headers["Retry-After"] == "30"


@pytest.mark.django_db
def test_an_unknown_method_is_answered_in_the_design(client: Client) -> None:
    response = client.delete("/healthz")
    assert_page(response, 405, "does not take that")
    assert "GET" in response.headers["Allow"]


@pytest.mark.django_db
def test_too_often_says_when_to_come_back(client: Client) -> None:
    response = client.get("/too-often")
    assert_page(response, 429, "Too many requests")
    assert response.headers["Retry-After"] == "17"


@pytest.mark.parametrize(
    "setting", ["DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS"]
)
def test_more_than_is_taken_at_once_is_said(
    client: Client, settings: Settings, setting: str
) -> None:
    setattr(settings, setting, 1)
    form = {"a": "a long text", "b": "another"}
    assert_page(client.post("/takes-a-form", form), 413, "more than we take at once")


def test_a_host_that_is_not_ours_is_refused_without_a_database(client: Client) -> None:
    assert_page(
        client.get("/takes-a-form", headers={"Host": "evil.example"}), 400, "could not be read"
    )


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_words(settings: Settings) -> None:
    client = Client(enforce_csrf_checks=True)
    assert_page(client.post("/accounts/login/", {"login": "x"}), 403, "open for too")


@pytest.mark.parametrize("path_", ["/broken", "/without-database"])
def test_programs_are_told_in_json(client: Client, path_: str) -> None:
    response = client.get(path_, headers={"Accept": "application/json"})
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
