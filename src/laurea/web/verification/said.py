"""What a document says of an award: what, to whom, when, with which results and which picture.

Every format is read as far as it goes; what is not there, or of another kind than expected, is
passed over. Nothing of it was checked here: whoever shows it says beside it what checking found.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from laurea.credentials.errors import LaureaError
from laurea.credentials.model import AchievementCredential
from laurea.credentials.timestamps import read_timestamp
from laurea.credentials.wire.ob3 import read_credential
from laurea.integrations.artwork.uploaded import LARGEST_UPLOAD_BYTES, redraw_picture
from laurea.web.catalog.access import public_achievement
from laurea.web.design.parts import Artwork, Text
from laurea.web.design.tables import Table
from laurea.web.verification.shown_details import asked, is_short, short_sentence

_LONGEST: Final = 200
_LONGEST_IDENTIFIER: Final = 48
_OWN_ARTWORK: Final = re.compile(r"/a/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/image\.png")
_DATA: Final = re.compile(r"data:image/(?:png|svg\+xml);base64,([A-Za-z0-9+/=\s]+)")
_MAILTO: Final = "mailto:"
_EMAIL_TYPES: Final = ("emailAddress", "email")
_drawing: Final = Lock()


@dataclass(frozen=True, slots=True)
class Said:
    """A document and its parts that say what was awarded.

    Attributes:
        document: the whole, as parsed JSON.
        subject: its subject, the first where there are several.
        achievement: what was achieved, as an object; empty where none is described.
    """

    document: Mapping[str, Any]
    subject: Mapping[str, Any]
    achievement: Mapping[str, Any]

    @property
    def name(self) -> str:
        """What was awarded; empty where the document does not say."""
        return text_of(self.achievement.get("name")) or text_of(self.document.get("name"))

    @property
    def awarded(self) -> datetime | None:
        """When it was awarded, or else since when it is valid."""
        return self._moment("awardedDate", "validFrom", "issuanceDate", "issuedOn")

    @property
    def until(self) -> datetime | None:
        """Until when it is valid, where that has an end."""
        return self._moment("validUntil", "expirationDate", "expires")

    def _moment(self, *names: str) -> datetime | None:
        for name in names:
            with suppress(LaureaError):
                return read_timestamp(self.document.get(name), where="")
        return None


def said_in(document: Mapping[str, Any]) -> Said:
    """Return what a document says, of whatever format it is."""
    subject = _object(document.get("credentialSubject"))
    described = subject.get("achievement") or document.get("badge")
    return Said(document, subject, _object(described))


def text_of(value: Any) -> str:
    """Return a text for people on one line, in the first language where there are several.

    >>> text_of({"@value": "Weben", "@language": "de"}), text_of({"en": "Weaving"}), text_of(7)
    ('Weben', 'Weaving', '')
    """
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, Mapping):
        value = value.get("@value", next(iter(value.values()), ""))
    if not isinstance(value, str):
        return ""
    flat = " ".join(value.split())
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"


def recipient_in(said: Said) -> Text | None:
    """Return whom a document names: by name, or else by an identifier that is not shown whole.

    >>> recipient_in(said_in({"credentialSubject": {"id": "mailto:ada@example.org"}}))
    'a…@example.org'
    """
    found = list(_identities(said))
    for kind, identity, is_hashed in found:
        if kind == "name" and not is_hashed:
            return text_of(identity)
    name = text_of(said.subject.get("name"))
    if name:
        return name
    for kind, identity, is_hashed in found:
        if not is_hashed:
            return _masked(identity, is_email=kind in _EMAIL_TYPES)
    if found:
        return _("Kept as a hash: it can be compared, and not be read")
    return None


def results_in(document: Mapping[str, Any], *, name: str) -> Table | None:
    """Return what was asked and what was shown, where the document is an award that says it.

    Args:
        document: the document as parsed JSON.
        name: the id of the table's caption, unique on the page.
    """
    try:
        credential: AchievementCredential = read_credential(document)
    except LaureaError:
        return None
    table = asked(credential)
    return replace(table, name=name, shows_caption=True) if table else None


def short_in(document: Mapping[str, Any]) -> str:
    """Return that a result of an award is below what was asked, in a sentence; else nothing."""
    try:
        credential: AchievementCredential = read_credential(document)
    except LaureaError:
        return ""
    return short_sentence(is_own=False) if is_short(credential) else ""


def picture_in(said: Said) -> Artwork | None:
    """Return the picture that a document carries, drawn anew, or that lies on this server.

    A picture that lies elsewhere is not fetched: whoever keeps it would learn of the checking.
    """
    for owner in (said.subject, said.document, said.achievement):
        image = owner.get("image")
        address = image.get("id") if isinstance(image, Mapping) else image
        if not isinstance(address, str):
            continue
        source = _own(address) or _redrawn(address)
        if source:
            caption = text_of(image.get("caption")) if isinstance(image, Mapping) else ""
            return Artwork(src=source, alt=caption or _("The picture in the document"), size="m")
    return None


def _own(address: str) -> str:
    """Return the path of an achievement's image of this server; nothing for other addresses."""
    path = address.removeprefix(settings.LAUREA_PUBLIC_URL)
    found = _OWN_ARTWORK.fullmatch(path) if path != address else None
    if found is None:
        return ""
    with suppress(LaureaError):
        public_achievement(UUID(found[1]))
        return path
    return ""


def _redrawn(address: str) -> str:
    """Return a picture that stands in the document, drawn anew; nothing where that is not done.

    One is drawn at a time, and who comes meanwhile goes without: it takes up to some seconds.
    """
    found = _DATA.fullmatch(address) if len(address) <= 2 * LARGEST_UPLOAD_BYTES else None
    if found is None or not _drawing.acquire(blocking=False):
        return ""
    try:
        drawn = redraw_picture(base64.b64decode(found[1], validate=False))
    except (LaureaError, binascii.Error):
        return ""
    finally:
        _drawing.release()
    return f"data:image/png;base64,{base64.b64encode(drawn).decode('ascii')}"


def _identities(said: Said) -> Iterator[tuple[str, str, bool]]:
    """Yield how a document names its recipient: of which kind, the text, and whether hashed."""
    entries = said.subject.get("identifier")
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, Mapping) and isinstance(entry.get("identityHash"), str):
            kind = str(entry.get("identityType"))
            yield kind, entry["identityHash"], entry.get("hashed") is not False
    old = _object(said.document.get("recipient"))
    if isinstance(old.get("identity"), str):
        yield str(old.get("type")), old["identity"], old.get("hashed") is not False
    subject_id = said.subject.get("id")
    if isinstance(subject_id, str) and subject_id.lower().startswith(_MAILTO):
        yield _EMAIL_TYPES[0], subject_id[len(_MAILTO) :], False
    elif isinstance(subject_id, str):
        yield "id", subject_id, False


def _masked(identifier: str, *, is_email: bool) -> str:
    flat = text_of(identifier)
    if is_email:
        name, at, host = flat.rpartition("@")
        return f"{name[:1]}…{at}{host}"
    if len(flat) <= _LONGEST_IDENTIFIER:
        return flat
    return f"{flat[:24]}…{flat[-8:]}"


def _object(value: Any) -> Mapping[str, Any]:
    """Return an object, the first of several, or an empty one where none is there."""
    if isinstance(value, list):
        value = value[0] if value else {}
    return value if isinstance(value, Mapping) else {}
