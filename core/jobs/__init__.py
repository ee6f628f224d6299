"""Background jobs: Celery's broker, transport and workers; child processes for hostile input."""
