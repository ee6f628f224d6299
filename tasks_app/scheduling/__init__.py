"""Scheduling: what is due becomes executions on the queue."""
