"""What was found inside a picture: the text of a credential and the standard it stood for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.limits import Limits
from laurea.credentials.problems import LIMIT, MEDIA_INVALID, NO_CREDENTIAL, PARSING, Problem

Standard: TypeAlias = Literal["ob3", "ob2", "ob1"]
"""The Open Badges version whose baking rule the place in the picture follows."""


@dataclass(frozen=True, slots=True)
class BakedCredential:
    """The text of the one credential in a picture, as it stands there.

    `text` is JSON, a compact JWS or, with Open Badges 1 and 2, the URL of a hosted assertion;
    nothing of it is checked yet. `standard` says whose place it stood in, not what it is.
    """

    text: str
    standard: Standard


def media_invalid(detail: str) -> MalformedDocument:
    """Return the error for a picture that is damaged or breaks a baking rule."""
    return MalformedDocument(Problem(MEDIA_INVALID, detail))


def no_credential(detail: str) -> MalformedDocument:
    """Return the error for a sound picture that carries no credential."""
    return MalformedDocument(Problem(NO_CREDENTIAL, detail))


def beyond_limit(detail: str) -> LimitExceeded:
    """Return the error for a picture, or a text inside it, that is larger than allowed."""
    return LimitExceeded(Problem(LIMIT, detail))


def credential_text(credential: str | bytes, limits: Limits) -> str:
    """Return `credential` as text that can be baked.

    Raises:
        MalformedDocument: it is empty, not UTF-8, or holds U+0000, which no picture carries.
        LimitExceeded: it is larger than `limits.document_bytes`.
    """
    try:
        encoded = credential.encode() if isinstance(credential, str) else credential
        require_text_size(len(encoded), limits)
        text = encoded.decode()
    except UnicodeError as error:
        detail = "The credential is not UTF-8 text. Save it as UTF-8 and try again."
        raise MalformedDocument(Problem(PARSING, detail)) from error
    if not text or "\0" in text:
        detail = "The credential is empty or holds a zero byte. Give its JSON or its compact JWS."
        raise MalformedDocument(Problem(PARSING, detail))
    return text


def require_text_size(size_bytes: int, limits: Limits) -> None:
    """Raise `LimitExceeded` if a credential text is larger than `limits.document_bytes`."""
    if size_bytes > limits.document_bytes:
        raise beyond_limit(
            f"The credential has more than {limits.document_bytes:,} bytes, the most that is read."
        )


def require_image_size(image: bytes, limits: Limits) -> None:
    """Raise `LimitExceeded` if a picture is larger than `limits.image_bytes`."""
    if len(image) > limits.image_bytes:
        raise beyond_limit(
            f"The picture has {len(image):,} bytes; at most {limits.image_bytes:,} are read."
        )
