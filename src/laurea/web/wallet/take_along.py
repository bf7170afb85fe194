"""Everything somebody holds as one archive, written while it is sent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, Literal

from django.utils.text import slugify

from laurea.web.issuing.access import Credential
from laurea.web.verification.artwork import baked_png, baked_svg
from laurea.web.verification.certificate import certificate_pdf

FileForm = Literal["json", "png", "svg", "pdf"]

FORMS: Final[dict[FileForm, str]] = {
    "json": "application/vc+ld+json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
"""The forms in which a credential is taken along, each with its media type."""

_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST_NAME: Final = 60


def archive_of(
    credentials: Iterable[Credential], beside: Mapping[str, bytes] | None = None
) -> Iterator[bytes]:
    """Yield a ZIP archive with each credential as JSON, PNG, SVG and PDF.

    One credential is in memory at a time. Those that were revoked are in it too, as they were
    signed: that they were revoked stands in their status lists.

    Args:
        credentials: what goes into it.
        beside: other files that go into it first, by their names.
    """
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in (beside or {}).items():
            archive.writestr(_named(name, _OLDEST), content)
        for credential in credentials:
            for name, content in _files(credential):
                archive.writestr(_entry(name, credential), content)
                yield out.taken()
    yield out.taken()


def name_of(credential: Credential) -> str:
    """Return the name of a credential's files: what it is for, and enough of its id to be one."""
    words = slugify(credential.achievement.name)[:_LONGEST_NAME].strip("-") or "credential"
    return f"{words}-{str(credential.pk)[:8]}"


def file_of(credential: Credential, form: FileForm) -> bytes:
    """Return a credential in one of its forms, signed in each of them."""
    if form == "json":
        return bytes(credential.document or b"")
    if form == "pdf":
        return certificate_pdf(credential, credential.recipient_name or None)
    return baked_png(credential) if form == "png" else baked_svg(credential)


def _files(credential: Credential) -> Iterator[tuple[str, bytes]]:
    name = name_of(credential)
    for form in FORMS:
        yield f"{name}.{form}", file_of(credential, form)


def _entry(name: str, credential: Credential) -> zipfile.ZipInfo:
    issued = (credential.issued_at or datetime.fromtimestamp(0, UTC)).astimezone(UTC)
    moment = (issued.year, issued.month, issued.day, issued.hour, issued.minute, issued.second)
    return _named(name, max(moment, _OLDEST))


def _named(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    is_packed = name.endswith(".png")
    entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Outlet(io.RawIOBase):
    """A file that cannot be gone back in: what is written is taken out and sent."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, content: object) -> int:
        """Take what is written."""
        piece = bytes(content)  # type: ignore[call-overload]
        self._written += piece
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._written)
        self._written.clear()
        return taken
