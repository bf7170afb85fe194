"""Reminding recipients that something ends: when, and the letters."""
