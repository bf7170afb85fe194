"""Data Integrity proofs: one file for each cryptosuite, and one that checks proofs."""
