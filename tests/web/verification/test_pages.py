from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import segno
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from laurea.credentials import bake
from laurea.integrations.http.resolver import HttpsResolver
from laurea.web.issuing.claims.access import set_holder_shown
from laurea.web.operations.models import AuditRow, Event, Job
from laurea.web.security.rate import Work
from laurea.web.verification import checking, pages
from laurea.web.verification.judging import judge
from laurea.web.verification.limits import SUBMISSION_LIMITS
from tests.simulator.issuer import Issuer
from tests.simulator.resolver import MemoryResolver
from tests.web.conftest import World
from tests.web.verification.conftest import Issue, words
from tests.web.verification.test_said import a_picture, inline

pytestmark = pytest.mark.django_db


def send(client: Client, **fields: Any) -> Any:
    return client.post("/verify", fields)


def test_the_form_is_shown_to_anybody(client: Client) -> None:
    response = client.get("/verify")
    assert response.status_code == 200
    assert "Verify a credential" in words(response)


def test_a_pasted_credential_is_judged_check_by_check(client: Client, credential: bytes) -> None:
    said = words(send(client, text=credential.decode()))
    assert "Valid" in said
    assert "Signature Passed" in said
    assert "Not revoked Passed" in said
    assert "known key, unlisted issuer" in said
    assert "Awarded by Guild of Weavers" in said
    assert "Recipient Not asked Nobody was named" in said
    assert "Could not check" not in said
    assert re.search(r"Checked on \d{1,2} \w+ \d{4}, \d\d:\d\d UTC", said)


def test_a_changed_credential_is_not_valid_and_nobody_vouches(
    client: Client, credential: bytes
) -> None:
    changed = credential.replace(b"Weaving", b"Weavinh")
    said = words(send(client, text=changed.decode()))
    assert "Not valid" in said
    assert "Who vouches: nobody" in said
    assert "Signature Failed" in said


def test_what_was_awarded_to_whom_and_when_stands_at_the_top(
    client: Client, world: World, credential: bytes
) -> None:
    response = send(client, file=SimpleUploadedFile("mine.json", credential))
    page, said = response.content.decode(), words(response)
    assert '<h1 id="result-1" class="result-name"><bdi>Weaving</bdi></h1>' in page
    assert f'src="/a/{world.achievement.pk}/image.png"' in page
    places = ["Weaving Open Badges 3.0", "Read from mine.json", "Every required check passed"]
    places += ["Awarded to Kept as a hash", "Awarded by Guild of Weavers", "Awarded on 25 November"]
    assert sorted(places, key=said.index) == places
    assert "Valid until No end date" in said


@pytest.mark.parametrize(
    ("named", "outcome", "shown"),
    [
        ("ada@example.org", "Recipient Passed", "Awarded to ada@example.org"),
        ("ADA@example.org ", "Recipient Passed", "Awarded to ADA@example.org"),
        ("eve@example.org", "Recipient Failed", "Ask the person which address the issuer used"),
        ("did:example:ada", "Recipient Failed", "Ask the person which address the issuer used"),
    ],
)
def test_a_named_recipient_is_compared_with_the_hash(
    client: Client, credential: bytes, named: str, outcome: str, shown: str
) -> None:
    said = words(send(client, text=credential.decode(), recipient=named))
    assert outcome in said
    assert shown in said
    assert "Not asked" not in said


def test_whose_it_is_is_a_second_answer_beside_the_verdict(
    client: Client, credential: bytes
) -> None:
    response = send(client, text=credential.decode(), recipient="eve@example.org")
    said = words(response)
    assert "<title>Valid: Weaving. Not the person you named" in response.content.decode()
    assert "Every required check passed." in said
    assert "Not the person you named You named eve@example.org." in said
    assert "Not valid" not in said
    changed = credential.replace(b"Weaving", b"Weavinh")
    said = words(send(client, text=changed.decode(), recipient="eve@example.org"))
    assert "Not valid" in said
    assert "Not the person you named" in said
    answer = client.post(
        "/verify",
        {"text": credential.decode(), "recipient": "eve@example.org"},
        headers={"Accept": "application/json"},
    )
    assert answer.json()["verdict"] == "invalid"


def test_who_comes_while_others_are_checked_is_told_when_to_come_back(client: Client) -> None:
    with pages.TURNS.taken("127.0.0.1") as is_held:
        assert is_held
        turns = replace(pages.TURNS, waiting=0)
        turns._at_work.update(pages.TURNS._at_work)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pages, "TURNS", turns)
            response = send(client, text="{}")
            other = client.post("/verify", {"text": "{}"}, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Others are being checked just now" in words(response)
    assert other.status_code == 200
    assert send(client, text="{}").status_code == 200


def test_an_address_whose_documents_took_long_is_asked_to_wait(
    client: Client, credential: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "WORK", Work("verify-little", most_s=0, window_s=60))
    assert send(client, text=credential.decode()).status_code == 429
    other = Work("verify-little", most_s=1, window_s=60)
    monkeypatch.setattr(pages, "WORK", other)
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    files = [SimpleUploadedFile(f"{number}.json", credential) for number in range(2)]

    def long(*arguments: Any) -> Any:
        other._count("127.0.0.1", now, 1_000)
        return judge(*arguments)

    monkeypatch.setattr(pages, "judge", long)
    said = words(client.post("/verify", {"file": files}))
    assert "1 not a credential, 1 valid" in said
    assert "the files before it took as long as is allowed in a minute" in said
    assert send(client, text=credential.decode()).status_code == 429


def test_a_recipient_that_cannot_be_compared_is_said_under_the_field(
    client: Client, credential: bytes
) -> None:
    file = SimpleUploadedFile("mine.json", credential)
    response = send(client, file=file, recipient="Ada Example")
    said = words(response)
    assert response.status_code == 422
    assert "Write an e-mail address or a DID, or leave it empty." in said
    assert "Choose the files again" in said
    assert 'value="Ada Example"' in response.content.decode()
    answer = client.post(
        "/verify",
        {"text": "{}", "recipient": "Ada Example"},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["verdict"]) == (422, "unreadable")


def test_the_name_that_a_holder_shows_is_shown_for_the_very_same_document_only(
    client: Client, issue: Issue
) -> None:
    credential = issue()
    document = bytes(credential.document or b"")
    assert "Ada Example" not in words(send(client, text=document.decode()))
    set_holder_shown(credential.pk, shows=True)
    assert "Awarded to Ada Example" in words(send(client, text=document.decode()))
    changed = document.replace(b"Weaving", b"Weavinh")
    assert "Ada Example" not in words(send(client, text=changed.decode()))


def test_a_link_from_a_page_here_fills_in_its_address_and_nothing_else(client: Client) -> None:
    own = f"http://localhost:8000/c/{uuid4()}"
    assert own in client.get("/verify", {"text": own}).content.decode()
    other = "https://elsewhere.example/c/1"
    assert other not in client.get("/verify", {"text": other}).content.decode()


def test_each_credential_inside_stands_on_a_line_of_its_own(client: Client) -> None:
    academy, school = Issuer.by_did_key("academy"), Issuer.by_did_key("school")
    changed = school.signed(name="Harm") | {"name": "Robot mastery"}
    record = academy.clr([school.signed(), changed])
    said = words(send(client, text=json.dumps(record)))
    assert "Record of Mira Okonjo Comprehensive Learner Record 2.0" in said
    assert "The credentials inside" in said
    assert "Robot safety Valid Awarded by Academy school on 14 June 2026." in said
    assert "Robot safety Not valid Awarded by Academy school on 14 June 2026." in said
    assert "Not valid Not every credential inside it is valid." in said
    assert "What became of each credential inside stands on its line." in said


def test_a_picture_in_a_document_is_shown_only_where_the_signature_holds(client: Client) -> None:
    academy = Issuer.by_did_key("academy")
    picture = {"id": inline(a_picture()), "type": "Image", "caption": "An arm"}
    document = academy.signed(image=picture)
    assert 'alt="An arm"' in send(client, text=json.dumps(document)).content.decode()
    forged = document | {"name": "Robot mastery"}
    response = send(client, text=json.dumps(forged))
    assert 'alt="An arm"' not in response.content.decode()
    assert "The document says this, and no signature stands behind it." in words(response)


def test_an_issuer_whose_keys_are_not_asked_for_is_not_called_a_forger(client: Client) -> None:
    issuer = Issuer("did:web:10.0.0.1:i:guild", "Guild", [Issuer.by_did_key("guild").key])
    said = words(send(client, text=json.dumps(issuer.signed())))
    assert "Could not be decided The signature could not be checked." in said
    assert "Who vouches: could not be checked. It names Guild." in said
    assert "They were not fetched." in said
    assert "on the issuer&#x27;s own site" in said
    assert "Whether its issuer signed it could not be checked." in said


@pytest.mark.parametrize("kind", ["json", "svg"])
def test_a_file_is_judged_as_its_content_is(client: Client, credential: bytes, kind: str) -> None:
    content = credential
    if kind == "svg":
        content = bake(credential, b'<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    file = SimpleUploadedFile(f"mine.{kind}", content)
    said = words(send(client, file=file))
    assert f"mine.{kind}" in said
    assert "Signature Passed" in said


def test_an_address_is_fetched_through_the_resolver(
    client: Client, credential: bytes, internet: MemoryResolver
) -> None:
    internet.publish("https://guild.example.org/1", credential)
    assert "Signature Passed" in words(send(client, text=" https://guild.example.org/1 "))


@pytest.mark.parametrize(
    "address",
    ["http://guild.example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1:8080/"],
)
def test_addresses_that_lead_inside_are_not_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(checking, "_INTERNET", HttpsResolver())
    response = send(client, text=address)
    assert response.status_code == 424
    assert "This address is not fetched" in words(response)


def test_a_program_reads_json(client: Client, credential: bytes) -> None:
    response = client.post(
        "/verify",
        credential,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )
    body = response.json()
    assert (body["verdict"], body["issuer"]["name"]) == ("valid", "Guild of Weavers")
    assert {check["name"] for check in body["checks"]} >= {"structure", "terms", "proof", "status"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["checked_at"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No file was chosen, and the field for a link or a text is empty."),
        ("hello", "That is not a credential What was sent is a text of 5 characters"),
        ("[1]", "not a JSON object"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ("[" * 5000, "nested deeper"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "no credential inside"),
        ("eyJhbGciOiJub25lIn0.e30.AAAA", "signed token"),
        ('{"a": 1 "b"}', "A comma or a closing bracket is missing, at line 1, column 9."),
    ],
)
def test_what_cannot_be_read_is_answered_on_the_form_in_words(
    client: Client, text: str, said: str
) -> None:
    response = send(client, text=text)
    assert response.status_code == 422
    assert said in words(response).replace("&quot;", '"')
    assert "<form" in response.content.decode()


def test_a_document_without_a_credential_is_said_to_be_none(client: Client) -> None:
    said = words(send(client, text='{"name": "A recipe"}'))
    assert "Not a credential" in said
    assert "Passed" not in said


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xfe{}", b"\x00" * 100, b"%PDF-1.7"]
)
def test_damaged_files_are_refused_in_words(client: Client, content: bytes) -> None:
    response = send(client, file=SimpleUploadedFile("odd.bin", content))
    assert response.status_code == 422
    said = words(response)
    assert "Send the file as you received it" in said or "Send a credential: its link" in said


def test_a_file_that_is_too_large_is_refused(client: Client) -> None:
    response = send(client, file=SimpleUploadedFile("big.json", b" " * (9 * 1024 * 1024)))
    assert response.status_code == 422
    assert "larger than" in words(response)


def test_what_was_sent_is_shown_as_text_and_never_as_markup(client: Client) -> None:
    issuer = {"id": "x", "name": "<script>alert(1)</script>"}
    hostile = json.dumps({"issuer": issuer, "type": "OpenBadgeCredential"})
    assert "<script>alert" not in send(client, text=hostile).content.decode()
    named = SimpleUploadedFile("<img src=x onerror=alert(1)>.json", hostile.encode())
    assert "<img src=x" not in send(client, file=named).content.decode()


def test_a_server_that_does_not_answer_is_not_called_a_forger(
    client: Client, internet: MemoryResolver
) -> None:
    internet.lag("https://slow.example.org/1")
    response = send(client, text="https://slow.example.org/1")
    assert response.status_code == 424
    assert "did not give the document" in words(response)


def test_the_sixty_first_in_a_minute_is_asked_to_wait(client: Client) -> None:
    statuses = [send(client, text="{}").status_code for _ in range(61)]
    if 429 not in statuses:  # the minute ended in between
        statuses = [send(client, text="{}").status_code for _ in range(61)]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    refused = client.post("/verify", {"text": "{}"}, headers={"Accept": "application/json"})
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    other = client.post("/verify", {"text": "{}"}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200
    assert client.get("/verify").status_code == 200


def test_nothing_that_was_sent_is_kept(client: Client, credential: bytes) -> None:
    before = [model.objects.count() for model in (AuditRow, Event, Job)]
    send(client, text=credential.decode())
    assert [model.objects.count() for model in (AuditRow, Event, Job)] == before


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/verify").status_code == 405
    assert json.loads(client.get("/healthz").content)["status"] == "ok"


def photograph(text: str, *, kind: str = "JPEG", codes: int = 1) -> bytes:
    """A picture of a QR code, somewhat turned, on a table."""
    picture = Image.new("RGB", (900 * codes, 900), "peru")
    for place in range(codes):
        drawn = BytesIO()
        segno.make(text if place == 0 else f"{text}-{place}", micro=False).save(
            drawn, kind="png", scale=8, border=4
        )
        code = Image.open(drawn).convert("RGB").rotate(9, expand=True, fillcolor="white")
        picture.paste(code.resize((600, 600)), (150 + 900 * place, 150))
    out = BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("field", ["file", "photo"])
def test_a_photograph_of_the_code_of_a_page_here_is_enough(
    client: Client, issue: Issue, internet: MemoryResolver, kind: str, field: str
) -> None:
    address = f"http://localhost:8000/c/{issue().pk}"
    said = words(
        client.post("/verify", {field: SimpleUploadedFile("a", photograph(address, kind=kind))})
    )
    assert "Valid" in said
    assert "See its page here" in said
    assert internet.asked == []


def test_a_code_may_hold_a_credential_or_lead_elsewhere(
    client: Client, credential: bytes, internet: MemoryResolver
) -> None:
    internet.publish("https://guild.example.org/1", credential)
    picture = photograph("https://guild.example.org/1")
    assert "Signature Passed" in words(send(client, file=SimpleUploadedFile("a.jpg", picture)))
    picture = photograph('{"name": "A recipe"}')
    said = words(send(client, file=SimpleUploadedFile("a.jpg", picture)))
    assert "Not a credential" in said


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (photograph("Table 7"), 422, "holds neither an address nor a credential"),
        (photograph("https://a.example/1", codes=2), 422, "shows several QR codes"),
        (photograph("http://127.0.0.1/admin"), 424, "This address is not fetched"),
        (photograph("https://10.0.0.1/"), 424, "This address is not fetched"),
        (photograph("javascript:alert(1)"), 422, "holds neither"),
        (photograph("https://a.example/1")[:2000], 422, "damaged"),
        (b"\xff\xd8\xff" + bytes(500), 422, "damaged"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(500), 422, "damaged"),
    ],
)
def test_what_no_code_leads_to_is_said_in_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, content: bytes, status: int, said: str
) -> None:
    monkeypatch.setattr(checking, "_INTERNET", HttpsResolver())
    response = send(client, file=SimpleUploadedFile("a.jpg", content))
    assert response.status_code == status
    assert said in words(response)


def test_a_picture_without_a_code_is_said_to_have_none(client: Client) -> None:
    out = BytesIO()
    Image.new("L", (300, 300), 200).save(out, "PNG")
    response = send(client, file=SimpleUploadedFile("a.png", out.getvalue()))
    assert response.status_code == 422
    said = words(response)
    assert "no QR code was found in it" in said
    assert said.count("Send the file as you received it") == 1


@pytest.mark.parametrize(
    "text",
    [
        "http://localhost:8000/c/{}",
        "http://localhost:8000/c/{}.json",
        "http://LOCALHOST:8000/c/{}.png?x=1#y",
        "localhost:8000/c/{}",
        " http://localhost:8000/c/{}/image.png ",
    ],
)
def test_an_address_of_this_server_is_read_from_its_database(
    client: Client, issue: Issue, internet: MemoryResolver, text: str
) -> None:
    said = words(send(client, text=text.format(issue().pk)))
    assert "Signature Passed" in said
    assert internet.asked == []


def test_an_address_here_at_which_there_is_nothing_is_said_to_be_empty(client: Client) -> None:
    response = send(client, text=f"http://localhost:8000/c/{uuid4()}")
    assert response.status_code == 424
    assert "There is nothing" in words(response)


def test_an_address_of_the_verify_page_itself_is_no_credential(client: Client) -> None:
    response = send(client, text="http://localhost:8000/verify")
    assert response.status_code == 424


def test_several_files_are_answered_at_once_worst_first(client: Client, credential: bytes) -> None:
    files = [
        SimpleUploadedFile("good.json", credential),
        SimpleUploadedFile("notes.txt", b"hello"),
        SimpleUploadedFile("changed.json", credential.replace(b"Weaving", b"Weavinh")),
        SimpleUploadedFile("recipe.json", b"{}"),
    ]
    response = client.post("/verify", {"file": files})
    said = words(response)
    names = ["changed.json", "notes.txt", "recipe.json", "good.json"]
    assert sorted(names, key=lambda name: said.index(name + " ")) == names
    assert "4 files were checked 1 not valid, 2 not a credential, 1 valid" in said
    page = response.content.decode()
    assert [page.count(f'href="#result-{n}"') for n in range(1, 6)] == [1, 1, 1, 1, 0]
    assert page.count("<h1") == 1
    assert (response.status_code, said.count("Checked on")) == (200, 4)


def test_a_program_reads_the_results_of_several_files(client: Client, credential: bytes) -> None:
    files = [SimpleUploadedFile("a.json", credential), SimpleUploadedFile("b.json", b"?")]
    body = client.post("/verify", {"file": files}, headers={"Accept": "application/json"}).json()
    first, second = body["results"]
    assert (first["name"], first["verdict"]) == ("a.json", "valid")
    assert (second["name"], second["verdict"]) == ("b.json", "unreadable")
    assert second["problem"]["title"]


def test_more_than_twenty_files_are_refused_in_words(client: Client) -> None:
    files = [SimpleUploadedFile(f"{number}.json", b"{}") for number in range(21)]
    response = client.post("/verify", {"file": files})
    assert response.status_code == 413
    assert "Send at most 20 files at once." in words(response)


def test_each_file_counts_towards_the_minute(client: Client, settings: Any) -> None:
    for _ in range(2):  # the minute may end in between
        statuses = [
            client.post(
                "/verify", {"file": [SimpleUploadedFile("a.json", b"{}") for _ in range(20)]}
            ).status_code
            for _ in range(4)
        ]
        if 429 in statuses:
            break
    assert statuses[-1] == 429


def test_a_submission_that_is_announced_too_large_is_not_read(client: Client) -> None:
    response = client.post(
        "/verify", b"{}", content_type="application/json", CONTENT_LENGTH=str(10**9)
    )
    assert response.status_code == 413
    assert "Send at most 48 MB at once: fewer files, or smaller ones." in words(response)


def test_a_document_beyond_what_is_read_of_a_text_is_refused_in_words(client: Client) -> None:
    body = b'{"a": "' + b"a" * (11 * 1024 * 1024) + b'"}'
    response = client.post("/verify", body, content_type="application/json")
    assert response.status_code == 422
    assert "Send it as a file." in words(response)


def test_another_servers_address_is_asked_while_there_is_patience(
    client: Client, credential: bytes, internet: MemoryResolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    internet.publish("https://guild.example.org/1", credential)
    impatient = replace(SUBMISSION_LIMITS, submission_fetch_s=-1)
    monkeypatch.setattr(checking, "SUBMISSION_LIMITS", impatient)
    response = send(client, text="https://guild.example.org/1")
    assert response.status_code == 424
    assert "took too long" in words(response)
    assert internet.asked == []


def test_hostile_names_of_files_are_texts_and_name_no_place(
    client: Client, credential: bytes
) -> None:
    for name in ("../../x", "CON", "a" * 300, "x.svg.html", "a\u202egnp.json", "x.phtml"):
        response = client.post(
            "/verify", {"file": SimpleUploadedFile(name, credential, "text/html")}
        )
        assert response.status_code == 200
        assert "Signature Passed" in words(response)
