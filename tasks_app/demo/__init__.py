"""A page that changes while you watch, and a receiver for its webhook: the stage of `manage.py demo`."""
