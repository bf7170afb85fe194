"""What everybody may look up: the front page, issuers, achievements."""
