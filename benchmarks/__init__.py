"""Benchmarks: ours, a named peer and the limit in one run. ``python -m benchmarks <name> --json``."""
