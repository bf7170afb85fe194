"""Assertions of Open Badges 1 and 2: published at an address, signed, or anchored in a ledger."""
