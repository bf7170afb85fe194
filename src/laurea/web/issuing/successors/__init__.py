"""What was handed out in the place of what, and what becomes of what was there before."""
