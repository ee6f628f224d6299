"""The manner of every API answer: bodies in, JSON out, errors, pagination, OpenAPI."""
