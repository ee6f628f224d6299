"""What the documentation's site holds beside the pages of `docs/`."""
