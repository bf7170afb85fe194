"""From bytes as they were received to a credential: JSON, or a picture that carries one.

What the bytes are is seen from themselves and never from a name. Nothing of the credential is
checked here. What is a credential of a kind that is not read here is refused by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from laurea.credentials.baking import image_kind, unbake
from laurea.credentials.document import read_object
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import FORMAT_UNKNOWN, PARSING, Problem
from laurea.credentials.properties import is_compact_jws
from laurea.credentials.wire.detect import detect_format

_WHITESPACE: Final = b" \t\r\n"
_BOM: Final = b"\xef\xbb\xbf"
_NOT_READ: Final = {
    "ob2-assertion": "This is an assertion of Open Badges 2.0, a format that is not read here yet.",
    "enveloped": "This is a credential in an envelope: a token inside JSON. Tokens are not read "
    "here yet.",
    "presentation": "This is a presentation, a format that is not read here yet. Give the "
    "credential inside.",
    "unknown": 'The "type" names no credential of Open Badges 3.0 or of the W3C.',
}
_OTHER_FILES: Final = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive, or a document of an office program"),
    (b"\x1f\x8b", "a GZIP archive"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture, or a sound or film"),
)


@dataclass(frozen=True, slots=True)
class Received:
    """A credential as it was found; nothing of it is checked yet.

    `document` is its JSON and `format` what it claims to be (`detect_format`). `picture` is the
    kind of picture that carried it, or None.
    """

    document: dict[str, Any]
    format: str
    picture: Literal["png", "svg"] | None = None


def read_received(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Received:
    """Return the credential that a file, or a text, is or carries.

    Args:
        content: all of it, from anybody: JSON, or a PNG or SVG picture with a credential.
        limits: the limits in force.

    Raises:
        MalformedDocument: `format-unknown`: of a kind that is not read here, and which;
            `no-credential` and `media-invalid`: the picture carries none, or is damaged;
            `parsing` and `duplicate-key`: not JSON that can be read without doubt.
        LimitExceeded: larger or deeper than `limits` allow.

    >>> read_received(b"eyJhbGciOiJFZERTQSJ9.e30.c2ln")
    Traceback (most recent call last):
    ...
    laurea.credentials.errors.MalformedDocument: This is not a credential of a known format: ...
    """
    start = content[:1024].removeprefix(_BOM).lstrip(_WHITESPACE)
    if not start and not content.strip(_WHITESPACE):
        raise MalformedDocument(Problem(PARSING, "There is nothing in it."))
    if not start.startswith((b"\x89PNG", b"<")):
        return _read_text(content, limits=limits)
    baked = unbake(content, limits=limits)
    if baked.text.lstrip()[:1] not in ("{", "[") and not is_compact_jws(baked.text.strip()):
        raise _not_read(
            "The picture carries an address of Open Badges 1 or 2, not the credential itself. "
            "Such badges are not read here yet."
        )
    return _read_text(baked.text.encode(), image_kind(content), limits)


def _read_text(
    content: bytes, picture: Literal["png", "svg"] | None = None, limits: Limits = DEFAULT_LIMITS
) -> Received:
    for beginning, kind in _OTHER_FILES:
        if content.startswith(beginning):
            raise _not_read(
                f"This is {kind}. Credentials come as JSON, or inside a PNG or SVG picture."
            )
    _refuse_token(content[: limits.document_bytes])
    document = read_object(content, limits=limits)
    found = detect_format(document)
    if found in _NOT_READ:
        raise _not_read(_NOT_READ[found])
    return Received(document, found, picture)


def _refuse_token(content: bytes) -> None:
    text = content.strip(_WHITESPACE)
    token, tilde, _ = text.partition(b"~")
    if token.startswith(b"ey") and token.isascii() and is_compact_jws(token.decode()):
        kind = "with selective disclosure (SD-JWT)" if tilde else "(compact JWS, or VC-JWT)"
        raise _not_read(f"This is a signed token {kind}, a format that is not read here yet.")


def _not_read(detail: str) -> MalformedDocument:
    return MalformedDocument(Problem(FORMAT_UNKNOWN, detail))
