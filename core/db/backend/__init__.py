"""The database backend of `DATABASES`: Django's for PostgreSQL, with two things that make a request cheaper."""
