"""Database connections, whichever app uses them."""
