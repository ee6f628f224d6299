"""Names of Celery's queues. A job goes to the queue that its name begins with."""

EXECUTIONS = "executions"
INQUIRIES = "inquiries"  # jobs whose asker waits for their answer, see `core.jobs.inquiries`
NOTIFICATIONS = "notifications"
MAINTENANCE = "maintenance"
ALL = (EXECUTIONS, INQUIRIES, NOTIFICATIONS, MAINTENANCE)
