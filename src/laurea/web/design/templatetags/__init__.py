"""Template tags of the design language."""
