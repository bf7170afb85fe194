"""What is kept of the forms met so far, and how a document finds its form.

A form is made of the second document of its kind: one alone would not repay the work. What is
kept is bounded, and forgotten as a whole when the bound is reached; nothing is lost by it but
time. Threads may share a memory: at worst one forgets what another learnt.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Generic, TypeVar

import orjson

from laurea.credentials.canon import bundled
from laurea.credentials.canon.pieces import several
from laurea.credentials.errors import LaureaError
from laurea.credentials.keys.multibase import base64url_bytes
from laurea.credentials.learnt.form import Asked, SignedForm
from laurea.credentials.learnt.learning import (
    FORMATS,
    NotLearnt,
    Specimen,
    is_of_award,
    is_varying_anywhere,
    signed_form,
)
from laurea.credentials.learnt.recognition import (
    Outline,
    Template,
    keys_in,
    parts_of,
    skeleton_of,
    template_of,
)
from laurea.credentials.learnt.text import pieces_of
from laurea.credentials.learnt.token_form import TokenForm, token_form
from laurea.credentials.proofs.envelopes import open_token
from laurea.credentials.proofs.jwt_claims import REGISTERED
from laurea.credentials.report import VerificationReport

_Found = TypeVar("_Found")
_Key = TypeVar("_Key")

_LONGEST: Final = 128 * 1024
"""The longest text of which a form is made, in bytes."""
_MOST_SEEN: Final = 16_384
_MOST_TEMPLATES: Final = 256
_MOST_OUTLINES: Final = 64
_MOST_ALIKE: Final = 8
"""Most forms that are tried for one document."""
_ACHIEVEMENT: Final = b'"achievement"'
_KEY_BYTES: Final = 160


class _Kept(Generic[_Key, _Found]):
    """Up to so many forms, some under each key, the newest first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._count = 0
        self._seen: dict[int, int] = {}
        self.by_key: dict[_Key, list[_Found]] = {}

    def is_second(self, kind: object) -> bool:
        """Note a document of a kind, and say whether one was noted before."""
        if len(self._seen) >= _MOST_SEEN:
            self._seen.clear()
        number = hash(kind)
        times = self._seen[number] = self._seen.get(number, 0) + 1
        return times == 2

    def keep(self, key: _Key, found: _Found) -> None:
        self._count += 1
        if self._count > self._most:
            self.by_key.clear()
            self._seen.clear()
            self._count = 1
        self.by_key[key] = [found, *self.by_key.get(key, ())][:_MOST_ALIKE]


class Memory:
    """The forms of documents with a proof inside, and of signed tokens."""

    def __init__(self) -> None:
        self._templates: _Kept[bytes, tuple[Template, SignedForm]] = _Kept(_MOST_TEMPLATES)
        self._outlines: _Kept[bytes, tuple[Outline, SignedForm]] = _Kept(_MOST_OUTLINES)
        self._tokens: _Kept[tuple[bytes, bytes], TokenForm] = _Kept(_MOST_TEMPLATES)
        self._latest: dict[bytes, TokenForm] = {}

    def report(self, text: bytes, asked: Asked) -> VerificationReport | None:
        """Return the report about a document of a known form, where all about it is good."""
        if text.startswith(b"ey"):
            return self._report_token(text, asked)
        for template, form in self._templates.by_key.get(_key_of(text), ()):
            values = template.values(text)
            if values is not None:
                return form.report(values, asked, lambda: _read(text))
        parts = parts_of(text)
        if parts is None:
            return None
        for outline, form in self._outlines.by_key.get(skeleton_of(parts), ()):
            found = outline.values(parts)
            if found is not None:
                report = form.report(found, asked, lambda: _read(text))
                if report is not None and len(text) <= _LONGEST:
                    with suppress(NotLearnt):
                        self._learn_template(text, report, asked)
                return report
        return None

    def learn(self, text: bytes, report: VerificationReport, asked: Asked) -> None:
        """Learn from a document that was verified in full and is valid.

        Nothing is kept whose report about this very document would not be the same.
        """
        if len(text) > _LONGEST or report.format not in FORMATS:
            return
        with suppress(NotLearnt):
            if text.startswith(b"ey"):
                self._learn_token(text, report, asked)
            else:
                self._learn_template(text, report, asked)
                self._learn_outline(text, report, asked)

    # documents ---------------------------------------------------------------------------------

    def _learn_template(self, text: bytes, report: VerificationReport, asked: Asked) -> None:
        key = _key_of(text)
        if not key or not self._templates.is_second((key, text.count(b'"'))):
            return
        specimen = Specimen(text, _read(text), report)
        form, varying = signed_form(specimen, is_of_award, bundled())
        template = template_of(text, varying)
        values = template.values(text)
        if values is not None and form.report(values, asked, lambda: _read(text)) == report:
            self._templates.keep(key, (template, form))

    def _learn_outline(self, text: bytes, report: VerificationReport, asked: Asked) -> None:
        parts = parts_of(text)
        if parts is None:
            return
        skeleton = skeleton_of(parts)
        if not self._outlines.is_second((skeleton, keys_in(parts))):
            return
        specimen = Specimen(text, _read(text), report)
        form, varying = signed_form(specimen, is_varying_anywhere, bundled())
        starts = [piece.start for piece in pieces_of(text) if piece.is_string]
        vary = {piece.start for piece in varying}
        get_fixed = several([2 * n + 1 for n, start in enumerate(starts) if start not in vary])
        get_varying = several([2 * n + 1 for n, start in enumerate(starts) if start in vary])
        outline = Outline(get_fixed, get_fixed(parts), get_varying)
        values = list(get_varying(parts))
        if form.report(values, asked, lambda: _read(text)) == report:
            self._outlines.keep(skeleton, (outline, form))

    # tokens ------------------------------------------------------------------------------------

    def _report_token(self, token: bytes, asked: Asked) -> VerificationReport | None:
        signed, _, last = token.rpartition(b".")
        header, _, text = signed.partition(b".")
        latest = self._latest.get(header)
        signature = None if latest is None else base64url_bytes(last)
        if latest is None or signature is None:
            return None
        payload = latest.packed.payload(text)
        values = None if payload is None else latest.template.values(payload)
        if payload is None or values is None:
            payload = base64url_bytes(text)
            if payload is None:
                return None
            for form in self._tokens.by_key.get((header, _key_of(payload)), ()):
                values = form.template.values(payload)
                if values is not None:
                    latest = self._latest[header] = form
                    break
            else:
                return None
        read = payload
        return latest.report(values, asked, signed, signature, lambda: _document_in(read))

    def _learn_token(self, token: bytes, report: VerificationReport, asked: Asked) -> None:
        signed, _, last = token.rpartition(b".")
        header, _, text = signed.partition(b".")
        payload, signature = base64url_bytes(text), base64url_bytes(last)
        if payload is None or signature is None:
            return
        key = (header, _key_of(payload))
        if not self._tokens.is_second((key, payload.count(b'"'))):
            return
        try:
            envelope = open_token(token.decode())
        except (LaureaError, UnicodeDecodeError):
            return
        specimen = Specimen(payload, envelope.document, report)
        form = token_form(_read(payload), envelope, specimen, bundled())
        values = form.template.values(payload)
        if values is None:
            return
        found = form.report(values, asked, signed, signature, lambda: _document_in(payload))
        if found == report:
            self._tokens.keep(key, form)
            if len(self._latest) >= _MOST_TEMPLATES:
                self._latest.clear()
            self._latest[header] = form


def _key_of(text: bytes) -> bytes:
    """Return the bytes with which an achievement begins, empty where there is none.

    They find a form quickly; whether the document is of it is another question.
    """
    place = text.find(_ACHIEVEMENT)
    return b"" if place < 0 else text[place : place + _KEY_BYTES]


def _read(text: bytes) -> dict[str, Any]:
    try:
        document: dict[str, Any] = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise NotLearnt from None  # a token with white space around it, or what only few read
    return document


def _document_in(payload: bytes) -> Mapping[str, Any]:
    """Return the document that a payload is, without the claims of the token."""
    return {name: value for name, value in _read(payload).items() if name not in REGISTERED}
