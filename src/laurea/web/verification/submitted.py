"""What somebody sent to be checked: files, a text or an address, turned into documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from laurea.credentials.baking import unbake
from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS
from laurea.credentials.ports import Resolver
from laurea.credentials.problems import (
    FORMAT_UNKNOWN,
    LIMIT,
    NO_CREDENTIAL,
    Problem,
)
from laurea.credentials.properties import is_compact_jws
from laurea.integrations.qr_codes import is_photograph, read_qr_codes
from laurea.web.issuing.addresses import address_with, own_credential
from laurea.web.verification.unreadable import demand_json_or_picture, demand_something

_ACCEPT: Final = (
    "application/vc+ld+json, application/ld+json, application/json, image/png, image/svg+xml"
)
_PNG: Final = b"\x89PNG"
_PICTURES: Final = (_PNG, b"<")
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
        content = resolver.fetch(address, accept=_ACCEPT, max_bytes=DEFAULT_LIMITS.document_bytes)
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


def credential_in(submitted: Submitted) -> bytes:
    """Return the credential inside: the document itself, or what a picture carries.

    Raises:
        MalformedDocument: there is none, or it is of a kind that is not checked here.
        LimitExceeded: a picture or what it carries is too large.
    """
    content = submitted.content
    if not is_compact_jws(content.decode("utf-8", "replace").strip()):
        demand_json_or_picture(content)
    beginning = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(_PICTURES):
        content = unbake(content).text.encode("utf-8", "surrogatepass")
    if is_compact_jws(content.decode("utf-8", "replace").strip()):
        detail = "It is a credential in the form of a token (JWT). Those are not checked here yet."
        raise MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
    return content


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
    usable = [text for text in texts if _is_address(text.strip()) or text.lstrip().startswith("{")]
    if len(usable) == 1:
        return usable[0]
    if usable:
        detail = "The picture shows several QR codes. Take one that shows a single code."
    elif texts:
        detail = "The QR code in the picture holds neither an address nor a credential."
    else:
        detail = (
            "The picture carries no credential, and no QR code was found in it. Send the file as"
            " you received it, or take the picture again, nearer and sharp."
        )
    raise MalformedDocument(Problem(NO_CREDENTIAL, detail))
