"""An issuer in memory: keys that rotate and are withdrawn, a web site, lists, signed documents.

Everything is decided by fixed seeds, so that the same test signs the same bytes each time. The
issuer can also misbehave: sign whatever it is told to, with any key and any options.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from laurea.credentials.canon import bundled
from laurea.credentials.keys.did_key import did_key
from laurea.credentials.keys.did_web import did_web_url
from laurea.credentials.keys.multibase import base58btc_encode
from laurea.credentials.keys.multikey import to_multikey
from laurea.credentials.keys.public_key import KeyKind
from laurea.credentials.model import Achievement, Criteria, Profile
from laurea.credentials.ports import Signer
from laurea.credentials.status.new_list import new_status_list
from laurea.integrations.keystore.private_key import (
    PrivateKey,
    generate_private_key,
    public_key_of,
    signer_for,
)
from tests.simulator.documents import OB, V2
from tests.simulator.resolver import MemoryResolver

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
SIGNED = datetime(2026, 6, 14, 9, tzinfo=UTC)
"""When the issuers of the tests sign, if nothing else is said."""
NOW = datetime(2026, 11, 1, tzinfo=UTC)
"""When the verifiers of the tests verify."""


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def a_private_key(seed: str) -> PrivateKey:
    digest = hashlib.sha256(seed.encode()).digest()
    return generate_private_key(KeyKind.ED25519, lambda count: digest[:count])


@dataclass(slots=True)
class Key:
    """One key of an issuer, and what the issuer says about it."""

    name: str
    private: PrivateKey
    is_listed: bool = True
    purposes: tuple[str, ...] = ("assertionMethod",)
    controller: str | None = None
    revoked: datetime | None = None
    expires: datetime | None = None

    @property
    def multikey(self) -> str:
        return to_multikey(public_key_of(self.private))


@dataclass(slots=True)
class Issuer:
    """An issuer known by did:key, by did:web, or by the https address of its Profile."""

    id: str
    name: str
    keys: list[Key]
    web: MemoryResolver = field(default_factory=MemoryResolver)

    @classmethod
    def by_did_key(cls, seed: str = "academy", web: MemoryResolver | None = None) -> Issuer:
        private = a_private_key(seed)
        did = did_key(public_key_of(private))
        key = Key(did.removeprefix("did:key:"), private)
        return cls(did, f"Academy {seed}", [key], web or MemoryResolver())

    @classmethod
    def by_did_web(cls, host: str = "school.example", web: MemoryResolver | None = None) -> Issuer:
        issuer = cls(f"did:web:{host}", f"School {host}", [], web or MemoryResolver())
        issuer.rotate("key-1")
        return issuer

    @classmethod
    def by_address(
        cls, url: str = "https://school.example/issuer", web: MemoryResolver | None = None
    ) -> Issuer:
        """An issuer whose key stands in the fragment of its address, and in no document."""
        key = Key("", a_private_key(url))
        key.name = key.multikey
        return cls(url, "School by address", [key], web or MemoryResolver())

    @property
    def key(self) -> Key:
        """The present key: the newest."""
        return self.keys[-1]

    @property
    def profile(self) -> dict[str, Any]:
        return {"id": self.id, "type": ["Profile"], "name": self.name}

    def method(self, key: Key) -> str:
        return f"{self.id}#{key.name}"

    def signer(self, key: Key | None = None) -> Signer:
        key = key or self.key
        return signer_for(key.private, self.method(key))

    # -- keys

    def rotate(self, name: str) -> Key:
        """Make a new key, sign with it from now on, and publish it beside the earlier ones."""
        self.keys.append(Key(name, a_private_key(f"{self.id} {name}")))
        self.publish_keys()
        return self.key

    def publish_keys(self) -> None:
        """Publish the key document as it now stands."""
        if self.id.startswith("did:web:"):
            self.web.publish(did_web_url(self.id), self.key_document())
        elif self.id.startswith("https:"):
            self.web.publish(self.id, self.key_document())

    def key_document(self) -> dict[str, Any]:
        listed = [key for key in self.keys if key.is_listed]
        purposes = sorted({purpose for key in listed for purpose in key.purposes})
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.id,
            "verificationMethod": [self._listed(key) for key in listed],
            **{
                purpose: [self.method(key) for key in listed if purpose in key.purposes]
                for purpose in purposes
            },
        }

    def _listed(self, key: Key) -> dict[str, Any]:
        moments = {"revoked": key.revoked, "expires": key.expires}
        return {
            "id": self.method(key),
            "type": "Multikey",
            "controller": key.controller or self.id,
            "publicKeyMultibase": key.multikey,
            **{name: stamp(moment) for name, moment in moments.items() if moment is not None},
        }

    # -- documents

    def _new_id(self, changes: Mapping[str, Any]) -> str:
        """Return an id that depends on what the credential says."""
        said = json.dumps([self.id, changes], sort_keys=True, default=str)
        return f"urn:uuid:{hashlib.sha256(said.encode()).hexdigest()[:32]}"

    def unsigned(self, **changes: Any) -> dict[str, Any]:
        """Return a credential as it is before it is signed; `changes` replace top members."""
        return {
            "@context": [V2, OB],
            "id": self._new_id(changes),
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": "Robot safety",
            "issuer": self.profile,
            "validFrom": "2026-06-14T09:00:00Z",
            "credentialSubject": {
                "id": "did:example:mira-okonjo",
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": "https://school.example/achievements/robot-safety",
                    "type": ["Achievement"],
                    "name": "Robot safety",
                    "description": "Works beside an industrial robot without harm to anybody.",
                    "criteria": {"narrative": "Passed the practical test."},
                },
            },
        } | changes

    def rich(self, **changes: Any) -> dict[str, Any]:
        """Return an unsigned credential with nearly every kind of object that there is."""
        document = self.unsigned(
            validUntil="2036-06-14T09:00:00Z",
            awardedDate="2026-06-13T09:00:00Z",
            description=[
                {"@value": "Shown at the practical test", "@language": "en"},
                {"@value": "In der Prüfung gezeigt", "@language": "de"},
            ],
            image={"id": "https://school.example/robot.png", "type": "Image", "caption": "Arm"},
            evidence=[{"id": "https://school.example/e/1", "type": ["Evidence"], "name": "Film"}],
        )
        document["issuer"] = {
            **self.profile,
            "url": "https://school.example/",
            "email": "office@school.example",
            "address": {"type": ["Address"], "addressLocality": "Halden"},
            "otherIdentifier": [
                {"type": "IdentifierEntry", "identifier": "4711", "identifierType": "identifier"}
            ],
        }
        subject = document["credentialSubject"]
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "mira@example.org",
                "identityType": "emailAddress",
            }
        ]
        subject["result"] = [
            {"type": ["Result"], "resultDescription": "urn:result:1", "value": "87"}
        ]
        subject["achievement"] |= {
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "operate robots",
                    "targetUrl": "https://skills.example/robots",
                    "targetCode": "R-7",
                }
            ],
            "resultDescription": [
                {
                    "id": "urn:result:1",
                    "type": ["ResultDescription"],
                    "name": "Final mark",
                    "resultType": "RubricCriterionLevel",
                    "rubricCriterionLevel": [
                        {"id": "urn:level:1", "type": ["RubricCriterionLevel"], "name": "Good"}
                    ],
                }
            ],
            "related": [{"id": "urn:achievement:2", "type": ["Related"]}],
            "tag": ["robot", "safety"],
        }
        return document | changes

    def sign(
        self,
        document: Mapping[str, Any],
        *,
        key: Key | None = None,
        previous: Sequence[Mapping[str, Any]] = (),
        **options: Any,
    ) -> dict[str, Any]:
        """Return a document with a proof as its only one; see `proof`."""
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        proof = self.proof(unsecured, key=key, previous=previous, **options)
        return unsecured | {"proof": proof}

    def proof(
        self,
        unsecured: Mapping[str, Any],
        *,
        key: Key | None = None,
        previous: Sequence[Mapping[str, Any]] = (),
        **options: Any,
    ) -> dict[str, Any]:
        """Return an `eddsa-rdfc-2022` proof, honest in its signature, whatever its options say.

        Args:
            unsecured: the document without its proofs.
            key: the key that signs; the present one where `None`.
            previous: the proofs that this one is chained to.
            options: members of the proof beside the usual ones; `None` leaves one out.
        """
        signer = self.signer(key)
        members = {
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-rdfc-2022",
            "created": stamp(SIGNED),
            "verificationMethod": signer.verification_method,
            "proofPurpose": "assertionMethod",
        } | options
        proof = {name: value for name, value in members.items() if value is not None}
        chained = {"proof": list(previous)} if previous else {}
        canonical = bundled().nquads
        digests = (
            hashlib.sha256(canonical({**proof, "@context": unsecured["@context"]})).digest(),
            hashlib.sha256(canonical({**unsecured, **chained})).digest(),
        )
        (signature,) = signer.sign_many([b"".join(digests)], None)
        return {**proof, "proofValue": f"z{base58btc_encode(signature)}"}

    def signed(self, **changes: Any) -> dict[str, Any]:
        """Return a plain signed credential; `changes` replace top members before signing."""
        return self.sign(self.unsigned(**changes))

    def endorsement(self, **changes: Any) -> dict[str, Any]:
        """Return a signed endorsement of the achievement that the issuers of the tests award."""
        return self.sign(
            {
                "@context": [V2, OB],
                "id": "urn:uuid:0f1b2a7e-0a44-4f0e-8e9c-9a8b7c6d5e4f",
                "type": ["VerifiableCredential", "EndorsementCredential"],
                "name": "Endorsement by an employer",
                "issuer": self.profile,
                "validFrom": "2026-06-14T09:00:00Z",
                "credentialSubject": {
                    "id": "https://school.example/achievements/robot-safety",
                    "type": ["EndorsementSubject"],
                    "endorsementComment": "We hire on it.",
                },
            }
            | changes
        )

    def clr(self, inside: Sequence[Any], **changes: Any) -> dict[str, Any]:
        """Return a signed comprehensive learner record of the credentials given."""
        return self.sign(
            {
                "@context": [V2, CLR, OB],
                "id": self._new_id({"inside": list(inside), **changes}),
                "type": ["VerifiableCredential", "ClrCredential"],
                "name": "Record of Mira Okonjo",
                "issuer": self.profile,
                "validFrom": "2026-06-14T09:00:00Z",
                "credentialSubject": {
                    "id": "did:example:mira-okonjo",
                    "type": ["ClrSubject"],
                    "verifiableCredential": list(inside),
                },
            }
            | changes
        )

    # -- status

    def publish_list(
        self,
        url: str,
        *,
        revoked: Iterable[int] = (),
        purpose: str = "revocation",
        signed_by: Issuer | None = None,
        **changes: Any,
    ) -> None:
        """Sign and publish a status list; `changes` replace top members before signing."""
        unsigned = new_status_list(
            url, issuer=self.id, valid_from=SIGNED, set_indexes=revoked, purpose=purpose
        )
        self.web.publish(url, (signed_by or self).sign(copy.deepcopy(unsigned) | changes))

    # -- values of the model

    def achievement(self) -> Achievement:
        return Achievement(
            id="https://school.example/achievements/robot-safety",
            name="Robot safety",
            description="Works beside an industrial robot without harm to anybody.",
            criteria=Criteria(narrative="Passed the practical test."),
        )

    def as_profile(self) -> Profile:
        return Profile(id=self.id, name=self.name)
