"""An issuer of Open Badges 2: a profile, a key, an achievement, assertions at their addresses."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.simulator.resolver import MemoryResolver

OB2 = "https://w3id.org/openbadges/v2"
EMAIL = "mira@example.org"


@cache
def a_rsa_key(name: str) -> rsa.RSAPrivateKey:
    """Return a key that is made once for each name."""
    del name
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


@dataclass(slots=True)
class OldIssuer:
    """Publishes on one host. What is published can be changed by `publish` on its `web`."""

    host: str = "school.example"
    web: MemoryResolver = field(default_factory=MemoryResolver)
    issued: int = 0

    def __post_init__(self) -> None:
        """Publish the profile, its key, its list and one achievement."""
        for document in (self.profile(), self.key(), self.revocations(), self.badge()):
            self.web.publish(document["id"], document)

    def at(self, path: str) -> str:
        return f"https://{self.host}/{path}"

    def profile(self, **changes: Any) -> dict[str, Any]:
        return {
            "@context": OB2,
            "type": "Profile",
            "id": self.at("profile"),
            "name": "Halden Works Academy",
            "url": self.at(""),
            "email": "office@school.example",
            "publicKey": self.at("key"),
            "revocationList": self.at("revocations"),
            **changes,
        }

    def key(self, name: str = "school", **changes: Any) -> dict[str, Any]:
        public = a_rsa_key(name).public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return {
            "@context": OB2,
            "type": "CryptographicKey",
            "id": self.at("key"),
            "owner": self.at("profile"),
            "publicKeyPem": pem,
            **changes,
        }

    def revocations(self, *revoked: Any, **changes: Any) -> dict[str, Any]:
        return {
            "@context": OB2,
            "type": "RevocationList",
            "id": self.at("revocations"),
            "issuer": self.at("profile"),
            "revokedAssertions": list(revoked),
            **changes,
        }

    def badge(self, **changes: Any) -> dict[str, Any]:
        return {
            "@context": OB2,
            "type": "BadgeClass",
            "id": self.at("badge"),
            "name": "Pump maintenance",
            "description": "Keeps pumps running.",
            "image": self.at("badge.png"),
            "criteria": {"narrative": "Take a pump apart and put it together."},
            "issuer": self.at("profile"),
            **changes,
        }

    def assertion(self, **changes: Any) -> dict[str, Any]:
        """Return an assertion that nobody published yet."""
        self.issued += 1
        return {
            "@context": OB2,
            "type": "Assertion",
            "id": self.at(f"assertions/{self.issued}"),
            "recipient": {"type": "email", "identity": EMAIL, "hashed": False},
            "badge": self.at("badge"),
            "verification": {"type": "HostedBadge"},
            "issuedOn": "2026-01-15T09:00:00Z",
            **changes,
        }

    def hosted(self, **changes: Any) -> dict[str, Any]:
        """Return an assertion that stands at its address."""
        document = self.assertion(**changes)
        self.web.publish(document["id"], document)
        return document

    def signed(
        self, key: str = "school", header: dict[str, Any] | None = None, **changes: Any
    ) -> str:
        """Return a signed assertion."""
        creator = {"type": "SignedBadge", "creator": self.at("key")}
        document = self.assertion(**{"verification": creator, **changes})
        head = encoded(json.dumps(header or {"alg": "RS256"}).encode())
        text = f"{head}.{encoded(json.dumps(document).encode())}"
        signature = a_rsa_key(key).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{encoded(signature)}"
