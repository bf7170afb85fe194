"""The lowest room but one: who signs in, and with what."""
