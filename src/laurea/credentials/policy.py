"""What a verifier demands beyond the standards: whom to trust, whom to expect, how strict.

Options that decide where practice and the letter of a standard disagree stand here by name. Whom
to trust is strict by default: nobody. What is asked of the form of status lists is lenient by
default, with a warning, because honest issuers publish such lists; docs/adr/0007 gives the
reasons.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatusPolicy:
    """What a verifier accepts of status lists, where practice and standard differ.

    Attributes:
        short_lists: whether a list of fewer than 131,072 entries is answered with a warning,
            not with a failure. The standard refuses such lists; issuers publish them.
        moved_lists: whether a list whose id is another address clears a credential, with a
            warning, where both addresses end in the same unguessable name.
        list_issuers: issuers whose lists are relied on beside the credential's own issuer's.
        doubtful_lists: whether a list that was read and cannot be relied on, because it is
            forged, out of date or of another kind, leaves the status unknown. Otherwise it fails
            the credential; docs/adr/0026 gives the reasons.
    """

    short_lists: bool = True
    moved_lists: bool = True
    doubtful_lists: bool = True
    list_issuers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TokenPolicy:
    """What a verifier accepts of signed tokens (JWT), where practice and standard differ.

    Attributes:
        vc_claim: whether the credential may stand in the claim `vc`, as Data Model 1.1 has it.
        missing_claims: whether a token of Open Badges may lack `iss`, `sub`, `jti` or `nbf`; it
            is answered with a warning. Claims that stand there must fit in any case.
    """

    vc_claim: bool = True
    missing_claims: bool = True


@dataclass(frozen=True, slots=True)
class VerificationPolicy:
    """One verifier's demands.

    `trusted_issuers` are issuer ids from the registries the verifier chose. `expected_email` and
    `expected_id` are the address and the identifier, such as a DID, of the person who shows the
    credential, where that is to be checked; both must fit where both are given. `domain` and
    `challenge` are what proofs that name them must name. `status` says what is accepted of status
    lists, and `tokens` what is accepted of tokens. `holder_is_subject` asks that whoever presents
    a credential is the one to whom it was awarded.

    `trusted_hosts` are hosts, such as `school.example`, on which every issuer of Open Badges 1 and
    2 counts as trusted. Name only those that serve one organisation; docs/adr/0016 gives the
    reasons.

    `definitions` says whether a definition that awards nothing, such as a BadgeClass of Open Badges
    2 on its own, may be valid; it carries a warning then. docs/adr/0015 gives the reasons.

    `refresh` asks an issuer's `refreshService` once for a newer version, and judges that one;
    `related_resources` fetches what a credential pins by digests, to compare it. Either tells a
    server that somebody looks at the credential; docs/adr/0018 gives the reasons.

    `pretended_ledgers` says whether a Blockcert may be valid whose anchor is in a ledger for tests
    that does not exist; it carries a warning, and proves no issuer. docs/adr/0024 gives the
    reasons.

    `unchecked_schemas` says whether a credential may be valid although a schema that it names could
    not be fetched or evaluated; the check stays `unknown`, with a warning. A misfit fails in any
    case. `subject_schemas` says whether a schema of draft 4, which is none of the data model, is
    compared with the subject, as programs for Blockcerts do. docs/adr/0027 gives the reasons.

    `other_signers` says whether proofs that name keys of somebody else may stand beside the
    issuer's own; they count for nothing, with a warning. docs/adr/0028 gives the reasons.

    `unchecked_proofs` says whether proofs of a kind that a specification names and that is not
    checked here, such as `bbs-2023`, may stand beside one that holds. They count for nothing, with
    a warning; docs/adr/0031 gives the reasons.

    `unsigned_directions` says whether texts may state their direction where the signature does not
    cover it, and `secp256k1` whether keys on that curve may sign with `ecdsa-sd-2023`, which does
    not have it. docs/adr/0029 gives the reasons.

    `own_origins` are origins, such as `http://localhost:8000`, whose documents the resolver has at
    hand: they are asked for although they are not public hosts or speak no https. Name only those
    that the resolver answers without a network; docs/adr/0010 gives the reasons.
    """

    trusted_issuers: frozenset[str] = frozenset()
    trusted_hosts: frozenset[str] = frozenset()
    definitions: bool = False
    pretended_ledgers: bool = False
    unchecked_schemas: bool = False
    subject_schemas: bool = False
    other_signers: bool = False
    unchecked_proofs: bool = False
    unsigned_directions: bool = False
    secp256k1: bool = False
    expected_email: str | None = None
    expected_id: str | None = None
    domain: str | None = None
    challenge: str | None = None
    status: StatusPolicy = StatusPolicy()
    tokens: TokenPolicy = TokenPolicy()
    holder_is_subject: bool = True
    refresh: bool = False
    related_resources: bool = False
    own_origins: frozenset[str] = frozenset()


DEFAULT_POLICY = VerificationPolicy()
