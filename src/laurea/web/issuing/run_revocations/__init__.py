"""Revoking all that a run issued: asked for once, carried out chunk by chunk, looked at."""
