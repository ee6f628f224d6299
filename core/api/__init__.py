"""HTTP of the API: parsers, JSON, errors, pagination, rate headers, OpenAPI."""
