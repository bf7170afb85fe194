"""The audit trail of an organization, as its owners and auditors read it."""
