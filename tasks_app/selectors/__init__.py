"""Readings of tasks for pages: each with a constant number of statements."""
