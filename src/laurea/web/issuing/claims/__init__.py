"""Claims: the link by which a recipient takes a credential, and the one answer it has."""
