"""Scheduling: turn due tasks into executions on the queue."""
