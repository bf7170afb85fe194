"""Bringing what was awarded on another platform: as history, and signed anew if wished."""
