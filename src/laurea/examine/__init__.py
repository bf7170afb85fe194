"""The corpus adapter: one case as a JSON line in, one verdict as a JSON line out.

`python -m laurea.examine` reads cases `{id, kind, operation, path, options, network, trusted,
trust_document_issuer}` from standard input and answers each with `{verdict, errors, ms,
rss_growth_mb, fetched}`. Cases of a kind that is not read here are answered `unsupported`.
The network is the case's own: addresses it does not name are refused.
"""
