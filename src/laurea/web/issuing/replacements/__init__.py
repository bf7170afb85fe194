"""Credentials that take the place of others: corrected, or renewed."""
