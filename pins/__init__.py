"""Checks of the pinned requirements: their known vulnerabilities, or else their age. `python -m pins` runs them."""
