"""The formats of credentials on the wire: one file is one format, and alone knows its names."""

from __future__ import annotations
