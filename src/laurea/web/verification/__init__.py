"""Checking credentials of any issuer, for anybody."""
