"""What somebody sent to be checked: a file, a text or an address, turned into a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from laurea.credentials.baking import unbake
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import FORMAT_UNKNOWN, LIMIT, MISSING_VALUE, Problem
from laurea.credentials.properties import is_compact_jws

_ACCEPT: Final = (
    "application/vc+ld+json, application/ld+json, application/json, image/png, image/svg+xml"
)
_PICTURES: Final = (b"\x89PNG", b"<")
_LONGEST_ADDRESS: Final = 4_000


@dataclass(frozen=True, slots=True)
class Submitted:
    """What is to be checked: what it is called on the page, and its bytes as received."""

    name: str
    content: bytes


def from_text(text: str, *, resolver: Resolver) -> Submitted:
    """Return what a pasted text stands for: itself, or what is at the address it is.

    Raises:
        MalformedDocument: there is no text.
        Unavailable, NotFound: the address does not give the document.
    """
    text = text.strip()
    if not text:
        detail = "Choose a file, or paste the credential or its address."
        raise MalformedDocument(Problem(MISSING_VALUE, detail))
    if len(text) <= _LONGEST_ADDRESS and text.lower().startswith(("https://", "http://")):
        content = resolver.fetch(text, accept=_ACCEPT, max_bytes=DEFAULT_LIMITS.document_bytes)
        return Submitted(text, content)
    return Submitted("", text.encode("utf-8", "surrogatepass"))


def from_file(name: str, content: bytes) -> Submitted:
    """Return what an uploaded file stands for.

    Raises:
        LimitExceeded: it is larger than the largest picture.
    """
    if len(content) > DEFAULT_LIMITS.image_bytes:
        detail = f"The file is larger than {DEFAULT_LIMITS.image_bytes:,} bytes."
        raise LimitExceeded(Problem(LIMIT, detail))
    return Submitted(name, content)


def credential_in(submitted: Submitted) -> bytes:
    """Return the credential inside: the document itself, or what a picture carries.

    Raises:
        MalformedDocument: there is none, or it is of a kind that is not checked here.
        LimitExceeded: a picture or what it carries is too large.
    """
    content = submitted.content
    beginning = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(_PICTURES):
        content = unbake(content).text.encode("utf-8", "surrogatepass")
    if is_compact_jws(content.decode("utf-8", "replace").strip()):
        detail = "It is a credential in the form of a token (JWT). Those are not checked here yet."
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
    return content
