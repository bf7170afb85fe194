"""The certificate of a credential: its words, its privacy, and that it can be checked."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from laurea.credentials.baking.pdf import attachments
from laurea.credentials.document import read_object
from laurea.credentials.received import read_received
from laurea.web.issuing.models import Credential
from laurea.web.issuing.revoke import revoke
from tests.web.conftest import World
from tests.web.verification.conftest import Issue

pytestmark = pytest.mark.django_db


def fetched(client: Client, credential: Credential) -> Any:
    return client.get(f"/c/{credential.pk}.pdf")


def words(answer: Any) -> str:
    return " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())


def test_it_says_what_by_whom_and_where_to_check_it(client: Client, issue: Issue) -> None:
    credential = issue()
    answer = fetched(client, credential)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="weaving.pdf"'
    said = words(answer)
    for text in ("Weaving", "Awarded by Guild of Weavers on", "Weaves linen on a floor loom."):
        assert text in said
    assert f"/c/{credential.pk}" in said
    asked = client.get(f"/c/{credential.pk}", headers={"Accept": "application/pdf"})
    assert asked.content == answer.content


def test_the_signed_bytes_are_attached(client: Client, issue: Issue) -> None:
    credential = issue()
    assert attachments(fetched(client, credential).content) == (bytes(credential.document or b""),)


def test_the_core_reads_the_credential_out_of_it(client: Client, issue: Issue) -> None:
    credential = issue()
    received = read_received(fetched(client, credential).content)
    assert received.picture == "pdf"
    assert received.document == read_object(bytes(credential.document or b""))


def test_the_name_is_said_only_where_its_holder_lets_the_page_say_it(
    client: Client, issue: Issue
) -> None:
    credential = issue()
    assert credential.recipient_name
    assert "A person whose name is not shown here" in words(fetched(client, credential))
    Credential.objects.update(holder_shows_name=True)
    assert credential.recipient_name in words(fetched(client, credential))


def test_that_it_was_revoked_is_said(world: World, client: Client, issue: Issue) -> None:
    credential = issue()
    assert "Revoked on" not in words(fetched(client, credential))
    revoke(actor=world.owner, credential_id=credential.pk, reason="Error", at=timezone.now())
    assert "Revoked on" in words(fetched(client, credential))


def test_a_name_in_another_script_is_refused_with_a_sentence(client: Client, issue: Issue) -> None:
    credential = issue()
    Credential.objects.update(holder_shows_name=True, recipient_name="織田")
    answer = fetched(client, credential)
    assert 400 <= answer.status_code < 500
    assert "cannot be written with the letters" in answer.content.decode()
