"""Multibase: bytes as text in base58btc (`z`) or base64url without padding (`u`).

- Reading is strict: the exact alphabet, no white space, no padding, no bits left over; a value
  has one spelling only.
- The text's length is limited before any work is done.
- base58 is position arithmetic on one large number. Both directions work on many digits at
  once, because bulk issuing writes one signature for each credential.

Spec: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from __future__ import annotations

import binascii
import struct
from base64 import urlsafe_b64encode
from binascii import a2b_base64
from collections.abc import Sequence
from typing import Final

from laurea.credentials.errors import LimitExceeded, MalformedDocument
from laurea.credentials.problems import LIMIT, MALFORMED_VALUE, Problem

_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LONGEST_TEXT: Final = 4_096


def _halving(digits: int) -> tuple[int, int, int, int, int]:
    """Return what splits lanes of `2 * digits` digits, 16 bits a digit, all at once.

    Division by `58**digits` is multiplication by its reciprocal and a shift. The quotient goes
    into the lower half of its lane, the remainder into the upper one.
    """
    lane_bits, divisor = 32 * digits, 58**digits
    # The first shift whose reciprocal, rounded up, is exact for all that two halves can hold.
    shift = divisor.bit_length()
    while (-(1 << shift) % divisor) * divisor**2 >= 1 << shift:
        shift += 1
    quotient_mask = (1 << divisor.bit_length()) - 1
    mask = sum(quotient_mask << lane for lane in range(0, 16 * _WRITTEN_DIGITS, lane_bits))
    half = lane_bits // 2
    return half, -(-(1 << shift) // divisor), shift, mask, (divisor << half) - 1


def _repeated(mask: int, times: int) -> int:
    """Return a mask for the lanes of one value, for those of many."""
    return sum(mask << 16 * _WRITTEN_DIGITS * value for value in range(times))


# Writing: a number of 88 digits, which 64 bytes always fit, becomes eleven lanes of eight
# digits, and three levels split all lanes down to single digits.
_WRITTEN_DIGITS: Final = 88
_P88, _P40, _P24 = 58**88, 58**40, 58**24
_HALVINGS: Final = tuple(_halving(digits) for digits in (4, 2, 1))
_LANES: Final = struct.Struct("<" + "Q8x" * 11)
# Many values are written together, the lanes of so many in one number.
_TOGETHER: Final = 32
_ALL_LANES: Final = struct.Struct("<" + "Q8x" * 11 * _TOGETHER)
_ALL_HALVINGS: Final = tuple(
    (half, reciprocal, shift, _repeated(mask, _TOGETHER), weight)
    for half, reciprocal, shift, mask, weight in _HALVINGS
)
_SPELLING: Final = _ALPHABET.encode().ljust(256, b"?")

# Reading: a block of 128 digits is one number with a digit in each byte. Each level joins
# neighbours in all lanes at once, so that seven levels join the whole block.
_BLOCK_DIGITS: Final = 128
_BLOCK: Final = 58**_BLOCK_DIGITS
_NO_DIGIT: Final = 0xFF
_DIGITS: Final = bytes(
    _ALPHABET.index(chr(byte)) if chr(byte) in _ALPHABET else _NO_DIGIT for byte in range(256)
)
_LEVELS: Final = tuple(
    (
        8 << level,
        sum(((1 << (8 << level)) - 1) << ((16 << level) * lane) for lane in range(64 >> level)),
        58 ** (1 << level),
    )
    for level in range(7)
)

# base64url: its two own characters become those of base64, whose own become none.
_TO_STANDARD: Final = bytes.maketrans(b"-_+/=", b"+/!!!")
_LAST_CHARACTERS: Final = (b"", b"", b"AQgw", b"AEIMQUYcgkosw048")
"""By how many characters stand beyond the last four: which of them leave no bits over."""


def base58btc_encode(value: bytes) -> str:
    """Return `value` in base58btc, without a multibase prefix; each leading zero byte is a `1`.

    >>> base58btc_encode(bytes([0, 0, 58]))
    '1121'
    """
    number = int.from_bytes(value)
    text = ""
    while number >= _P88:
        number, low = divmod(number, _P88)
        text = _88_digits(low) + text
    text = _88_digits(number) + text
    if value[:1] > b"\0" and text[0] != "1":
        return text
    zeros = len(value) - len(value.lstrip(b"\0"))
    return "1" * zeros + text.lstrip("1")


def base58btc_texts(values: Sequence[bytes]) -> list[bytes]:
    """Return what `base58btc_encode` does, of many values, in ASCII.

    >>> base58btc_texts([bytes([0, 0, 58]), b""])
    [b'1121', b'']
    """
    texts: list[bytes] = []
    for start in range(0, len(values), _TOGETHER):
        some = values[start : start + _TOGETHER]
        if set(map(len, some)) == {64}:
            texts += _texts_of_64_bytes(some)
        else:
            texts += [base58btc_encode(value).encode("ascii") for value in some]
    return texts


def base58btc_decode(text: str, *, max_chars: int = _LONGEST_TEXT) -> bytes:
    """Return the bytes that `text` in base58btc, without a multibase prefix, stands for.

    Args:
        text: what is read. The work grows with the square of its length.
        max_chars: the longest text that is read.

    Raises:
        MalformedDocument: a character that is not in the alphabet.
        LimitExceeded: the text is longer than `max_chars`.

    >>> base58btc_decode("1121").hex()
    '00003a'
    """
    _refuse_longer(text, max_chars)
    digits = text.encode("ascii", "replace").translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise _not_of_base("base58btc")
    first = len(digits) % _BLOCK_DIGITS
    number = _joined(digits[:first])
    for start in range(first, len(digits), _BLOCK_DIGITS):
        number = number * _BLOCK + _joined(digits[start : start + _BLOCK_DIGITS])
    zeros = len(digits) - len(digits.lstrip(b"\0"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def base64url_encode(value: bytes) -> str:
    """Return `value` in base64url without padding, without a multibase prefix.

    Spec: https://www.rfc-editor.org/rfc/rfc7515#section-2
    """
    return urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def base64url_decode(text: str, *, max_chars: int = _LONGEST_TEXT) -> bytes:
    """Return the bytes that `text` in base64url, without padding and prefix, stands for.

    Args:
        text: what is read.
        max_chars: the longest text that is read.

    Raises:
        MalformedDocument: a character outside the alphabet, an impossible length, or bits left
            over that are not zero.
        LimitExceeded: the text is longer than `max_chars`.

    >>> base64url_decode("_-8").hex()
    'ffef'
    """
    _refuse_longer(text, max_chars)
    value = base64url_bytes(text.encode("ascii", "replace"))
    if value is None:
        raise _not_of_base("base64url")
    return value


def base64url_bytes(text: bytes) -> bytes | None:
    """Return the bytes that a text of any length in base64url stands for; None if it is none.

    >>> base64url_bytes(b"_-8").hex(), base64url_bytes(b"_-9"), base64url_bytes(b"_-8=")
    ('ffef', None, None)
    """
    beyond = len(text) % 4
    if beyond and text[-1] not in _LAST_CHARACTERS[beyond]:
        return None  # bits are left over that are not zero
    try:
        return a2b_base64(text.translate(_TO_STANDARD) + b"=" * (-beyond % 4), strict_mode=True)
    except binascii.Error:
        return None


def multibase_encode(value: bytes) -> str:
    """Return `value` in multibase base58btc, the form that keys and signatures take."""
    return "z" + base58btc_encode(value)


def decode_multibase(text: str, *, max_chars: int = _LONGEST_TEXT) -> bytes:
    """Return the bytes that a multibase text in base58btc or base64url stands for.

    Args:
        text: the text with its prefix, `z` or `u`; other bases are refused.
        max_chars: the longest text that is read, prefix included.

    Raises:
        MalformedDocument: another prefix, or a text that is not of its base.
        LimitExceeded: the text is longer than `max_chars`.

    Spec: https://www.w3.org/TR/cid-1.0/#multibase-0

    >>> decode_multibase("z7paNL19xttacUY") == decode_multibase("ueWVzIG1hbmkgIQ")
    True
    """
    if text.startswith("z"):
        return base58btc_decode(text[1:], max_chars=max_chars - 1)
    if text.startswith("u"):
        return base64url_decode(text[1:], max_chars=max_chars - 1)
    detail = "A multibase value begins with z (base58btc) or u (base64url)."
    raise MalformedDocument(Problem(MALFORMED_VALUE, detail))


def _lanes(number: int) -> tuple[int, ...]:
    """Return a number below 58**88 as eleven lanes, the first the highest."""
    # Powers of 58 are written out where the compiler turns them into constants.
    high, low = divmod(number, _P40)
    a, b = divmod(high, _P24)
    c, d = divmod(low, _P24)
    top, a_low = divmod(a, 58**8)
    b_high, b_low = divmod(b, 58**16)
    d_high, d_low = divmod(d, 58**16)
    return (
        top // 58**8,
        top % 58**8,
        a_low,
        b_high,
        b_low // 58**8,
        b_low % 58**8,
        c // 58**8,
        c % 58**8,
        d_high,
        d_low // 58**8,
        d_low % 58**8,
    )


def _88_digits(number: int) -> str:
    """Return the 88 digits of a number below 58**88, zeros in front included."""
    lanes = int.from_bytes(_LANES.pack(*_lanes(number)), "little")
    for half, reciprocal, shift, mask, weight in _HALVINGS:
        lanes = (lanes << half) - (lanes * reciprocal >> shift & mask) * weight
    return lanes.to_bytes(2 * _WRITTEN_DIGITS, "little")[::2].translate(_SPELLING).decode("ascii")


def _texts_of_64_bytes(values: Sequence[bytes]) -> list[bytes]:
    """Return values of 64 bytes in base58btc, as many as are written together at most."""
    every: list[int] = []
    for number in map(int.from_bytes, values):
        every += _lanes(number)
    every += [0] * (11 * (_TOGETHER - len(values)))
    lanes = int.from_bytes(_ALL_LANES.pack(*every), "little")
    for half, reciprocal, shift, mask, weight in _ALL_HALVINGS:
        lanes = (lanes << half) - (lanes * reciprocal >> shift & mask) * weight
    digits = lanes.to_bytes(2 * _WRITTEN_DIGITS * _TOGETHER, "little")[::2].translate(_SPELLING)
    return [
        digits[start : start + _WRITTEN_DIGITS].lstrip(b"1")
        if value[0]
        else base58btc_encode(value).encode("ascii")
        for start, value in zip(range(0, len(digits), _WRITTEN_DIGITS), values, strict=False)
    ]


def _joined(digits: bytes) -> int:
    """Return the number that at most 128 digits of base 58 make."""
    lanes = int.from_bytes(digits)
    for bits, mask, weight in _LEVELS:
        lanes = (lanes >> bits & mask) * weight + (lanes & mask)
    return lanes


def _refuse_longer(text: str, max_chars: int) -> None:
    if len(text) > max_chars:
        detail = f"The text is longer than the {max_chars:,} characters that are read."
        raise LimitExceeded(Problem(LIMIT, detail))


def _not_of_base(base: str) -> MalformedDocument:
    return MalformedDocument(Problem(MALFORMED_VALUE, f"The text is not {base} as it is written."))
