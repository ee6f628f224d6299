"""Django's database backend for PostgreSQL, with cheaper prepared statements and connection checks."""
