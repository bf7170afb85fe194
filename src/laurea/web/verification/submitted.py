"""What somebody sent to be checked: files, a text or an address, turned into documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from laurea.credentials.baking import unbake
from laurea.credentials.document import read_object
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import (
    FORMAT_UNKNOWN,
    LIMIT,
    NO_CREDENTIAL,
    Problem,
)
from laurea.credentials.proofs.envelopes import is_token
from laurea.credentials.received import Received, read_received
from laurea.credentials.wire.detect import detect_format
from laurea.integrations.qr_codes import is_photograph, read_qr_codes
from laurea.web.issuing.addresses import address_with, own_credential
from laurea.web.verification.unreadable import demand_known_form, demand_something

_ACCEPT: Final = (
    "application/vc+ld+json, application/vc, application/ld+json, application/json,"
    " application/vc+jwt, application/vp+jwt, application/jwt, image/png, image/svg+xml,"
    " application/pdf"
)
_PNG: Final = b"\x89PNG"
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
    demand_something(text)
    if _is_address(text):
        own = own_credential(text)
        address = text if own is None else address_with(own)
        content = resolver.fetch(address, accept=_ACCEPT, max_bytes=DEFAULT_LIMITS.image_bytes)
        return Submitted(text, content)
    return Submitted("", text.encode("utf-8", "surrogatepass"))


def from_file(name: str, content: bytes, *, resolver: Resolver) -> Submitted:
    """Return what an uploaded file stands for: itself, or what the QR code in a photograph says.

    Raises:
        LimitExceeded: it is larger than the largest picture.
        MalformedDocument: it is a photograph in which there is no code, or more than one.
        Unavailable, NotFound: the address in the code does not give the document.
    """
    if len(content) > DEFAULT_LIMITS.image_bytes:
        most_mb, found_mb = (size / 2**20 for size in (DEFAULT_LIMITS.image_bytes, len(content)))
        detail = (
            f"The file has {found_mb:.1f} MB, which is larger than the {most_mb:.0f} MB that are"
            " read. Ask for the credential as the issuer made it, or paste its link."
        )
        raise LimitExceeded(Problem(LIMIT, detail))
    if not is_photograph(content) or _carries_something(content):
        return Submitted(name, content)
    found = from_text(_code_in(content), resolver=resolver)
    return Submitted(name or found.name, found.content)


def credential_in(submitted: Submitted) -> Received:
    """Return the credential inside: a document, a token, or what a picture or a PDF carries.

    JSON of which nothing is known is returned as well: what is missing in it is said check by
    check.

    Raises:
        MalformedDocument: there is none, or it is of a kind that is not read here.
        LimitExceeded: it, or what carries it, is too large.
    """
    try:
        return read_received(submitted.content)
    except MalformedDocument as refusal:
        demand_known_form(submitted.content)
        if refusal.problem.type is FORMAT_UNKNOWN and _is_object(submitted.content):
            document = read_object(submitted.content)
            if detect_format(document) == "unknown":
                return Received(document, "unknown")
        raise


def _is_object(content: bytes) -> bool:
    return content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _is_address(text: str) -> bool:
    if len(text) > _LONGEST_ADDRESS:
        return False
    return text.lower().startswith(("https://", "http://")) or own_credential(text) is not None


def _carries_something(content: bytes) -> bool:
    """Say whether a PNG is more than a photograph: it carries a credential, or is damaged."""
    if not content.startswith(_PNG):
        return False
    try:
        unbake(content)
    except MalformedDocument as error:
        return error.problem.type is not NO_CREDENTIAL
    return True


def _code_in(content: bytes) -> str:
    texts = read_qr_codes(content)
    usable = [text for text in texts if _is_usable(text.strip())]
    if len(usable) == 1:
        return usable[0]
    if usable:
        detail = "The picture shows several QR codes. Take one that shows a single code."
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
    if texts:
        detail = "The QR code in the picture holds neither an address nor a credential."
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
    detail = (
        "The picture carries no credential, and no QR code was found in it. If it is a photograph"
        " of a code, take it again, nearer and sharp."
    )
    raise MalformedDocument(Problem(NO_CREDENTIAL, detail))


def _is_usable(text: str) -> bool:
    return text.startswith("{") or is_token(text) or _is_address(text)
