"""Who may award, and decide what becomes of what was awarded."""

from __future__ import annotations

from typing import Final

from laurea.web.organizations.access import Role

ISSUERS: Final = frozenset({Role.OWNER, Role.ISSUER})
