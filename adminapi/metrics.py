"""Gauges for Prometheus, read from the database and Redis at each scrape.

Each query reads an index up to a bound, with a time limit. A part that does not answer is left out, and `torale_up`
reports it.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from redis.exceptions import RedisError

from core.jobs import heartbeat, queues

logger = logging.getLogger(__name__)

# Upper bounds of the counts.
MOST_OPEN, MOST_OVERDUE = 100_000, 1_000
JOURNAL = "SELECT count(*) FROM (SELECT 1 FROM adminapi_journalentry LIMIT %(most)s) entries"
LONGEST_MS = 2_000
OPEN = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM tasks_app_execution WHERE status = 'pending' LIMIT %(most)s) p),
       (SELECT count(*) FROM (SELECT 1 FROM tasks_app_execution WHERE status = 'running' LIMIT %(most)s) r),
       (SELECT count(*) FROM (SELECT 1 FROM tasks_app_execution WHERE status = 'retrying' LIMIT %(most)s) w)
"""
OVERDUE = """
SELECT count(*), min(due_at) FROM (
    SELECT clocked.clocked_time AS due_at
    FROM django_celery_beat_clockedschedule clocked
    JOIN django_celery_beat_periodictask periodic ON periodic.clocked_id = clocked.id AND periodic.enabled
    JOIN tasks_app_task task ON task.periodic_task_id = periodic.id AND task.state = 'active'
    WHERE clocked.clocked_time <= %(now)s ORDER BY clocked.clocked_time LIMIT %(most)s
) overdue
"""
# Due notifications are published within a minute, so they come first in this order.
OUTBOX = """
SELECT count(*), count(*) FILTER (WHERE next_attempt_at <= %(now)s), min(next_attempt_at)
FROM (
    SELECT next_attempt_at FROM notifications_notification
    WHERE status = 'pending' AND digest_id IS NULL ORDER BY publish_at LIMIT %(most)s
) pending
"""


class States:
    """Collector of the gauges, for prometheus_client."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("torale_up", "Whether it answers, or gives signs of life", labels=["part", "queue"])
        for part, read in (("database", _from_database), ("redis", _from_redis)):
            try:
                yield from read(up)
            except (DatabaseError, InterfaceError, RedisError) as error:
                logger.warning("the metrics lack what the %s would say: %s", part, type(error).__name__)
                up.add_metric([part, ""], 0)
            else:
                up.add_metric([part, ""], 1)
        yield up


def _from_database(up: GaugeMetricFamily) -> list[Metric]:
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{LONGEST_MS}ms"])
        cursor.execute(OPEN, {"most": MOST_OPEN})
        counts = cursor.fetchone()
        cursor.execute(OVERDUE, {"now": now, "most": MOST_OVERDUE})
        schedules, longest_due = cursor.fetchone()
        cursor.execute(OUTBOX, {"now": now, "most": MOST_OPEN})
        pending, due, earliest = cursor.fetchone()
        cursor.execute(JOURNAL, {"most": MOST_OPEN})
        (entries,) = cursor.fetchone()
    by_status = GaugeMetricFamily("torale_open_executions", "Executions that have not ended", labels=["status"])
    for status, count in zip(("pending", "running", "retrying"), counts, strict=True):
        by_status.add_metric([status], count)
    return [
        by_status,
        _gauge("torale_overdue_schedules", "Schedules whose time has come, up to 1,000", schedules),
        _gauge("torale_overdue_seconds", "How late the most overdue schedule is", _late(longest_due, now)),
        _gauge("torale_outbox_pending", "Notifications that are still to be delivered", pending),
        _gauge("torale_outbox_due", "Of these, the ones whose next attempt is due", due),
        _gauge("torale_journal_entries", "Changes that the figures' books do not hold yet", entries),
        _gauge("torale_outbox_due_seconds", "For how long the first of them has been due", _late(earliest, now)),
    ]


def _from_redis(up: GaugeMetricFamily) -> list[Metric]:
    workers = {queue: heartbeat.worker_name(queue) for queue in queues.ALL}
    silent = heartbeat.missing([*workers.values(), heartbeat.SCHEDULER])
    up.add_metric(["beat", ""], heartbeat.SCHEDULER not in silent)
    lengths = GaugeMetricFamily("torale_queue_length", "Jobs that no worker has taken", labels=["queue"])
    for queue, length in queue_lengths().items():
        up.add_metric(["worker", queue], workers[queue] not in silent)
        lengths.add_metric([queue], length)
    return [lengths]


def queue_lengths() -> dict[str, int]:
    """Return the number of waiting jobs by queue. Raises RedisError."""
    with heartbeat.client().pipeline(transaction=False) as pipeline:
        for queue in queues.ALL:
            pipeline.llen(queue)
        lengths: list[Any] = pipeline.execute()
    return dict(zip(queues.ALL, lengths, strict=True))


def _late(moment: datetime | None, now: datetime) -> float:
    return max(now - moment, timedelta(0)).total_seconds() if moment else 0.0


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)
