"""From bytes as they were received to a credential: JSON, a token, a picture or PDF with one.

What the bytes are is seen from themselves and never from a name. Nothing of the credential is
checked here. What is a credential of a kind that is not read here is refused by its name.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from laurea.credentials.baking import image_kind, unbake
from laurea.credentials.baking.baked import media_invalid, no_credential
from laurea.credentials.baking.pdf import attachments, is_pdf
from laurea.credentials.document import read_object
from laurea.credentials.errors import LaureaError, LimitExceeded, MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import FORMAT_UNKNOWN, LIMIT, PARSING, Problem
from laurea.credentials.proofs.envelopes import as_enveloped, is_token, open_token, token_of
from laurea.credentials.proofs.jades import is_jades, open_jades
from laurea.credentials.properties import is_compact_jws
from laurea.credentials.wire.blockcerts_1 import is_blockcert_1
from laurea.credentials.wire.detect import detect_format
from laurea.credentials.wire.elm import without_delivery
from laurea.credentials.wire.kinds import is_absolute_iri
from laurea.credentials.wire.ob2 import reference

_WHITESPACE: Final = b" \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"
_NOT_READ: Final = {
    "enveloped": "This is an envelope inside an envelope, which is not opened.",
    "blockcerts1": "This is a part of a Blockcert of version 1, or one of version 1.1, which is "
    "not read here. Version 1.2 is read as a whole, with its receipt.",
    "unknown": 'The "type" names no credential of Open Badges 3.0 or of the W3C.',
}
_COSE: Final = b"\xd2\x84"
"""How a COSE_Sign1 begins; in base64 that is `0oR`."""
_OTHER_FILES: Final = (
    (b"PK\x03\x04", "a ZIP archive, or a document of an office program"),
    (b"\x1f\x8b", "a GZIP archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture, or a sound or film"),
)


Carrier: TypeAlias = Literal["png", "svg", "pdf"]
"""What may carry a credential."""


@dataclass(frozen=True, slots=True)
class Received:
    """A credential as it was found; nothing of it is checked yet.

    `document` is its JSON, as `verify` takes it, and `format` what it claims to be
    (`detect_format`). A token stands there as the `EnvelopedVerifiableCredential` that it is in
    JSON, with the format of what is inside. An assertion of Open Badges 1 or 2 may be no more
    than its address. `picture` is the kind of picture that carried it, `pdf` for a document, or
    None, and `token` the signed token that was found, or None.
    """

    document: dict[str, Any]
    format: str
    picture: Carrier | None = None
    token: str | None = None

    def credential(self, *, limits: Limits = DEFAULT_LIMITS) -> dict[str, Any]:
        """Return what the credential says: the document itself, or what lies in the token."""
        if is_jades(self.document):
            return open_jades(self.document, limits=limits).document
        if self.token is None:
            return self.document
        return open_token(self.token, limits=limits).document


def read_received(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Received:
    """Return the credential that a file, or a text, is or carries.

    Args:
        content: all of it, from anybody: JSON, a signed token, a PNG or SVG picture with a
            credential, or a PDF to which one is attached.
        limits: the limits in force.

    Raises:
        MalformedDocument: `format-unknown`: of a kind that is not read here, and which;
            `no-credential` and `media-invalid`: the picture or PDF carries none, or is damaged;
            `parsing` and `duplicate-key`: not JSON that can be read without doubt.
        LimitExceeded: larger or deeper than `limits` allow.

    >>> read_received(b"eyJhbGciOiJFZERTQSJ9.e30.c2ln")  # a token about nothing
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: This is not a credential of a known format: ...
    """
    start = content[:1024].removeprefix(_BOM).lstrip(_WHITESPACE)
    if not start and not content.strip(_WHITESPACE):
        raise MalformedDocument(Problem(PARSING, "There is nothing in it."))
    if is_pdf(content):
        return _attached(content, limits)
    if not start.startswith((b"\x89PNG", b"<")):
        return _read_text(content, limits=limits)
    baked = unbake(content, limits=limits)
    if baked.text.lstrip()[:1] not in ("{", "[") and not is_compact_jws(baked.text.strip()):
        return _referred(baked.text.strip(), image_kind(content))
    return _read_text(baked.text.encode(), image_kind(content), limits)


def _attached(content: bytes, limits: Limits) -> Received:
    """Return the one credential that is attached to a PDF; other attachments are passed over."""
    found: list[Received] = []
    refusals: list[LaureaError] = []
    for one in attachments(content, limits=limits):
        text = one.removeprefix(_BOM).lstrip(_WHITESPACE)
        if text.startswith((b"{", b"ey")):
            try:
                found.append(_read_text(one, "pdf", limits))
            except LaureaError as refusal:
                refusals.append(refusal)
    if len(found) > 1:
        raise media_invalid(
            f"The PDF carries {len(found)} credentials, and only one is allowed. "
            "Save the one that is meant, and verify that."
        )
    if found:
        return found[0]
    if len(refusals) == 1:
        raise refusals[0]
    raise no_credential("No credential is attached to this PDF.")


def _referred(address: str, picture: Literal["png", "svg"]) -> Received:
    """Return an assertion that gives nothing but the address that a picture carries."""
    if not is_absolute_iri(address) or not address.lower().startswith(("https://", "http://")):
        raise _not_read("The picture carries neither a credential nor the address of one.")
    document = reference(address)
    return Received(document, detect_format(document), picture)


def _read_text(
    content: bytes, picture: Carrier | None = None, limits: Limits = DEFAULT_LIMITS
) -> Received:
    for beginning, kind in _OTHER_FILES:
        if content.startswith(beginning):
            raise _not_read(
                f"This is {kind}. Credentials come as JSON or as a signed token, in a PNG or "
                "SVG picture, or attached to a PDF."
            )
    token = _token(content, limits)
    if token is not None:
        return _received_token(token, picture, limits)
    document = without_delivery(read_object(content, limits=limits))
    is_sealed = is_jades(document)
    inside = open_jades(document, limits=limits).document if is_sealed else document
    found = detect_format(inside)
    if found == "enveloped" and not is_sealed:
        return _received_token(token_of(document), picture, limits)
    if found in _NOT_READ and not is_blockcert_1(inside):
        raise _not_read(_NOT_READ[found])
    return Received(document, found, picture)


def _token(content: bytes, limits: Limits) -> str | None:
    text = content.strip(_WHITESPACE)
    if content.startswith(_COSE):
        text = b64encode(content[: limits.document_bytes])
    if not text.startswith((b"ey", b"0oR")) or not text.isascii():
        return None
    if not is_token(text.decode("ascii")):
        return None
    if len(text) > limits.document_bytes:
        detail = f"The token is longer than {limits.document_bytes:,} characters."
        raise LimitExceeded(Problem(LIMIT, detail))
    return text.decode("ascii")


def _received_token(token: str, picture: Carrier | None, limits: Limits) -> Received:
    """Return a token as the JSON that stands for it, once it is known to hold a credential."""
    inside = open_token(token, limits=limits).document
    found = detect_format(inside)
    if found in _NOT_READ:
        raise _not_read(f"This is a signed token, and no credential is in it: {_NOT_READ[found]}")
    document = as_enveloped(token, is_presentation=found == "presentation")
    return Received(document, found, picture, token)


def _not_read(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
