"""How each peer is asked to issue what is then verified here."""

from __future__ import annotations

import json
import warnings
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from joserfc import jws
from jwcrypto.jwk import JWK
from openbadgeslib.ob3 import (
    Achievement,
    Issuer,
    OB3LdpSigner,
    OB3Signer,
    OpenBadgeCredential,
)
from openbadgeslib.ob3.eudi import issue_badge_sd_jwt
from openvc import Ed25519SigningKey, P256SigningKey, P384SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite
from openvc.proof.sd_jwt import SdJwtVcProofSuite
from openvc.proof.vc_jwt import VcJwtProofSuite
from openvc.status.bitstring import new_bitstring, set_status_bit
from openvc.status.issue import build_status_list_credential
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer

from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.proofs.token_writing import registered_claims
from tests.interop.formats import (
    ALWAYS_SHOWN,
    HELD,
    LIST,
    SIGNED,
    STATUS,
    WITHDRAWN,
    Key,
    Made,
    changed_document,
    changed_token,
    compact,
    made,
    unsigned,
)
from tests.interop.peers import (
    BAZAAR,
    DCC,
    EXTRA_CONTEXTS,
    OPENVC,
    Document,
    issue,
)
from tests.interop.readers import (
    JOSE,
    JOSERFC,
    OPENBADGESLIB,
    REGISTRY,
    SD_JWT,
    ask_node,
    joserfc_key,
)
from tests.simulator.specimens import SVG, a_png
from tests.simulator.status import new_entry

Issues = Callable[[Made], tuple[bytes, bytes, dict[str, Document]]]
"""Takes a row of the table; gives a file, one that was changed, and what stands on the Web."""

_CURVES = {KeyKind.P256: "P-256", KeyKind.P384: "P-384"}
_SEED = bytes(range(32))


def _documents(document: Document) -> tuple[bytes, bytes, dict[str, Document]]:
    return compact(document), compact(changed_document(document)), {}


def _tokens(token: str) -> tuple[bytes, bytes, dict[str, Document]]:
    return token.encode(), changed_token(token).encode(), {}


# Node -------------------------------------------------------------------------------------------


def _bazaar(row: Made) -> tuple[bytes, bytes, dict[str, Document]]:
    request = {"operation": "issue", "suite": row.suite, "document": unsigned("did:example:1")}
    if row.kind in _CURVES:
        request["curve"] = _CURVES[row.kind]
    if row.suite == "ecdsa-sd-2023":
        request["pointers"] = list(ALWAYS_SHOWN)
    (answer,) = ask_node("suites_peer.mjs", [request], at_once=True)
    if row.suite == "ecdsa-sd-2023":
        shown = {"pointers": ["/credentialSubject/identifier"], "document": answer["document"]}
        (answer,) = ask_node("suites_peer.mjs", [{"operation": "derive", **shown}], at_once=True)
    return _documents(answer["document"])


def _by_peers(peer: str, _: Made) -> tuple[bytes, bytes, dict[str, Document]]:
    return _documents(issue(peer, unsigned("did:example:1"), _SEED))


def _listed(
    sign: Callable[[Document], Document], listed: Document
) -> tuple[bytes, bytes, dict[str, Document]]:
    held, withdrawn = (
        sign(unsigned("did:example:1", credentialStatus=new_entry(LIST, index)))
        for index in (HELD, WITHDRAWN)
    )
    return compact(held), compact(withdrawn), {LIST: sign(listed)}


# openvc -----------------------------------------------------------------------------------------


def _openvc_key(key: Key) -> Any:
    backends = {
        KeyKind.ED25519: Ed25519SigningKey,
        KeyKind.P256: P256SigningKey,
        KeyKind.P384: P384SigningKey,
    }
    return backends[key.kind](key.private, key.method)


def _openvc(row: Made) -> tuple[bytes, bytes, dict[str, Document]]:
    key = row.key
    if row.name == STATUS:
        bits = new_bitstring(131_072)
        set_status_bit(bits, WITHDRAWN, True)
        listed = build_status_list_credential(
            id=LIST, issuer=key.did, bitstring=bits, valid_from=SIGNED
        )
        return _listed(partial(_openvc_document, "eddsa-rdfc-2022", key), listed)
    if row.name.startswith("VC-JWT"):
        token = VcJwtProofSuite().sign(unsigned(key.did), signing_key=_openvc_key(key))
        return _tokens(token)
    if row.name.startswith("SD-JWT"):
        claims = unsigned(key.did) | {"iss": key.did}
        token = SdJwtVcProofSuite().issue(
            claims, signing_key=_openvc_key(key), disclosable=["name"], vct="https://example.org/v"
        )
        return _tokens(token)
    return _documents(_openvc_document(row.suite, key, unsigned(key.did)))


def _openvc_document(suite: str, key: Key, document: Document) -> Document:
    unsecured = {**document, "issuer": key.did}
    how: dict[str, Any] = {
        "signing_key": _openvc_key(key),
        "verification_method": key.method,
    }
    suites: dict[str, Any] = {
        "eddsa-jcs-2022": EddsaJcsProofSuite,
        "ecdsa-jcs-2019": EcdsaJcsProofSuite,
        "eddsa-rdfc-2022": DataIntegrityProofSuite,
        "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
    }
    if "jcs" not in suite:
        how["extra_contexts"] = EXTRA_CONTEXTS
    if suite != "ecdsa-sd-2023":
        secured: Document = suites[suite]().add_proof(unsecured, **how)
        return secured
    base = EcdsaSdProofSuite().add_base_proof(unsecured, mandatory_pointers=ALWAYS_SHOWN, **how)
    shown: Document = EcdsaSdProofSuite().derive_proof(
        base,
        selective_pointers=["/credentialSubject/identifier"],
        extra_contexts=EXTRA_CONTEXTS,
    )
    return shown


# openbadgeslib ----------------------------------------------------------------------------------


def _its_credential(issuer_id: str) -> OpenBadgeCredential:
    return OpenBadgeCredential(
        issuer=Issuer(id=issuer_id, name="Fachschule Übersee"),
        recipient_id="mailto:mira@example.org",
        achievement=Achievement(
            id="https://schule.example.org/achievements/first-aid",
            name="Erste Hilfe",
            description="Gives first aid until help arrives.",
            criteria_narrative="Nine lessons and a practical test.",
        ),
        issuance_date=datetime(2025, 3, 1, tzinfo=UTC),
    )


def _openbadgeslib(row: Made) -> tuple[bytes, bytes, dict[str, Document]]:
    key = row.key
    credential = _its_credential(key.did)
    if row.name.startswith("SD-JWT"):
        return _tokens(issue_badge_sd_jwt(credential, privkey_pem=key.pem, kid=key.method))
    if row.name.startswith(("PNG", "SVG")):
        return _its_picture(row, credential)
    if row.suite == "eddsa-rdfc-2022":
        return _documents(OB3LdpSigner(key.pem).sign(credential))
    return _tokens(OB3Signer(key.pem, algorithm=row.suite).sign(credential))


def _its_picture(
    row: Made, credential: OpenBadgeCredential
) -> tuple[bytes, bytes, dict[str, Document]]:
    is_document = row.suite == "eddsa-rdfc-2022"
    signer: Any = (
        OB3LdpSigner(row.key.pem) if is_document else OB3Signer(row.key.pem, algorithm=row.suite)
    )
    baked = signer.sign_into_png(credential, a_png()) if row.name.startswith("PNG") else None
    baked = baked or signer.sign_into_svg(credential, SVG)
    return baked, _with_another_letter(baked), {}


def _with_another_letter(picture: bytes) -> bytes:
    """Change the name of the achievement, or a letter of the signature, and mend the checksum."""
    place = picture.find(b"Erste Hilfe")
    place = place if place >= 0 else picture.find(b"eyJ") + 200
    changed = picture[:place] + bytes([picture[place] ^ 1]) + picture[place + 1 :]
    start = changed.find(b"iTXt")
    if not picture.startswith(b"\x89PNG") or start < 0:
        return changed
    end = start + 4 + int.from_bytes(changed[start - 4 : start], "big")
    checksum = zlib.crc32(changed[start:end]).to_bytes(4, "big")
    return changed[:end] + checksum + changed[end + 4 :]


# tokens of any content --------------------------------------------------------------------------


def _payload_and_header(key: Key) -> tuple[Document, dict[str, str]]:
    document = unsigned(key.did)
    header = {"alg": key.signer.algorithm, "typ": "vc+jwt", "kid": key.method}
    return {**document, **registered_claims(document, SIGNED)}, header


def _jose(row: Made) -> tuple[bytes, bytes, dict[str, Document]]:
    payload, header = _payload_and_header(row.key)
    jwk = joserfc_key(row.kind, row.key.pem).as_dict(private=True)
    question = {"operation": "sign", "payload": payload, "header": header, "jwk": jwk}
    (answer,) = ask_node("jose_peer.mjs", [question], at_once=False)
    return _tokens(answer["token"])


def _joserfc(row: Made) -> tuple[bytes, bytes, dict[str, Document]]:
    payload, header = _payload_and_header(row.key)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # RFC 9864 has another name for EdDSA
        token = jws.serialize_compact(
            header, json.dumps(payload), joserfc_key(row.kind, row.key.pem), registry=REGISTRY
        )
    return _tokens(token)


def _sd_jwt(row: Made) -> tuple[bytes, bytes, dict[str, Document]]:
    payload, header = _payload_and_header(row.key)
    payload[SDObj("name")] = payload.pop("name")
    token = SDJWTIssuer(
        payload,
        JWK.from_pem(row.key.pem),
        sign_alg=header["alg"],
        extra_header_parameters={"typ": "vc+sd-jwt", "kid": header["kid"]},
    ).sd_jwt_issuance
    return _tokens(token)


ISSUERS: dict[str, Issues] = {
    DCC: partial(_by_peers, DCC),
    BAZAAR: _bazaar,
    OPENVC: _openvc,
    OPENBADGESLIB: _openbadgeslib,
    JOSE: _jose,
    JOSERFC: _joserfc,
    SD_JWT: _sd_jwt,
}
_ROWS = [row.name for row in made()]
_TOKENS = frozenset(name for name in _ROWS if name.startswith("VC-JWT"))
_PROOFS = frozenset(name for name in _ROWS if name.startswith(("ecdsa", "eddsa")))
_SELECTIVE = frozenset(name for name in _ROWS if name.startswith("SD-JWT"))
OFFERED: dict[str, frozenset[str]] = {
    DCC: frozenset({"eddsa-rdfc-2022"}),
    BAZAAR: _PROOFS,
    OPENVC: _PROOFS | (_TOKENS - {"VC-JWT, RS256"}) | _SELECTIVE | {STATUS},
    OPENBADGESLIB: frozenset({"eddsa-rdfc-2022"})
    | (_TOKENS - {"VC-JWT, ES384"})
    | _SELECTIVE
    | {name for name in _ROWS if name.startswith(("PNG", "SVG"))},
    JOSE: _TOKENS,
    JOSERFC: _TOKENS,
    SD_JWT: _SELECTIVE,
}
"""The rows that each peer can issue."""
