"""What an authenticator app shows, computed as RFC 6238 says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time


def code_of(secret: str) -> str:
    """The six digits of this half minute."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
