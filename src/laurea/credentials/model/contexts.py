"""The JSON-LD contexts that new credentials name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Context: TypeAlias = str | Mapping[str, Any]
"""A context by address, or written out."""

VC2_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
"""The context of the Verifiable Credentials Data Model 2.0: always the first."""

OB3_CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
"""The context of Open Badges 3.0: always the second."""

OB3_CONTEXTS: Final[tuple[Context, ...]] = (VC2_CONTEXT, OB3_CONTEXT)
"""What every Open Badges credential names, in this order."""
