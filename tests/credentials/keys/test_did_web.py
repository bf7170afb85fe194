from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurea.credentials.addresses import address_refusal
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.keys.did_web import did_web_url


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:school.example", "https://school.example/.well-known/did.json"),
        ("did:web:SCHOOL.example", "https://school.example/.well-known/did.json"),
        ("did:web:school.example:law", "https://school.example/law/did.json"),
        ("did:web:school.example:a:B_c-d.e", "https://school.example/a/B_c-d.e/did.json"),
        ("did:web:school.example:a%20b", "https://school.example/a%20b/did.json"),
        ("did:web:school.example%3A8443", "https://school.example:8443/.well-known/did.json"),
        ("did:web:school.example%3a8443:a", "https://school.example:8443/a/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
    ],
)
def test_the_address_follows_from_the_identifier(did: str, url: str) -> None:
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:localhost%3A8000:i:guild", "http://localhost:8000/i/guild/did.json"),
        ("did:web:LOCALHOST%3a8000:i:guild", "http://localhost:8000/i/guild/did.json"),
        ("did:web:localhost%3A8000", "http://localhost:8000/.well-known/did.json"),
        ("did:web:%5B%3A%3A1%5D%3A8000:i:guild", "http://[::1]:8000/i/guild/did.json"),
        ("did:web:school.example:i:guild", "https://school.example/i/guild/did.json"),
    ],
)
def test_an_identifier_of_an_own_origin_leads_there(did: str, url: str) -> None:
    assert did_web_url(did, own_origins={"http://localhost:8000", "http://[::1]:8000"}) == url


@pytest.mark.parametrize(
    "did",
    [
        "did:web:localhost",
        "did:web:localhost%3A80000",
        "did:web:localhost%253A8000",
        "did:web:localhost%3A8000%2Fi",
        "did:web:localhost%3A8000:..",
        "did:web:localhost%3A8000:a%2Fb",
        "did:web:user%40localhost%3A8000",
    ],
)
def test_an_identifier_that_only_resembles_one_of_an_own_origin_is_refused(did: str) -> None:
    with pytest.raises(MalformedDocument):
        did_web_url(did, own_origins={"http://localhost:8000"})


@pytest.mark.parametrize(
    "did",
    [
        "did:web:127.0.0.1", "did:web:localhost", "did:web:localhost%3A8000",
        "did:web:169.254.169.254", "did:web:10.0.0.1:a", "did:web:2130706433", "did:web:0x7f.1",
        "did:web:printer.local", "did:web:intranet",
    ],
)  # fmt: skip
def test_a_host_that_is_not_public_is_not_asked(did: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        did_web_url(did)
    assert refusal.value.problem.type.slug == "fetch-forbidden"


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:web",
        "did:key:z6Mk",
        "DID:WEB:school.example",
        "did:web:",
        "did:web::a",
        "did:web:%5B%3A%3A1%5D",
        "did:web:[::1]",
        "did:web:school.example%2F..%2Fetc",
        "did:web:school.example%3A",
        "did:web:school.example%3A0",
        "did:web:school.example%3A80%3A1",
        "did:web:school.example%3A99999",
        "did:web:school.example%3A8443x",
        "did:web:user%40school.example",
        "did:web:user@school.example",
        "did:web:sch%6Fol.example",
        "did:web:school.example:..",
        "did:web:school.example:..:..:admin",
        "did:web:school.example:.",
        "did:web:school.example:%2e%2e",
        "did:web:school.example:.%2E",
        "did:web:school.example:",
        "did:web:school.example::a",
        "did:web:school.example:a:",
        "did:web:school.example:a%2Fb",
        "did:web:school.example:a%5Cb",
        "did:web:school.example:a%00",
        "did:web:school.example:a%0A",
        "did:web:school.example:a%25b",
        "did:web:school.example:a%3Fb",
        "did:web:school.example:a%23b",
        "did:web:school.example:%3A",
        "did:web:school.example:a%2",
        "did:web:school.example:a%zz",
        "did:web:school.example:a/b",
        "did:web:school.example/a",
        "did:web:school.example?a",
        "did:web:school.example#key-1",
        "did:web:school.example:a b",
        "did:web:school.example:ä",
        "did:web:sch\u00f6\u00f6l.example",
        "did:web:school.example\n",
    ],
)
def test_a_trick_in_the_identifier_is_refused(did: str) -> None:
    with pytest.raises(MalformedDocument) as refusal:
        did_web_url(did)
    assert refusal.value.problem.type.slug in ("did-invalid", "fetch-forbidden")


@given(st.text("abc.:%/\\@#?023AEFaef[]- \n\u00e4", max_size=30))
def test_whatever_is_accepted_leads_to_the_host_it_names(text: str) -> None:
    try:
        url = did_web_url("did:web:" + text)
    except MalformedDocument:
        return
    host = text.partition(":")[0].partition("%")[0].lower()
    assert url.startswith((f"https://{host}/", f"https://{host}:"))
    assert url.endswith("/did.json")
    assert address_refusal(url, ports=range(65_536)) is None
    assert "/../" not in url
    assert "//" not in url.removeprefix("https://")
