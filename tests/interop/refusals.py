"""What is known not to fit, and why. Every "no" of the table is one of these, and the reverse."""

from __future__ import annotations

from dataclasses import dataclass

from tests.interop.formats import STATUS, STATUS_TOKEN
from tests.interop.peers import OPENVC
from tests.interop.readers import OPENBADGESLIB

THERE = "made here, verified there"
HERE = "made there, verified here"

_VC_CLAIM = (
    "wants the credential inside a claim `vc`; by VC-JOSE-COSE and Open Badges 3.0 the payload is "
    "the credential"
)
_SHA_384 = (
    "names unnamed nodes by SHA-256 with P-384 too, where the cryptosuite asks for SHA-384; the "
    "peer `@digitalbazaar/vc` agrees with Laurea"
)
_JCS_CONTEXT = (
    "signs options of the proof with an `@context` that the proof then lacks; the peer "
    "`@digitalbazaar/vc` refuses it as well"
)
_NBF = "writes the moment of signing as `nbf`, where Open Badges 3.0 asks for `validFrom`"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A "no": who, about which row, in which direction; the reason, and a word of the answer."""

    peer: str
    row: str
    direction: str
    reason: str
    says: str


def _of(peer: str, direction: str, rows: tuple[str, ...], reason: str, says: str) -> list[Refusal]:
    return [Refusal(peer, row, direction, reason, says) for row in rows]


_ELLIPTIC = ("VC-JWT, EdDSA", "VC-JWT, ES256", "VC-JWT, ES384")
_JCS = ("eddsa-jcs-2022", "ecdsa-jcs-2019, P-256", "ecdsa-jcs-2019, P-384")
_P384 = ("ecdsa-rdfc-2019, P-384",)
_SELECTIVE = ("SD-JWT (`vc+sd-jwt`), ES256",)

REFUSALS: tuple[Refusal, ...] = (
    *_of(OPENVC, THERE, _P384, _SHA_384, "does not verify"),
    *_of(OPENVC, HERE, _P384, _SHA_384, "proof-invalid"),
    *_of(OPENVC, HERE, _JCS, _JCS_CONTEXT, "proof-invalid"),
    *_of(OPENVC, THERE, (*_ELLIPTIC, STATUS_TOKEN), _VC_CLAIM, "no embedded `vc`"),
    *_of(
        OPENVC,
        THERE,
        ("VC-JWT, RS256",),
        "reads no `did:key` of an RSA key",
        "could not resolve issuer DID",
    ),
    *_of(OPENVC, HERE, _ELLIPTIC, _NBF, "The claim nbf"),
    *_of(
        OPENVC,
        HERE,
        _SELECTIVE,
        "issues the type `dc+sd-jwt` of the IETF with a `vct`, not W3C credentials as `vc+sd-jwt`",
        "dc+sd-jwt",
    ),
    *_of(
        OPENBADGESLIB,
        THERE,
        ("ecdsa-sd-2023, derived",),
        "asks that every disclosed credential carry a `credentialStatus`; this one has none",
        "omitted credentialStatus",
    ),
    *_of(
        OPENBADGESLIB,
        THERE,
        _SELECTIVE,
        "reads SD-JWT only with the `vct` of its own, not W3C credentials",
        "vct None",
    ),
    *_of(
        OPENBADGESLIB,
        HERE,
        _SELECTIVE,
        "issues flat claims with a `vct`, which are no W3C credential",
        "no credential is in it",
    ),
    *_of(
        OPENBADGESLIB,
        THERE,
        (STATUS,),
        "reads lists only as VC-JWT (the next row), not with a proof inside",
        "not a signed JWT-VC",
    ),
)
