"""Requests to addresses that users name, and mail addresses."""
