"""The dashboard: first page of the Django admin, made to be kept open."""
