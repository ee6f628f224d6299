"""Parts of the documentation's site beside the pages of `docs/`."""
