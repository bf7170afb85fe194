"""What the core needs from outside, as protocols: documents, private keys, parallel work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar, runtime_checkable

_Task = TypeVar("_Task")
_Answer = TypeVar("_Answer")


class Resolver(Protocol):
    """Fetches the few documents that verification may need: DID documents, status lists."""

    def fetch(self, url: str, *, accept: str, max_bytes: int) -> bytes:
        """Return the document at `url`.

        Args:
            url: an absolute https URL. Anything else is refused.
            accept: the media types asked for, as an HTTP `Accept` value.
            max_bytes: the most that is read.

        Raises:
            NotFound: the address answers that there is nothing.
            Unavailable: no answer, a refusal by policy, a redirect, or more than `max_bytes`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Redirected:
    """A document, and the address that gave it in the end."""

    content: bytes
    address: str


@runtime_checkable
class RedirectedResolver(Protocol):
    """A resolver that can also be led on to another address, for hosted Open Badges 1 and 2 alone.

    Nothing else in a verification follows a redirect.
    """

    def fetch_redirected(
        self, url: str, *, accept: str, max_bytes: int, redirects: int
    ) -> Redirected:
        """Return the document that `url` leads to, through at most `redirects` other addresses.

        Each address on the way is judged as the first one is.

        Raises:
            Gone: an address answers that the document was taken away for good.
            NotFound: an address answers that there is nothing.
            Unavailable: as `Resolver.fetch`, or one redirect too many.
        """
        ...


@dataclass(frozen=True, slots=True)
class AnchorRecord:
    """What a transaction in a public ledger holds.

    Attributes:
        content: the bytes that it carries beside its payment: a Merkle root, 32 bytes.
        at: when its block was made, timezone-aware.
        issuing_address: the address that signed it, as the ledger writes addresses.
        spent: the addresses to which it paid something that was spent since, which is how
            Blockcerts 1 are revoked; None where that was not asked for.
    """

    content: bytes
    at: datetime
    issuing_address: str
    spent: frozenset[str] | None = None


class ChainReader(Protocol):
    """Reads transactions in public ledgers. Whom it asks is its own affair."""

    def transaction(self, ledger: str, network: str, transaction: str) -> AnchorRecord:
        """Return what a transaction holds, once it is settled.

        Args:
            ledger: `btc` or `eth`.
            network: `mainnet`, `testnet`, `ropsten`, `rinkeby`, `goerli` or `sepolia`.
            transaction: its id, as the document writes it.

        Raises:
            NotFound: the ledger has no such transaction.
            Unavailable: nobody answered, the network is not read, or it is not settled yet.
        """
        ...


class Executor(Protocol):
    """Spreads work over threads or processes, as `concurrent.futures.Executor` does."""

    def map(self, work: Callable[[_Task], _Answer], tasks: Iterable[_Task], /) -> Iterator[_Answer]:
        """Return the answers of `work` to all tasks, in their order."""
        ...


class Signer(Protocol):
    """Signs with one private key that the core never sees."""

    @property
    def verification_method(self) -> str:
        """The absolute IRI under which verifiers find the public key."""
        ...

    @property
    def algorithm(self) -> str:
        """The JOSE name of the signature algorithm: `EdDSA`, `ES256`, `ES384`."""
        ...

    def sign_many(self, messages: Sequence[bytes], reservation: str | None) -> list[bytes]:
        """Return one signature for each message, in order.

        Args:
            messages: what is signed, already hashed as the cryptosuite demands.
            reservation: the token under which the issuer reserved these awards, where the
                signer asks for one.
        """
        ...
