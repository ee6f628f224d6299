"""Attacks on a running Torale, on loopback: what each did before, and what it does now; see bench/README.md.

`python -m bench.attacks` tries those of `registry.py`. How long others wait for a user who takes all that is allowed is
measured by `python -m bench.attacks.crowding`.
"""
