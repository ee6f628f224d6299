"""Database: the backend with prepared statements, rows, connections of ended threads."""
