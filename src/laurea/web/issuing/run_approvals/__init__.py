"""Approving runs that another person prepared, or sending them back."""
