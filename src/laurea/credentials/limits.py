"""Every limit the core puts on untrusted input, in one frozen value that is passed in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on what is read and on how much work one document may cause.

    The work limits are step budgets counted inside the algorithms, never clocks, so that the
    same input gives the same answer on every machine.
    """

    document_bytes: int = 2 * 1024 * 1024
    """Largest JSON document, and largest credential text inside an image."""
    depth: int = 64
    """Deepest nesting of JSON objects and arrays."""
    integer_magnitude: int = 2**53 - 1
    """Largest absolute value of a JSON integer (RFC 7493, section 2.2)."""
    proofs: int = 10
    """Most proofs on one document."""
    token_header_bytes: int = 16 * 1024
    """Largest header of a signed token, before base64url."""
    disclosures: int = 1_000
    """Most disclosures of one SD-JWT."""
    nested_credentials: int = 200
    """Most credentials inside one credential, endorsements included."""
    nested_depth: int = 4
    """Deepest nesting of credentials in credentials."""
    quads: int = 100_000
    """Most N-Quads that are canonicalised."""
    nquads_characters: int = 16 * 1024 * 1024
    """Longest N-Quads document; empty lines and comments count as well."""
    blank_node_steps: int = 50_000
    """Work budget of canonicalising, shared by all documents of one verification: hashes computed
    beyond the first-degree ones, and a step for every eight statements."""
    image_bytes: int = 8 * 1024 * 1024
    """Largest image a credential is baked into or read from."""
    image_chunks: int = 4_096
    """Most chunks of one PNG."""
    image_pixels: int = 64_000_000
    """Largest width times height of a picture that is drawn or re-drawn."""
    svg_depth: int = 256
    """Deepest nesting of elements in one SVG."""
    svg_elements: int = 100_000
    """Most elements of one SVG."""
    pdf_bytes: int = 8 * 1024 * 1024
    """Largest PDF an attachment is read from, and the most that may be expanded of it."""
    pdf_objects: int = 50_000
    """Most objects of one PDF, each counted again whenever it is read."""
    fetches: int = 20
    """Most addresses that are asked in one verification."""
    redirects: int = 3
    """How often the address of a hosted assertion of Open Badges 1 or 2 may lead on to another."""
    key_document_bytes: int = 1024 * 1024
    """Largest DID document or controller document that is fetched."""
    status_entries: int = 16
    """Most entries in the `credentialStatus` of one credential."""
    status_list_bytes: int = 3 * 1024 * 1024
    """Largest status list that is fetched."""
    status_bitstring_bytes: int = 8 * 1024 * 1024
    """Largest bitstring of a status list, once it is expanded."""
    status_expansions: int = 64
    """How often, in one verification, a bitstring that was not kept is expanded again. Kept are
    as many as `status_bitstring_bytes` has room for."""
    schema_bytes: int = 1024 * 1024
    """Largest JSON Schema that is fetched."""
    schema_steps: int = 500_000
    """Work budget of comparing a document with its schemas: about one step for each keyword, and
    for each character that a pattern looks at."""
    clock_skew_s: int = 300
    """How far the clocks of issuer and verifier may lie apart, in seconds."""


DEFAULT_LIMITS = Limits()
