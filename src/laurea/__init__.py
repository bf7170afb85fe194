"""Laurea: digital badges and micro-credentials, issued, held, verified and stacked.

Layers import only downwards; `docs/explanation/house.md` draws them. The pure package
`laurea.credentials` is useful on its own.
"""

__version__ = "0.1.0"
