"""How each peer is asked whether it reads what was made here."""

from __future__ import annotations

import json
import subprocess
import warnings
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
from openbadgeslib.ob3.eudi import verify_badge_sd_jwt
from openvc import verify_credential
from openvc.errors import OpenvcError
from sd_jwt.verifier import SDJWTVerifier

from laurea.credentials.canon import contexts
from laurea.credentials.canon.contexts import known_contexts
from laurea.credentials.keys.public_key import KeyKind
from tests.interop.formats import STATUS, STATUS_TOKEN, Made
from tests.interop.peers import BAZAAR, DCC, FOLDER, OPENVC, Document, judge, written

OPENBADGESLIB = "openbadgeslib"
JOSE = "jose"
JOSERFC = "joserfc"
SD_JWT = "sd-jwt"

Answers = list[str | None]
"""For each file, None where the peer takes it for true, or what it says against it."""

Reads = Callable[[Made, Sequence[bytes]], Answers]

REGISTRY = jws.JWSRegistry(algorithms=["EdDSA", "ES256", "ES384", "RS256"])
REGISTRY.max_header_length = 4_096  # the did:key of an RSA key is longer than the peer expects


def ask_node(script: str, questions: Iterable[Document], *, at_once: bool) -> list[Document]:
    """Put questions to a script of ours around a peer; each run answers all of them."""
    folder = files(contexts)
    paths = {url: str(folder / copy.file) for url, copy in known_contexts().items()}
    batch = {"contexts": paths, "requests": list(questions)}
    lines = [batch] if at_once else batch["requests"]
    done = subprocess.run(
        ["node", script],
        cwd=FOLDER,
        input="\n".join(json.dumps(line) for line in lines),
        capture_output=True,
        text=True,
        check=True,
    )
    if at_once:
        found: list[Document] = json.loads(done.stdout)
        return found
    return [json.loads(line) for line in done.stdout.splitlines()]


def _bazaar(made: Made, contents: Sequence[bytes]) -> Answers:
    if made.web:
        return _judged(BAZAAR, made, contents)
    questions = [
        {"operation": "verify", "suite": made.suite, "document": json.loads(content)}
        for content in contents
    ]
    answers = ask_node("suites_peer.mjs", questions, at_once=True)
    return [None if each["verified"] else str(each["error"]) for each in answers]


def _judged(peer: str, made: Made, contents: Sequence[bytes]) -> Answers:
    documents = [json.loads(content) for content in contents]
    return [None if each.verified else str(each.error) for each in judge(peer, documents, made.web)]


def _dcc(made: Made, contents: Sequence[bytes]) -> Answers:
    return _judged(DCC, made, contents)


def _openvc(made: Made, contents: Sequence[bytes]) -> Answers:
    if contents[0].startswith(b"{"):
        return _judged(OPENVC, made, contents)
    return [_caught(OpenvcError, verify_credential, content.decode()) for content in contents]


def _caught(family: type[Exception], work: Callable[..., Any], *arguments: Any) -> str | None:
    """Return None where the work is done, or what it was refused with."""
    try:
        work(*arguments)
    except family as error:
        return f"{type(error).__name__}: {error}"
    return None


def _openbadgeslib(made: Made, contents: Sequence[bytes]) -> Answers:
    def verify(content: bytes) -> None:
        text = _taken_out(content)
        if "~" in text:
            verify_badge_sd_jwt(text, pubkey_pem=made.key.public_pem)
        elif text.startswith("{"):
            OB3LdpVerifier().verify(
                text,
                check_status=bool(made.web),
                download=lambda url, **_: written(made.web[url]).encode(),
            )
        else:
            OB3Verifier(made.key.public_pem).verify(text)

    return [_caught(LibOpenBadgesException, verify, content) for content in contents]


def _taken_out(content: bytes) -> str:
    if content.startswith(b"\x89PNG"):
        return str(OB3Verifier.extract_token_from_png(content))
    if content.startswith(b"<"):
        return str(OB3Verifier.extract_token_from_svg(content))
    return content.decode()


def _jose(made: Made, contents: Sequence[bytes]) -> Answers:
    question = {"operation": "verify", "jwk": made.key.public_jwk, "algorithm": made.suite}
    questions = [question | {"token": content.decode()} for content in contents]
    answers = ask_node("jose_peer.mjs", questions, at_once=False)
    return [each.get("error") for each in answers]


def joserfc_key(kind: KeyKind, pem: bytes) -> OKPKey | ECKey | RSAKey:
    """Return a key as the peer holds it."""
    if kind is KeyKind.ED25519:
        return OKPKey.import_key(pem)
    return (RSAKey if kind is KeyKind.RSA else ECKey).import_key(pem)


def _joserfc(made: Made, contents: Sequence[bytes]) -> Answers:
    key = joserfc_key(made.kind, made.key.public_pem)

    def verify(content: bytes) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # RFC 9864 has another name for EdDSA
            jws.deserialize_compact(content.decode(), key, registry=REGISTRY)

    return [_caught(JoseError, verify, content) for content in contents]


def _sd_jwt(made: Made, contents: Sequence[bytes]) -> Answers:
    key = JWK.from_pem(made.key.public_pem)

    def verify(content: bytes) -> None:
        found = SDJWTVerifier(content.decode(), lambda *_: key).get_verified_payload()
        assert found["name"] == "Erste Hilfe", "a disclosure was not put in its place"

    return [_caught(JWException, verify, content) for content in contents]


READERS: dict[str, Reads] = {
    DCC: _dcc,
    BAZAAR: _bazaar,
    OPENVC: _openvc,
    OPENBADGESLIB: _openbadgeslib,
    JOSE: _jose,
    JOSERFC: _joserfc,
    SD_JWT: _sd_jwt,
}
_DOCUMENTS = frozenset({"eddsa-rdfc-2022", STATUS})
_SUITES = frozenset(
    {
        *("eddsa-jcs-2022", "ecdsa-rdfc-2019, P-256", "ecdsa-rdfc-2019, P-384"),
        *("ecdsa-jcs-2019, P-256", "ecdsa-jcs-2019, P-384", "ecdsa-sd-2023, derived"),
    }
)
_TOKENS = frozenset({"VC-JWT, EdDSA", "VC-JWT, ES256", "VC-JWT, ES384", "VC-JWT, RS256"})
_SELECTIVE = frozenset({"SD-JWT (`vc+sd-jwt`), ES256"})
_PICTURES = frozenset(
    f"{what}, {inside} inside"
    for what in ("PNG", "SVG")
    for inside in ("eddsa-rdfc-2022", "VC-JWT, ES256")
)
CLAIMED: dict[str, frozenset[str]] = {
    DCC: _DOCUMENTS,
    BAZAAR: _DOCUMENTS | _SUITES,
    OPENVC: _DOCUMENTS | _SUITES | _TOKENS | _SELECTIVE | {STATUS_TOKEN},
    OPENBADGESLIB: _DOCUMENTS
    | {"ecdsa-sd-2023, derived", STATUS_TOKEN}
    | _TOKENS
    | _SELECTIVE
    | _PICTURES,
    JOSE: _TOKENS,
    JOSERFC: _TOKENS,
    SD_JWT: _SELECTIVE,
}
"""The rows for which each peer offers something; there it is asked, and answers yes or no."""
