"""Benchmarks: what this program does in a second, beside the limit measured in the same run.

Each figure is CPU time of one core, the median of interleaved rounds, as a ratio to something
that does not depend on this program: the raw signature, or a peer doing the same work.
`bench/RESULTS.md` keeps figures with date and command.
"""
