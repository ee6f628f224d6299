"""Page and webhook receiver of `manage.py demo`. The page changes while you watch."""
