"""Speak to other machines."""
