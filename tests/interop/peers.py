"""Other people's verifiers and issuers, run without a network and asked in batches.

Two run in Node behind `peers.mjs`, one is a Python library. Each is given a `web`: the documents
that stand under addresses, such as status lists. Whatever else a peer asks for is refused. Our
own verifier answers in the same form, so that a test can put one question to all.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openvc import verify_credential
from openvc.did.base import DidResolutionError, DidResolverRegistry
from openvc.did.did_key import DidKeyResolver
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.keys import Ed25519SigningKey
from openvc.multibase import encode_multibase
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.resolvers import default_status_list_resolver

from laurea.credentials.canon import contexts
from laurea.credentials.canon.contexts import known_contexts, load_context
from laurea.credentials.errors import NotFound
from laurea.credentials.problems import NOT_FOUND, Problem
from laurea.credentials.report import Verdict
from laurea.credentials.verify import verify

FOLDER = Path(__file__).parent
BAZAAR = "@digitalbazaar/vc"
DCC = "@digitalcredentials/verifier-core"
OPENVC = "openvc-core"
PEERS = (BAZAAR, DCC, OPENVC)
LAUREA = "laurea"
EVERYBODY = (*PEERS, LAUREA)

SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
"""Where 1EdTech publishes the schema that some peers ask for, or name."""

Document = dict[str, Any]
Web = Mapping[str, Document | str]
"""What stands under addresses: JSON, or a token."""


def written(content: Document | str) -> str:
    """Return what stands under an address as text."""
    return content if isinstance(content, str) else json.dumps(content)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one peer says of one credential.

    `steps` are the peer's own names of what it checked; `asked` are the addresses it wanted
    and was refused.
    """

    verified: bool
    error: str | None
    steps: Mapping[str, bool]
    asked: tuple[str, ...]


def judge(peer: str, documents: Iterable[Document], web: Web) -> list[Judgement]:
    """Return what `peer` says of each document."""
    if peer == LAUREA:
        return [_own_judgement(document, web) for document in documents]
    if peer == OPENVC:
        verifier = _OpenvcVerifier(web)
        return [verifier.judgement(document) for document in documents]
    request = {"peer": peer, "operation": "verify", "web": dict(web)}
    answers = [_ask_node({**request, "document": document}) for document in documents]
    return [
        Judgement(each["verified"], each["error"], each["steps"], tuple(each["asked"]))
        for each in answers
    ]


def issue(peer: str, credential: Document, seed: bytes) -> Document:
    """Return `credential` signed by `peer` with the Ed25519 key of `seed`, named as did:key."""
    if peer == OPENVC:
        return _openvc_issue(credential, seed)
    request = {"peer": peer, "operation": "issue", "web": {}, "seed": seed.hex()}
    document: Document = _ask_node({**request, "document": credential})["document"]
    return document


@cache
def _node() -> subprocess.Popen[str]:
    """The process behind `peers.mjs`, started when it is first needed."""
    process = subprocess.Popen(
        ["node", "peers.mjs"],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    folder = files(contexts)
    _write(process, {url: str(folder / copy.file) for url, copy in known_contexts().items()})
    return process


def stop_node() -> None:
    """End the process behind `peers.mjs`, if it was started."""
    if _node.cache_info().currsize:
        _node().communicate()
        _node.cache_clear()


def _write(process: subprocess.Popen[str], line: Mapping[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(line) + "\n")
    process.stdin.flush()


def _ask_node(request: Document) -> Document:
    process = _node()
    _write(process, request)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "The Node process of the peers ended."
    answer: Document = json.loads(line)
    return answer


def _own_judgement(document: Document, web: Web) -> Judgement:
    resolver = WebResolver(web, [])
    report = verify(document, at=datetime.now(UTC), resolver=resolver)
    return Judgement(
        verified=report.verdict is Verdict.VALID,
        error="; ".join(f"{each.type.slug}: {each.detail}" for each in report.problems()) or None,
        steps={check.name: check.outcome.value == "passed" for check in report.checks},
        asked=tuple(resolver.asked),
    )


@dataclass(frozen=True, slots=True)
class WebResolver:
    """A Web of our own; `asked` keeps the addresses where nothing stands."""

    web: Web
    asked: list[str]

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Answer with what stands at an address."""
        if url not in self.web:
            self.asked.append(url)
            raise NotFound(Problem(NOT_FOUND, f"There is nothing at {url}."))
        return written(self.web[url]).encode()


# openvc brings its own copy of the Verifiable Credentials context and is not given ours.
EXTRA_CONTEXTS = {
    url: load_context(url)
    for url in known_contexts()
    if url != "https://www.w3.org/ns/credentials/v2"
}


class _OpenvcVerifier:
    """openvc over one web; it reads each status list once."""

    def __init__(self, web: Web) -> None:
        self._web = web
        self._asked: list[str] = []
        self._keys = DidResolverRegistry([DidKeyResolver(), DidWebResolver(self._fetched)])
        self._lists: Callable[[str], Document] = cache(
            default_status_list_resolver(
                resolver=self._keys,
                extra_contexts=EXTRA_CONTEXTS,
                fetch=lambda url, **_: written(self._found(url)),
            )
        )

    def _found(self, url: str) -> Document | str:
        if url not in self._web:
            self._asked.append(url)
            raise DidResolutionError(f"no network: {url}")
        return self._web[url]

    def _fetched(self, url: str) -> Document:
        found = self._found(url)
        assert isinstance(found, dict), "a key document is no token"
        return found

    def judgement(self, document: Document) -> Judgement:
        self._asked.clear()
        error = None
        try:
            verify_credential(
                document,
                resolver=self._keys,
                resolve_status_list=self._lists,
                extra_contexts=EXTRA_CONTEXTS,
            )
        except OpenvcError as refusal:
            error = f"{type(refusal).__name__}: {refusal}"
        return Judgement(error is None, error, {}, tuple(self._asked))


def _openvc_issue(credential: Document, seed: bytes) -> Document:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    name = encode_multibase(b"\xed\x01" + private.public_key().public_bytes_raw())
    did = f"did:key:{name}"
    method = f"{did}#{name}"
    unsigned = credential | {"issuer": credential["issuer"] | {"id": did}}
    secured: Document = DataIntegrityProofSuite().add_proof(
        unsigned,
        signing_key=Ed25519SigningKey(private, method),
        verification_method=method,
        extra_contexts=EXTRA_CONTEXTS,
    )
    return secured
