"""How people name the recipient of a credential: by an e-mail address, or by an identifier."""

from __future__ import annotations

from laurea.credentials.errors import MalformedDocument
from laurea.credentials.problems import MALFORMED_VALUE, Problem
from laurea.credentials.wire.kinds import is_absolute_iri

_MAILTO = "mailto"


def read_recipient_name(text: str) -> tuple[str | None, str | None]:
    """Return the e-mail address or the identifier that a text names, and None for the other.

    Args:
        text: what a person typed, such as `mira@example.org`, `mailto:mira@example.org` or a DID.

    Raises:
        MalformedDocument: it is neither.

    >>> read_recipient_name("mailto:mira@example.org")
    ('mira@example.org', None)
    >>> read_recipient_name("did:example:mira")
    (None, 'did:example:mira')
    """
    scheme, _, rest = text.partition(":")
    if scheme.lower() == _MAILTO:
        text, rest = rest, ""
    if not rest and 0 < text.find("@") < len(text) - 1:
        return text, None
    if rest and is_absolute_iri(text):
        return None, text
    raise MalformedDocument(
        Problem(MALFORMED_VALUE, "Name the recipient by an e-mail address or by a DID.")
    )
