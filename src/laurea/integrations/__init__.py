"""Adapters: each module or folder speaks to one thing outside Laurea."""
