"""Telling other programs what happened: who is told of what, and each telling."""
