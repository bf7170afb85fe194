"""Baking into SVG: one element directly inside `<svg>` carries the credential.

- Open Badges 3: `<openbadges:credential>` with a compact JWS in `verify`, or JSON in CDATA.
- Open Badges 2 and 1: `<openbadges:assertion>` with a URL or JWS in `verify`. Its body is a copy
  for people and is read only where `verify` is missing.
- Declarations of entities or attributes are refused and nothing outside the file is ever read.
- A file that says it is in another encoding than UTF-8 is refused, unless its bytes read the
  same in both.
- Two credentials are refused, and so is one with both forms at once: neither is picked.
- Outside the places that change, the file stays byte for byte.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#svg
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from laurea.credentials.baking.baked import (
    BakedCredential,
    Standard,
    beyond_limit,
    credential_text,
    media_invalid,
    no_credential,
    require_image_size,
    require_text_size,
)
from laurea.credentials.errors import MalformedDocument
from laurea.credentials.limits import DEFAULT_LIMITS, Limits
from laurea.credentials.problems import PARSING, Problem
from laurea.credentials.properties import is_compact_jws

OB3_NAMESPACE: Final = "https://purl.imsglobal.org/ob/v3p0"
LEGACY_NAMESPACE: Final = "http://openbadges.org"

_SVG_NAMESPACE: Final = "http://www.w3.org/2000/svg"
_PLACES: Final[dict[tuple[str | None, str], Standard]] = {
    (OB3_NAMESPACE, "credential"): "ob3",
    (LEGACY_NAMESPACE, "assertion"): "ob2",
}
_LOCAL_NAMES: Final = frozenset({"credential", "assertion"})
_PREFIX: Final = "openbadges"
_PIECE_BYTES: Final = 512 * 1024
_LIKE_ASCII: Final = frozenset({"us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252"})
_WHITESPACE: Final = " \t\r\n"
# What XML 1.0 (section 2.2) cannot carry, not even escaped.
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A ">" inside quotes does not end a start tag.
_QUOTES_OR_END: Final = re.compile(rb""""[^"]*"|'[^']*'|>""")


@dataclass(slots=True)
class _Found:
    """One credential element; `start` and `end` are the byte offsets of its two tags."""

    standard: Standard
    depth: int
    start: int
    verify: str | None
    end: int = -1
    cdata: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    has_cdata: bool = False
    size: int = 0


class _Reader:
    """Reads one SVG from front to back and notes where a credential stands or could stand.

    Namespaces are resolved here and not by the parser, which would copy a long namespace name
    into each of a hundred thousand elements.
    """

    def __init__(self, limits: Limits) -> None:
        self.found: list[_Found] = []
        self.encoding: str | None = None
        self.root_start = -1
        self.root_prefix_namespace: str | None = None
        self._limits = limits
        self._elements = 0
        self._namespaces: dict[str, list[str]] = {}
        self._scopes: list[tuple[str, ...]] = []
        self._open: _Found | None = None
        self._in_cdata = False
        # One encoding for all: what a file declares must not change what its bytes say.
        self._parser = expat.ParserCreate("utf-8")
        self._connect(self._parser)

    def _connect(self, parser: expat.XMLParserType) -> None:
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._start_cdata
        parser.EndCdataSectionHandler = self._end_cdata

    def read(self, image: bytes) -> None:
        try:
            # In pieces, so that a refusal stops the reading soon.
            for offset in range(0, len(image) + 1, _PIECE_BYTES):
                is_last = offset + _PIECE_BYTES > len(image)
                self._parser.Parse(image[offset : offset + _PIECE_BYTES], is_last)
        except expat.ExpatError as error:
            raise media_invalid(
                f"The SVG is damaged at line {error.lineno:,}: it is not well-formed XML in UTF-8."
            ) from error

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def _doctype(self, *doctype: object) -> None:
        _name, _system, _public, has_internal_subset = doctype
        if has_internal_subset:
            self._entity()

    def _entity(self, *_: object) -> None:
        raise media_invalid(
            "The SVG declares or uses entities of its own, which are not read. "
            "Save it as plain SVG and try again."
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._enter(attributes)
        if self._open is not None:
            raise media_invalid("The credential in the SVG holds elements, where text should be.")
        prefix, _, local = name.rpartition(":")
        if self._elements == 1:
            self._start_root(prefix, local)
        elif local in _LOCAL_NAMES:
            standard = _PLACES.get((self._namespace(prefix), local))
            if standard is not None:
                self._start_credential(standard, attributes.get("verify"))

    def _enter(self, attributes: dict[str, str]) -> None:
        if (
            self._elements > self._limits.svg_elements
            or len(self._scopes) >= self._limits.svg_depth
        ):
            raise beyond_limit("The SVG has more elements, or deeper ones, than are read.")
        declared = tuple(key for key in attributes if key == "xmlns" or key.startswith("xmlns:"))
        for key in declared:
            self._namespaces.setdefault(key[6:], []).append(attributes[key])
        self._scopes.append(declared)

    def _namespace(self, prefix: str) -> str | None:
        bound = self._namespaces.get(prefix)
        return bound[-1] if bound else None

    def _start_root(self, prefix: str, local: str) -> None:
        if local != "svg" or self._namespace(prefix) != _SVG_NAMESPACE:
            raise media_invalid("The file is XML, but not an SVG picture.")
        self.root_prefix_namespace = self._namespace(_PREFIX)
        self.root_start = self._parser.CurrentByteIndex

    def _start_credential(self, standard: Standard, verify: str | None) -> None:
        depth = len(self._scopes)
        self._open = _Found(standard, depth, self._parser.CurrentByteIndex, verify)
        self.found.append(self._open)

    def _end(self, _name: str) -> None:
        for key in self._scopes.pop():
            self._namespaces[key[6:]].pop()
        if self._open is not None:
            self._open.end = self._parser.CurrentByteIndex
            self._open = None

    def _characters(self, text: str) -> None:
        if self._open is None:
            return
        self._open.size += len(text.encode())
        require_text_size(self._open.size, self._limits)
        (self._open.cdata if self._in_cdata else self._open.plain).append(text)

    def _start_cdata(self) -> None:
        self._in_cdata = True
        if self._open is not None:
            self._open.has_cdata = True

    def _end_cdata(self) -> None:
        self._in_cdata = False


def bake(credential: str | bytes, image: bytes, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return `image` with `credential` in it, as Open Badges 3 asks.

    A compact JWS goes into the attribute `verify`, anything else into CDATA, where XML turns
    each carriage return into a line feed. Credentials that the picture carried before, of any
    version, are taken out.

    Args:
        credential: the signed credential, as JSON or as a compact JWS. It is not looked into.
        image: a whole SVG file in UTF-8.
        limits: the limits in force.

    Raises:
        MalformedDocument: `image` is no sound SVG, or `credential` is nothing XML can carry.
        LimitExceeded: one of them is larger than `limits` allow.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#svg
    """
    text = credential_text(credential, limits)
    if _NOT_XML.search(text):
        detail = "The credential holds control characters, which an SVG cannot carry."
        raise MalformedDocument(Problem(PARSING, detail))
    svg = _read(image, limits)
    if (svg.encoding or "utf-8").lower() != "utf-8":
        raise media_invalid(f"The SVG says it is {svg.encoding}. Save it as UTF-8 and try again.")
    return _splice(image, svg, text)


def unbake(image: bytes, *, limits: Limits = DEFAULT_LIMITS) -> BakedCredential:
    """Return the credential that `image` carries.

    Args:
        image: a whole SVG file, from anybody.
        limits: the limits in force.

    Raises:
        MalformedDocument: `media-invalid` if the SVG is damaged, declares entities, or carries
            two credentials; `no-credential` if it carries none.
        LimitExceeded: the file, its elements or the text go beyond `limits`.

    Spec: https://www.imsglobal.org/spec/ob/v3p0/#svg
    """
    svg = _read(image, limits)
    if not _reads_as_it_says(image, svg.encoding):
        raise media_invalid(f"The SVG says it is {svg.encoding}, and its bytes are UTF-8.")
    found = svg.found
    if not found:
        raise no_credential("No credential was baked into this SVG.")
    if len(found) > 1:
        raise media_invalid(
            f"The SVG carries {len(found)} credentials, and only one is allowed. "
            "Ask the issuer for a picture with one."
        )
    return _read_credential(found[0], limits)


def _reads_as_it_says(image: bytes, encoding: str | None) -> bool:
    """Say whether a reader that follows the declared encoding sees the same as one of UTF-8."""
    name = (encoding or "utf-8").lower()
    return name in ("utf-8", "utf8") or (name in _LIKE_ASCII and image.isascii())


def _read(image: bytes, limits: Limits) -> _Reader:
    require_image_size(image, limits)
    if b"\0" in image:  # the parser would take such a file for UTF-16, whatever it is told
        raise media_invalid("The SVG is not in UTF-8. Save it as UTF-8 and try again.")
    reader = _Reader(limits)
    reader.read(image)
    return reader


def _read_credential(found: _Found, limits: Limits) -> BakedCredential:
    if found.depth != 2:
        raise media_invalid("The credential does not stand directly inside <svg>, where it should.")
    body = _body(found)
    if found.verify is not None and body and found.standard == "ob3":
        raise media_invalid(
            "The SVG carries its credential twice, in an attribute and as text. "
            "Ask the issuer for a picture with one."
        )
    text = body if found.verify is None else found.verify.strip(_WHITESPACE)
    require_text_size(len(text.encode()), limits)
    if not text:
        raise media_invalid("The place for the credential in the SVG is empty.")
    return BakedCredential(text, found.standard)


def _body(found: _Found) -> str:
    plain = "".join(found.plain).strip(_WHITESPACE)
    if not found.has_cdata:
        return plain
    if plain:
        raise media_invalid("The credential in the SVG has text beside it.")
    return "".join(found.cdata)


def _splice(image: bytes, svg: _Reader, text: str) -> bytes:
    """Return the file with the old credentials cut out and the new one put in."""
    root, at = _start_tag(image, svg.root_start)
    if root.endswith(b"/>"):
        raise media_invalid("The SVG is empty. Choose one that shows a picture.")
    namespace = svg.root_prefix_namespace
    declaration = f' xmlns:{_PREFIX}="{OB3_NAMESPACE}"'
    if namespace is None:
        root = root[:-1] + declaration.encode() + b">"
    own = "" if namespace in (None, OB3_NAMESPACE) else declaration
    parts = [image[: svg.root_start], root, _element(text, own).encode()]
    for old in svg.found:
        parts.append(image[at : old.start])
        at = _end_of(image, old)
    return b"".join((*parts, image[at:]))


def _start_tag(image: bytes, start: int) -> tuple[bytes, int]:
    """Return the start tag at byte `start`, which the parser has accepted, and its end."""
    parts = _QUOTES_OR_END.finditer(image, start)
    behind = next(part.end() for part in parts if part[0] == b">")
    return image[start:behind], behind


def _end_of(image: bytes, found: _Found) -> int:
    tag, behind = _start_tag(image, found.start)
    # Expat puts the end of an empty element behind its only tag, and of others before the second.
    return behind if tag.endswith(b"/>") else image.index(b">", found.end) + 1


def _element(text: str, declaration: str) -> str:
    name = f"{_PREFIX}:credential"
    if is_compact_jws(text):
        return f'<{name}{declaration} verify="{text}"/>'  # base64url needs no escaping
    cdata = text.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}{declaration}><![CDATA[{cdata}]]></{name}>"
