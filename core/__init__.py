"""Parts that any app may use and that know no app: API, database, jobs, network, operations, web server."""
