"""Parts that any app may use and that know no app: jobs, network, database, operations."""
