"""celery-beat's scheduler for any number of tasks: it asks the database what is due, and never loads the table.

Several may run at once: a row is claimed by one of them, and what operators have added to the
PeriodicTasks themselves fires only from the one that holds the lock.
"""

import logging
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import DatabaseError, Error, InterfaceError, OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from core.jobs import heartbeat, queues
from notifications.dispatch import publish_due
from tasks_app.scheduling import dispatch
from tasks_app.scheduling.capacity import current_limits
from tasks_app.scheduling.fairness import FIRST_OWNER
from tasks_app.services import outcomes, view_counts

logger = logging.getLogger(__name__)

# How many of each kind a tick deals with; a lease that has run out takes several statements.
BATCH, EXPIRED_BATCH = 500, 100
FLUSH_VIEWS_EVERY = 3.0
# Static entries fire at whole seconds at best; and each look at them, and each sign of life, costs a round trip.
STATIC_ENTRIES_EVERY = 1.0
# Advisory lock of the session that fires the static entries.
STATIC_ENTRIES_LOCK = 7_261_351


# Classes of SQLSTATE that say that the server cannot be reached or takes no connections (PostgreSQL, appendix A).
AWAY_STATES = ("08", "53", "57P")


class DueScheduler(DatabaseScheduler):  # type: ignore[misc]
    """Each tick claims what is due, up to a batch, and finds again what was lost."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The lock belongs to the session, so the session must outlast a tick.
        connection.settings_dict["CONN_MAX_AGE"] = None
        self._locked_session: object = None
        self._next_flush = self._next_static_entries = 0.0
        self._last_owner = FIRST_OWNER
        super().__init__(*args, **kwargs)

    def enabled_models_qs(self) -> "QuerySet[PeriodicTask]":
        """The static entries: those on an interval or a crontab. A task's own schedule is clocked."""
        return self.Model.objects.enabled().filter(clocked=None)  # type: ignore[no-any-return]

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Returns the seconds to wait: none where there is more to do at once, else at most `max_interval`."""
        try:
            more = self._dispatch()
            self._flush_views()
            more |= self._static_entries(*args, **kwargs)
        except (DatabaseError, InterfaceError) as error:
            # Uncaught, it would end the process. The next tick opens a new connection.
            reason = _described(error)
            logger.exception("the schedule waits: %s", reason)
            connection.close()
            return float(self.max_interval)
        return 0.0 if more else float(self.max_interval)

    def _dispatch(self) -> bool:
        """Returns whether there may be more to do at once. What is due begins first, whatever fails after it."""
        now = timezone.now()
        waiting = dispatch.waiting(now=now)
        more = self._begin(now) if waiting.due else False
        again = self._send_again(now) if waiting.unheard else 0
        notified = publish_due(now=now, limit=BATCH)
        expired = outcomes.expire_leases(now=now, limit=EXPIRED_BATCH) if waiting.expired else 0
        return more or expired >= EXPIRED_BATCH or max(again, notified) >= BATCH

    def _begin(self, now: datetime) -> bool:
        claimed = dispatch.claim_due(now=now, limit=BATCH, limits=current_limits(), last_owner=self._last_owner)
        self._last_owner = claimed.last_owner
        dispatch.publish(claimed.execution_ids)
        return claimed.more

    def _send_again(self, now: datetime) -> int:
        """Not while no worker is heard of: the queue would grow by a copy of each a minute."""
        if heartbeat.capacity(queues.EXECUTIONS) is None:
            return 0
        lost = dispatch.requeue_unheard(now=now, limit=BATCH)
        dispatch.publish(lost)
        return len(lost)

    def _flush_views(self) -> None:
        if monotonic() >= self._next_flush:
            self._next_flush = monotonic() + FLUSH_VIEWS_EVERY
            if view_counts.flush() >= view_counts.FLUSH_BATCH:
                self._next_flush = monotonic()

    def _static_entries(self, *args: Any, **kwargs: Any) -> bool:
        """Fire one that is due, if it is for this process to do; returns whether another may be."""
        if monotonic() < self._next_static_entries:
            return False
        if self._fires_static_entries() and super().tick(*args, **kwargs) == 0:
            return True
        self._next_static_entries = monotonic() + STATIC_ENTRIES_EVERY
        heartbeat.record_scheduler()
        return False

    def _fires_static_entries(self) -> bool:
        """Return True if this session holds the lock or gets it now. The lock ends with its holder's session."""
        if self._locked_session is not None and self._locked_session is connection.connection:
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [STATIC_ENTRIES_LOCK])
            (locked,) = cursor.fetchone()
        self._locked_session = connection.connection if locked else None
        if locked:
            # Reload the entries: another beat may have fired some meanwhile.
            self._initial_read, self._heap = True, None
        return bool(locked)


def _described(error: Error) -> str:
    """Tell a database that is away from a statement that failed, such as one that broke a constraint."""
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    is_away = isinstance(error, OperationalError | InterfaceError) and (state is None or state.startswith(AWAY_STATES))
    return "the database is away" if is_away else f"a statement failed with {type(error).__name__}"
