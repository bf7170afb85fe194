"""What the public log holds of a credential: a commitment that says nothing without its salt."""

from __future__ import annotations

import hmac

SALT_BYTES = 32


def commit(document: bytes, salt: bytes) -> bytes:
    """Return the commitment to a document: HMAC-SHA-256 under the salt, 32 bytes.

    >>> commit(b"{}", bytes(32)) == commit(b"{}", bytes(32))
    True
    >>> commit(b"{}", bytes(32)) == commit(b"{}", b"1" * 32)
    False
    """
    return hmac.digest(salt, document, "sha256")
