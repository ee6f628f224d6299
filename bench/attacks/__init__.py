"""Attacks on a running Torale, on loopback: what each did before, and what it does now; see bench/README.md.

`python -m bench.attacks` tries those of `registry.py`. `bench.attacks.crowding` measures how long others wait, and has
a command of its own.
"""
