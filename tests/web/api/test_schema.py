"""Whatever is sent to the API, it answers as its own OpenAPI document says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from laurea.web.api.interface import document
from laurea.web.issuing.models import Credential
from tests.web.api.conftest import a_token
from tests.web.conftest import World

pytestmark = pytest.mark.django_db

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 8
HEALTH = "/api/v1/health"  # takes nothing, and says 503 where nobody works
OPERATIONS = [
    (path, method)
    for path, operations in document()["paths"].items()
    for method in operations
    if path != HEALTH
]


@pytest.fixture
def connected() -> Iterator[None]:
    """The connection to the database outlives requests: the test is a transaction in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connected")
@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_every_answer_is_one_that_the_document_names(
    world: World, awarded: Credential, settings: Settings, mode: str
) -> None:
    """What the document allows, and what it does not, of things that are there and are not."""
    settings.LAUREA_API_PER_MINUTE = 10**6
    schema: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    sent = {"Authorization": f"Bearer {a_token(world.owner, world.organization)}"}
    known = {"achievement_id": str(world.achievement.pk), "credential_id": str(awarded.pk)}
    for path, method in OPERATIONS:
        there = {name: pk for name, pk in known.items() if f"{{{name}}}" in path}
        cases = schema[path][method.upper()].as_strategy(
            generation_mode=schemathesis.GenerationMode(mode), path_parameters=there or None
        )

        @given(case=cases)
        @hypothesis_settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
        def ask(case: Any) -> None:
            case.call_and_validate(headers=sent, checks=CHECKS)

        ask()
