from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from laurea.credentials import VerificationReport, unbake
from laurea.credentials.model import Evidence
from laurea.credentials.ports import Resolver
from laurea.web.catalog.define import define_achievement
from laurea.web.catalog.models import Achievement
from laurea.web.issuing.access import Credential, CredentialState
from laurea.web.issuing.award import Wanted, reserve
from laurea.web.issuing.claims.access import set_holder_shown
from laurea.web.issuing.revoke import revoke
from laurea.web.verification import checking, credential_pages
from tests.simulator.resolver import MemoryResolver
from tests.web.conftest import NOON, World, an_achievement
from tests.web.verification.conftest import Issue, words

pytestmark = pytest.mark.django_db

FORMS = ("", ".json", ".png", ".svg", ".pdf", "/image.png")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def get(client: Client, path: object, accept: str = "", **headers: str) -> Any:
    sent = {"Accept": accept, **headers} if accept else headers
    return client.get(f"/c/{path}", headers=sent)


def test_the_page_says_what_whose_by_whom_and_what_checking_found(
    client: Client, issue: Issue
) -> None:
    said = words(get(client, issue().pk, BROWSER))
    assert "Weaving" in said
    assert "by Guild of Weavers on" in said
    assert "Valid Every required check passed. Checked on" in said
    assert "Who vouches: known key, unlisted issuer" in said
    assert "Signature Passed" in said
    assert "Not revoked Passed" in said
    assert "Weave an ell of linen." in said


def test_who_shows_it_is_honestly_not_known_and_decides_nothing(
    client: Client, issue: Issue
) -> None:
    said = words(get(client, issue().pk))
    assert "Who shows it to you Not asked A public page cannot know" in said
    assert "Could not be decided" not in said


def test_the_recipient_is_named_nowhere(client: Client, issue: Issue) -> None:
    credential = issue()
    for form in ("", ".json", ".svg", ".png"):
        content = get(client, f"{credential.pk}{form}").content
        assert b"Ada Example" not in content
        assert b"ada@example.org" not in content
    assert "whose name this page does not show" in words(get(client, credential.pk))


def test_the_holder_decides_at_once_whether_the_page_names_them(
    client: Client, issue: Issue
) -> None:
    credential = issue()
    assert "Ada Example" not in words(get(client, credential.pk))
    set_holder_shown(credential.pk, shows=True)
    assert "awarded to Ada Example" in words(get(client, credential.pk))
    assert b"Ada Example" not in get(client, f"{credential.pk}.json").content
    set_holder_shown(credential.pk, shows=False)
    assert "Ada Example" not in words(get(client, credential.pk))


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        (BROWSER, "text/html; charset=utf-8"),
        ("application/vc+ld+json", "application/vc+ld+json"),
        ("application/vc", "application/vc"),
        ("application/ld+json, text/html;q=0.9", "application/ld+json"),
        ("application/json", "application/json"),
        ("application/json;q=0.1, text/html;q=0.2", "text/html; charset=utf-8"),
        ("image/png", "image/png"),
        ("image/svg+xml, image/png;q=0.5", "image/svg+xml"),
        ("image/avif,image/webp,image/*,*/*;q=0.8", "image/png"),
        ("application/pdf", "application/pdf"),
        ("text/csv, image/svg+xml;q=0.1", "image/svg+xml"),
    ],
)
def test_one_address_has_the_form_that_the_client_prefers(
    client: Client, issue: Issue, accept: str, given: str
) -> None:
    response = get(client, issue().pk, accept)
    assert (response.status_code, response.headers["Content-Type"]) == (200, given)
    assert "Accept" in response.headers["Vary"]
    assert 'rel="alternate"; type="image/png"' in response.headers["Link"]


def test_who_takes_a_table_alone_is_told_what_is_made(client: Client, issue: Issue) -> None:
    response = get(client, issue().pk, "text/csv")
    assert response.status_code == 406
    assert "as JSON, and as PNG, SVG or PDF" in words(response)
    assert get(client, uuid4(), "text/csv").status_code == 404
    assert get(client, f"{uuid4()}.pdf").status_code == 404


def test_the_json_is_the_signed_bytes_exactly(client: Client, issue: Issue) -> None:
    credential = issue()
    stored = bytes(credential.document or b"")
    response = get(client, f"{credential.pk}.json")
    assert response.content == get(client, credential.pk, "application/json").content == stored
    assert response.headers["Content-Type"] == "application/vc+ld+json"
    assert response.headers["Content-Disposition"] == 'inline; filename="weaving.json"'


@pytest.mark.parametrize(("form", "kind"), [("png", "image/png"), ("svg", "image/svg+xml")])
def test_pictures_carry_the_credential(client: Client, issue: Issue, form: str, kind: str) -> None:
    credential = issue()
    response = get(client, f"{credential.pk}.{form}")
    assert response.headers["Content-Type"] == kind
    assert unbake(response.content).text.encode() == bytes(credential.document or b"")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Disposition"] == f'inline; filename="weaving.{form}"'
    assert response.content == get(client, credential.pk, kind).content


def test_the_picture_for_previews_is_large_and_carries_nothing(
    client: Client, issue: Issue
) -> None:
    credential = issue()
    response = get(client, f"{credential.pk}/image.png")
    assert Image.open(BytesIO(response.content)).size == (1200, 1200)
    assert b"openbadgecredential" not in response.content
    page = get(client, credential.pk).content.decode()
    address = f"http://localhost:8000/c/{credential.pk}"
    assert f'<meta property="og:image" content="{address}/image.png">' in page
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<meta name="robots" content="noindex">' in page


@pytest.mark.parametrize("form", [".json", ".png", ".svg", ".pdf", "/image.png"])
def test_programs_of_any_origin_may_read_the_forms(client: Client, issue: Issue, form: str) -> None:
    response = get(client, f"{issue().pk}{form}")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_itself_is_for_no_other_origin(client: Client, issue: Issue) -> None:
    response = get(client, issue().pk)
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_who_has_it_already_is_told_so_in_a_line(client: Client, issue: Issue) -> None:
    credential = issue()
    for form in FORMS:
        path = f"{credential.pk}{form}"
        first = get(client, path)
        again = get(client, path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Cache-Control"] == "no-cache"
        assert get(client, path, **{"If-None-Match": '"other"'}).status_code == 200


def test_head_says_the_same_without_the_content(client: Client, issue: Issue) -> None:
    credential = issue()
    for form in FORMS:
        path = f"/c/{credential.pk}{form}"
        full, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag"):
            assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_at_these_addresses(client: Client, issue: Issue, method: str) -> None:
    credential = issue()
    for form in ("", ".json"):
        assert getattr(client, method)(f"/c/{credential.pk}{form}").status_code == 405


def a_reserved_credential(world: World) -> UUID:
    wanted = Wanted(key="2", email="ada@example.org", valid_from=NOON)
    (reserved,) = reserve(world.achievement, [wanted], at=NOON)
    return reserved.pk


@pytest.mark.parametrize("accept", [BROWSER, "application/json", "image/png"])
@pytest.mark.parametrize("form", FORMS)
def test_what_nobody_was_given_yet_is_answered_as_what_does_not_exist(
    client: Client, world: World, form: str, accept: str
) -> None:
    ids = (a_reserved_credential(world), uuid4())
    reserved, unknown = (get(client, f"{pk}{form}", accept) for pk in ids)
    assert reserved.status_code == unknown.status_code == 404
    said = [
        answer.content.replace(str(pk).encode(), b"")
        for answer, pk in zip((reserved, unknown), ids, strict=True)
    ]
    assert said[0] == said[1]
    assert dict(reserved.headers) == dict(unknown.headers)


def test_a_revocation_shows_at_once_though_the_page_was_kept(
    client: Client, world: World, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = issue()
    assert "Valid Every required check passed" in words(get(client, credential.pk))
    revoke(
        actor=world.owner,
        credential_id=credential.pk,
        reason="Issued in error",
        at=timezone.now(),
    )
    response = get(client, credential.pk)
    said = words(response)
    assert response.status_code == 200
    assert "Not valid The issuer revoked the credential." in said
    assert "Not revoked Failed" in said
    assert "Guild of Weavers revoked this credential on" in said
    assert "The reason given: Issued in error" in said
    assert "Revoked on" in said
    assert "Add to LinkedIn" not in said
    for form in (".json", ".png", ".svg", ".pdf"):
        assert get(client, f"{credential.pk}{form}").status_code == 200


def test_what_is_found_of_the_verify_page_is_revoked_at_once_too(
    client: Client, world: World, issue: Issue
) -> None:
    credential = issue()
    revoke(actor=world.owner, credential_id=credential.pk, reason="Error", at=timezone.now())
    document = bytes(credential.document or b"").decode()
    said = words(client.post("/verify", {"text": document}))
    assert "Not valid" in said
    assert "Not revoked Failed" in said


def test_an_expired_credential_says_so(client: Client, issue: Issue) -> None:
    credential = issue(valid_until=NOON - timedelta(days=100))
    said = words(get(client, credential.pk))
    assert "Expired on 15 August 2026" in said
    assert "Not valid The credential has expired." in said
    assert "Who vouches: known key, unlisted issuer. Guild of Weavers publishes its keys" in said
    assert "It signed this credential for a time that is over." in said


def test_skills_are_certified_while_it_is_in_force_and_levels_are_no_skills(
    client: Client, world: World, issue: Issue
) -> None:
    node = {"type": ["Alignment"], "targetFramework": "Crafts"}
    document = an_achievement(
        inLanguage="en",
        criteria={"narrative": "1. **Weave** an ell\n2. of [linen](https://guild.example/linen)"},
        alignment=[
            {
                **node,
                "targetType": "ext:ESCO",
                "targetName": "weave fabrics",
                "targetUrl": "http://data.europa.eu/esco/skill/1",
            },
            {
                **node,
                "targetType": "ext:EQF",
                "targetName": "EQF level 4",
                "targetUrl": "http://data.europa.eu/snb/eqf/4",
            },
        ],
    )
    achievement = define_achievement(
        actor=world.owner, organization=world.organization, document=document, at=NOON
    )
    credential = issue(achievement=achievement)
    response = get(client, credential.pk)
    said = words(response)
    assert "Skills it certifies weave fabrics Crafts (data.europa.eu) Certified" in said
    assert "Aligned with EQF level 4 Level of qualification Crafts (data.europa.eu)" in said
    assert said.count("Certified") == 1
    assert "Language English" in said
    assert '<ol dir="auto"><li><strong>Weave</strong> an ell</li>' in response.content.decode()
    revoke(actor=world.owner, credential_id=credential.pk, reason="Error", at=timezone.now())
    expired = issue(key="2", achievement=achievement, valid_until=NOON - timedelta(days=100))
    for pk in (credential.pk, expired.pk):
        said = words(get(client, pk))
        assert "Skills it was awarded for weave fabrics" in said
        assert "Certified" not in said
        assert "certifies" not in said


def test_the_page_says_when_it_was_checked_and_is_checked_anew_after_half_a_minute(
    client: Client, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = issue()
    calls: list[datetime] = []

    def noted(document: Any, *, at: datetime, resolver: Resolver) -> VerificationReport:
        calls.append(at)
        return checking.check(document, at=at, resolver=resolver)

    monkeypatch.setattr(credential_pages, "check", noted)
    now = timezone.now()
    for later_s in (0, 10, 29, 31, 40):
        monkeypatch.setattr(timezone, "now", partial(now.__add__, timedelta(seconds=later_s)))
        said = words(get(client, credential.pk))
        assert re.search(rf"Checked on .*{calls[-1]:%H:%M} UTC", said)
    assert calls == [now, now + timedelta(seconds=31)]


def test_what_is_kept_knows_nothing_of_who_looked_first(
    client: Client, world: World, issue: Issue
) -> None:
    credential = issue()
    client.force_login(world.owner)
    personal = get(client, credential.pk)
    assert "Account" in words(personal)
    assert personal.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in personal.headers
    public = get(Client(), credential.pk)
    assert "Sign in" in words(public)
    assert "Account" not in words(public)
    assert "Cookie" in public.headers["Vary"]
    client.logout()
    assert get(client, credential.pk).content == public.content


def test_light_or_dark_is_as_each_visitor_chose_it(
    client: Client, issue: Issue, settings: Any
) -> None:
    credential = issue()
    client.cookies[settings.THEME_COOKIE_NAME] = "dark"
    assert 'data-theme="dark"' in get(client, credential.pk).content.decode()
    assert "data-theme" not in get(Client(), credential.pk).content.decode()


def test_only_addresses_of_the_web_become_links(client: Client, world: World, issue: Issue) -> None:
    document = an_achievement(
        criteria={"id": "https://one.example/", "narrative": "<script>alert(1)</script>"},
        alignment=[
            {
                "type": ["Alignment"],
                "targetName": "Weaving <b>",
                "targetUrl": "https://two.example/",
            },
            {
                "type": ["Alignment"],
                "targetName": "Spinning",
                "targetUrl": "https://esco.example/1",
                "targetFramework": "ESCO",
            },
        ],
    )
    achievement = define_achievement(
        actor=world.owner, organization=world.organization, document=document, at=NOON
    )
    # Such addresses are not published any more; a document from before may name them.
    stored = bytes(achievement.document).replace(b"https://one.example/", b"javascript:alert(1)")
    stored = stored.replace(b"https://two.example/", b"data:text/html,x")
    Achievement.objects.filter(pk=achievement.pk).update(document=stored)
    page = get(client, issue(achievement=achievement).pk).content.decode()
    assert "one.example" not in page
    hrefs = re.findall(r'href="([^"]*)"', page)
    schemes = {href.partition(":")[0] for href in hrefs if re.match(r"[a-z]+:", href)}
    assert schemes <= {"http", "https", "mailto"}
    assert "<script>alert" not in page
    assert "Weaving &lt;b&gt;" in page
    assert 'href="https://esco.example/1"' in page
    assert "ESCO (esco.example)" in page


def test_evidence_is_pointed_at_and_only_on_the_web(client: Client, issue: Issue) -> None:
    evidence = (
        Evidence(id="https://guild.example/ells/1", name="The ell", narrative="Woven in May."),
        Evidence(id="data:text/html,x", name="A drawing"),
    )
    response = get(client, issue(evidence=evidence).pk)
    said = words(response)
    assert "The ell Woven in May. Look at it leads to guild.example" in said
    assert "A drawing Nothing on the Web is named to look at." in said
    link = 'href="https://guild.example/ells/1" rel="external nofollow noopener noreferrer"'
    assert link in response.content.decode()
    assert "data:text/html" not in response.content.decode()


def test_results_and_what_is_not_declared_are_shown(
    client: Client, world: World, issue: Issue
) -> None:
    document = an_achievement(
        resultDescription=[
            {
                "id": "https://guild.example/r/1",
                "type": ["ResultDescription"],
                "name": "Quiz",
                "resultType": "Percent",
                "requiredValue": "80",
            }
        ]
    )
    achievement = define_achievement(
        actor=world.owner, organization=world.organization, document=document, at=NOON
    )
    said = words(get(client, issue(achievement=achievement).pk))
    assert "Result Needed to pass Reached Quiz Per cent 80 % Not recorded" in said
    assert "Field of study Not declared" in said


def test_sharing_is_done_by_ordinary_links(client: Client, issue: Issue) -> None:
    credential = issue()
    page = get(client, credential.pk).content.decode()
    assert 'href="mailto:?subject=Weaving%2C%20Guild%20of%20Weavers&amp;body=' in page
    assert (
        "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&amp;name=Weaving" in page
    )
    assert "<script" not in page


def test_a_registry_of_trusted_issuers_changes_who_vouches(
    client: Client, issue: Issue, tmp_path: Any, settings: Any
) -> None:
    credential = issue()
    issuer = json.loads(bytes(credential.document or b""))["issuer"]["id"]
    registry = tmp_path / "registry.json"
    registry.write_text(json.dumps({"issuers": [{"id": issuer, "name": "The Weavers"}]}))
    settings.LAUREA_TRUST_REGISTRY = registry
    assert "Who vouches: trusted issuer" in words(get(client, credential.pk))


def test_no_page_and_no_form_asks_the_internet(
    client: Client, issue: Issue, internet: MemoryResolver
) -> None:
    credential = issue()
    for form in FORMS:
        get(client, f"{credential.pk}{form}")
    assert internet.asked == []
    assert credential.state == CredentialState.ISSUED
    assert isinstance(credential, Credential)


@pytest.mark.parametrize(("value", "is_short"), [("12", True), ("94", False)])
def test_a_result_below_what_was_asked_says_so_beside_the_verdict(
    client: Client, world: World, issue: Issue, *, value: str, is_short: bool
) -> None:
    document = an_achievement(
        resultDescription=[
            {
                "id": "https://guild.example/r/1",
                "type": ["ResultDescription"],
                "name": "Quiz",
                "resultType": "Percent",
                "requiredValue": "60",
            }
        ],
        alignment=[
            {
                "type": ["Alignment"],
                "targetName": "Carding",
                "targetUrl": "https://skills.example/1",
                "targetType": "ceasn:Competency",
            }
        ],
    )
    achievement = define_achievement(
        actor=world.owner, organization=world.organization, document=document, at=NOON
    )
    awarded = issue(achievement=achievement, results=(("Quiz", value),), on_purpose=True)
    said = words(get(client, awarded.pk))
    assert f"Quiz Per cent 60 % {value} %" in said
    sentence = "A result is below what was asked; awarded on purpose by the issuer."
    assert (sentence in said) is is_short
    assert ("Below what was asked; awarded on purpose by the issuer" in said) is is_short
    sent = {"text": bytes(awarded.document or b"").decode()}
    checked = words(client.post(reverse("verify"), sent))
    assert ("A result is below what was asked; the issuer awarded it all the same." in checked) is (
        is_short
    )
    assert ("Skills it certifies" in said) is not is_short
