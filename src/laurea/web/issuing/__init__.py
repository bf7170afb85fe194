"""Awarding: reserved, signed, stored and only then handed out; singly and in runs."""
