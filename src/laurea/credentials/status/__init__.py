"""Status lists: whether an issuer still stands by a credential."""
