"""E-mail addresses: strict but fair.

- One bare address with a dot-atom before the `@` (RFC 5322, section 3.2.3) and a DNS name of
  at least two labels behind it; domains in any script, and local parts after RFC 6531.
- Nothing that could end a header, hide a character or pass for another address is accepted.
- Two spellings of one mailbox have the same `EmailAddress.key`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from laurea.credentials.problems import ROW_EMAIL
from laurea.integrations.roster.printing import shown
from laurea.integrations.roster.rows import CellRefused
from laurea.integrations.roster.scripts import looks_latin, mixes_scripts

_LONGEST_LOCAL_BYTES: Final = 64
_LONGEST_DOMAIN: Final = 253
_LONGEST_ADDRESS_BYTES: Final = 254

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN: Final = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@"
    rf"(?P<domain>(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z0-9])"
)
_ATOM_CHARACTERS: Final = re.compile(_ATOM)
_BARE_ADDRESS: Final = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()\[\]]+")
_WITH_MORE: Final = re.compile(rf"[^@]*<\s*({_BARE_ADDRESS.pattern})\s*>[^@]*")
_NOT_BARE: Final = re.compile(r"[,;]$|^[^@]*<.*>$")
_TOP_LEVEL: Final = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
_HAS_SEVERAL: Final = re.compile(r"@[^@]*[,;\s/|][^@]*@")
_QUOTATION_MARKS: Final = "'\"`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb"
_LABEL_DOTS: Final = re.compile(r"[\u3002\uff0e\uff61]")


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address as it is written to, and the key that all its spellings share."""

    address: str
    key: str


def looks_like_address(cell: str) -> bool:
    """Say whether a cell was meant to be an e-mail address."""
    return "@" in cell and _BARE_ADDRESS.fullmatch(cell.strip()) is not None


def read_email(cell: str) -> EmailAddress:
    """Return the address in a cell; blanks around it do not belong to it.

    Raises:
        CellRefused: it is no address that can be written to; says why.

    >>> read_email(" Alva@Example.ORG ")
    EmailAddress(address='Alva@example.org', key='alva@example.org')
    """
    text = cell.strip()
    plain = _PLAIN.fullmatch(text)
    if plain is None or text[0] == "'" or "--" in text or len(text) > _LONGEST_LOCAL_BYTES:
        return _read_unusual(unicodedata.normalize("NFC", text))
    address = f"{plain['local']}@{plain['domain'].lower()}"
    return EmailAddress(address, address.lower())


def _read_unusual(text: str) -> EmailAddress:
    """Read an address that is long, in another script than Latin, or wrong."""
    _refuse_hidden_characters(text)
    if (
        text[:1]
        and text[0] in _QUOTATION_MARKS
        and _BARE_ADDRESS.fullmatch(bare := text.strip(_QUOTATION_MARKS))
    ):
        raise _refused(
            f"Write the address alone: {shown(bare)} and not {shown(text)}. Spreadsheet programs "
            "put an apostrophe before what they take for a text."
        )
    if text.count("@") != 1 or re.search(r"\s", text) or _NOT_BARE.search(text):
        raise _refused(_what_is_wrong(text))
    local, domain = text.split("@")
    _check_local(text, local)
    labels = [_read_label(text, label.lower()) for label in _labels(text, domain)]
    ascii_domain = ".".join(stored for stored, _ in labels)
    if len(ascii_domain) > _LONGEST_DOMAIN:
        raise _refused(f"The domain of {shown(text)} is longer than {_LONGEST_DOMAIN} characters.")
    top_level = labels[-1][0]
    if not _TOP_LEVEL.fullmatch(top_level):
        raise _refused(f"{shown(text)} does not end in the name of a domain.")
    _refuse_look_alikes(text, [local, *(read for _, read in labels)], top_level)
    address = f"{local}@{domain.lower()}"
    if len(address.encode()) > _LONGEST_ADDRESS_BYTES:
        raise _refused(f"{shown(text)} is longer than {_LONGEST_ADDRESS_BYTES} bytes.")
    return EmailAddress(address, f"{local.casefold()}@{ascii_domain}")


def _refuse_hidden_characters(text: str) -> None:
    for position, character in enumerate(text, start=1):
        kind = unicodedata.category(character)
        if character in "\r\n":
            raise _refused("There is a line break inside the e-mail address.")
        if kind.startswith("C") or character in "\ufffd\u115f\u1160\u3164\uffa0":
            raise _refused(
                f"The e-mail address holds the hidden or damaged character U+{ord(character):04X} "
                f"at place {position}. Type the address anew."
            )


def _what_is_wrong(text: str) -> str:
    """Say what stands in a cell that is not one bare address."""
    if not text:
        return "There is no e-mail address."
    if text[-1] in ",;":
        return f"Remove the “{text[-1]}” at the end of {shown(text)}."
    if "@" not in text:
        return f"{shown(text)} is no e-mail address; it has no @."
    if _HAS_SEVERAL.search(text):
        return f"{shown(text)} is more than one address. Give each learner one row."
    with_more = _WITH_MORE.fullmatch(text)
    if with_more:
        return f"Write the address alone: {shown(with_more[1])} and not {shown(text)}."
    if re.search(r"\s", text):
        return f"There is a blank inside the address {shown(text)}."
    return f"{shown(text)} is no e-mail address."


def _check_local(text: str, local: str) -> None:
    if not local:
        raise _refused(f"Nothing stands before the @ of {shown(text)}.")
    if len(local.encode()) > _LONGEST_LOCAL_BYTES:
        raise _refused(
            f"What stands before the @ of {shown(text)} is longer than "
            f"{_LONGEST_LOCAL_BYTES} bytes."
        )
    if not all(_is_atom(part) for part in local.split(".")):
        raise _refused(_what_is_wrong_before_the_at(text, local))


def _what_is_wrong_before_the_at(text: str, local: str) -> str:
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return f"In {shown(text)} a dot is not between two other characters."
    if local.casefold().startswith("mailto:"):
        return f"Write the address alone, without “mailto:”, and not {shown(text)}."
    return f"{shown(text)} holds characters that cannot stand before the @."


def _is_atom(part: str) -> bool:
    if part.isascii():
        return _ATOM_CHARACTERS.fullmatch(part) is not None
    # RFC 6531 allows any character beyond ASCII; letters, marks and digits suffice for names.
    return unicodedata.normalize("NFKC", part) == part and all(
        _ATOM_CHARACTERS.match(c) if c.isascii() else _is_word_character(c) for c in part
    )


def _is_word_character(character: str) -> bool:
    return unicodedata.category(character)[0] in {"L", "M"} or character.isdecimal()


def _labels(text: str, domain: str) -> list[str]:
    if _LABEL_DOTS.search(domain):
        raise _refused(f"A dot in the domain of {shown(text)} is not the usual one.")
    labels = domain.split(".")
    if not domain or not all(labels):
        raise _refused(f"The domain of {shown(text)} is not complete.")
    if len(labels) < 2:
        raise _refused(f"The domain of {shown(text)} has no dot; it cannot be reached from here.")
    return labels


def _read_label(text: str, label: str) -> tuple[str, str]:
    """Return a label as DNS stores it (RFC 5891, section 4.2) and as people read it."""
    read = _decoded(text, label) if label.startswith("xn--") else label
    if not label.isascii():
        label = "xn--" + label.encode("punycode").decode("ascii")
    if (
        len(label) > 63
        or read.startswith("-")
        or read.endswith("-")
        or read[2:4] == "--"
        or unicodedata.normalize("NFKC", read) != read
        or unicodedata.category(read[0]).startswith("M")
        or not all(c == "-" or _is_word_character(c) for c in read)
    ):
        raise _refused(f"“{shown(read)}” in the address {shown(text)} is no part of a domain.")
    return label, read


def _decoded(text: str, label: str) -> str:
    """Return an `xn--` label as people read it."""
    try:
        read = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        read = ""
    if read.isascii() or read != read.lower():
        raise _refused(f"“{shown(label)}” in the address {shown(text)} is no part of a domain.")
    return read


def _refuse_look_alikes(text: str, parts: list[str], top_level: str) -> None:
    if any(mixes_scripts(part) for part in parts):
        raise _refused(
            f"The address {shown(text)} mixes letters of several alphabets that look alike. "
            "Type it anew."
        )
    if not top_level.startswith("xn--") and any(looks_latin(part) for part in parts):
        raise _refused(
            f"The address {shown(text)} is written in letters that only look like Latin ones. "
            "Type it anew."
        )


def _refused(detail: str) -> CellRefused:
    return CellRefused(ROW_EMAIL, detail)
