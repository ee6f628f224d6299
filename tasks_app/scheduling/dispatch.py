"""Turn due tasks into executions on the queue, as far as capacity allows.

Rows are committed first and published after, so a lost message loses nothing: the row is found again by its index.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction

from core.db import statements
from core.jobs import broker
from tasks_app.models import Execution
from tasks_app.scheduling import schedules
from tasks_app.scheduling.capacity import Limits, current_limits, room
from tasks_app.scheduling.fairness import FIRST_OWNER, Due, pick

RUN_JOB = "executions.run"
# How far a claim moves a schedule ahead: the end of the execution sets the real next time.
CLAIM_LEASE = timedelta(minutes=10)
# When a task whose due time met an open execution is looked at again, if cron does not say; after a retry to come.
SKIP_FOR = timedelta(minutes=1)
# A message that nobody has taken for so long is sent again; a second copy does no harm.
RESEND_AFTER = timedelta(minutes=1)
# Advisory lock of the beat that lets executions begin. One at a time, so that the limits are exact.
CLAIM_LOCK = 7_261_352
# Owners that are visited in turn, and tasks of each, when more is due than one look reads.
OWNERS, OF_EACH = 500, 2

# The smallest of each index: an EXISTS would be planned as a scan of the table wherever much was due of late.
WAITING = """
SELECT coalesce(least((SELECT min(clocked_time) FROM django_celery_beat_clockedschedule),
                      (SELECT min(retry_at) FROM tasks_app_execution WHERE status = 'retrying'),
                      (SELECT min(created_at) FROM tasks_app_execution
                       WHERE status = 'pending' AND queued_at IS NULL)) <= %(now)s, false),
       coalesce((SELECT min(lease_expires_at) FROM tasks_app_execution WHERE status = 'running') <= %(now)s, false),
       coalesce((SELECT min(queued_at) FROM tasks_app_execution WHERE status = 'pending') <= %(unheard_since)s, false)
"""

# A schedule that an operator's hand on the database has disabled is met here once, and then parked out of the way.
# What nobody has room for is passed over: however much it is, the oldest of the other owners is found behind it.
OLDEST = """
(SELECT clocked.clocked_time AS due_at, task.owner_id, task.id, NULL::uuid,
        periodic.enabled AND task.state = 'active', false
 FROM django_celery_beat_clockedschedule clocked
 JOIN django_celery_beat_periodictask periodic ON periodic.clocked_id = clocked.id
 JOIN tasks_app_task task ON task.periodic_task_id = periodic.id
 WHERE clocked.clocked_time <= %(now)s AND task.owner_id <> ALL(%(full_owners)s)
 ORDER BY clocked.clocked_time LIMIT %(limit)s)
UNION ALL
(SELECT execution.retry_at, task.owner_id, task.id, execution.id, true, execution.by_hand
 FROM tasks_app_execution execution JOIN tasks_app_task task ON task.id = execution.task_id
 WHERE execution.status = 'retrying' AND execution.retry_at <= %(now)s AND task.owner_id <> ALL(%(full_owners)s)
 ORDER BY execution.retry_at LIMIT %(limit)s)
UNION ALL
(SELECT execution.created_at, task.owner_id, task.id, execution.id, true, execution.by_hand
 FROM tasks_app_execution execution JOIN tasks_app_task task ON task.id = execution.task_id
 WHERE execution.status = 'pending' AND execution.queued_at IS NULL AND execution.created_at <= %(now)s
   AND task.owner_id <> ALL(%(full_owners)s)
 ORDER BY execution.created_at LIMIT %(limit)s)
ORDER BY due_at LIMIT %(limit)s
"""

# One step along an index for an owner with nothing due; retries, and what was asked for, are few enough to be sorted
# by their owners.
OF_OWNERS = """
WITH owner AS (
    SELECT id FROM accounts_user WHERE id > %(after)s ORDER BY id LIMIT %(owners)s
), open AS (
    SELECT coalesce(execution.retry_at, execution.created_at) AS due_at, owner.id AS owner_id, task.id AS task_id,
           execution.id, execution.by_hand,
           row_number() OVER (
               PARTITION BY owner.id, execution.status ORDER BY execution.retry_at, execution.created_at
           ) AS nth
    FROM tasks_app_execution execution
    JOIN tasks_app_task task ON task.id = execution.task_id JOIN owner ON owner.id = task.owner_id
    WHERE execution.status = 'retrying' AND execution.retry_at <= %(now)s
       OR execution.status = 'pending' AND execution.queued_at IS NULL
)
SELECT due.clocked_time, owner.id AS owner_id, due.id, NULL::uuid, true, false
FROM owner LEFT JOIN LATERAL (
    SELECT task.id, clocked.clocked_time
    FROM tasks_app_task task
    JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id AND periodic.enabled
    JOIN django_celery_beat_clockedschedule clocked ON clocked.id = periodic.clocked_id
    WHERE task.owner_id = owner.id AND task.state = 'active' AND task.next_run <= %(now)s
      AND clocked.clocked_time <= %(now)s
    ORDER BY task.next_run LIMIT %(of_each)s
) due ON true
UNION ALL
SELECT due_at, owner_id, task_id, id, true, by_hand FROM open WHERE nth <= %(of_each)s
ORDER BY owner_id
"""

# Both kinds of open executions that go on the queue: for another attempt, and for their first turn.
QUEUE = """
WITH open AS (
    SELECT id FROM tasks_app_execution
    WHERE id = ANY(%(ids)s) AND (status = 'retrying' AND retry_at <= %(now)s
                                 OR status = 'pending' AND queued_at IS NULL)
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE tasks_app_execution execution SET status = 'pending', retry_at = NULL, queued_at = %(now)s
FROM open WHERE execution.id = open.id RETURNING execution.task_id, execution.id
"""
# Executions that were requested earlier and still wait go first.
QUEUE_FIRST = """
WITH first AS (
    SELECT id FROM tasks_app_execution execution
    WHERE id = %(id)s AND status = 'pending' AND queued_at IS NULL AND NOT EXISTS (
        SELECT FROM tasks_app_execution earlier
        WHERE earlier.status = 'pending' AND earlier.queued_at IS NULL AND earlier.created_at < execution.created_at
    )
    FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE tasks_app_execution execution SET queued_at = %(now)s FROM first WHERE execution.id = first.id
RETURNING execution.id
"""

# FOR NO KEY UPDATE of both rows at once, SKIP LOCKED: a service locks the task before its schedule, and so
# neither waits for the other. What has changed since it was picked is left out.
CLAIM = """
WITH due AS (
    SELECT clocked.id AS clocked_id, clocked.clocked_time AS due_at, task.id AS task_id,
           task.question_version, task.schedule AS cron
    FROM tasks_app_task task
    JOIN django_celery_beat_periodictask periodic ON periodic.id = task.periodic_task_id AND periodic.enabled
    JOIN django_celery_beat_clockedschedule clocked ON clocked.id = periodic.clocked_id
    WHERE task.id = ANY(%(task_ids)s) AND task.state = 'active' AND clocked.clocked_time <= %(now)s
    FOR NO KEY UPDATE OF clocked, task SKIP LOCKED
), moved AS (
    UPDATE django_celery_beat_clockedschedule clocked SET clocked_time = %(leased_until)s
    FROM due WHERE clocked.id = due.clocked_id
), added AS (
    INSERT INTO tasks_app_execution
        (id, task_id, question_version, status, trigger, by_hand, scheduled_for, created_at, started_at, queued_at,
         retry_count, error_type)
    SELECT gen_random_uuid(), task_id, question_version, 'pending', 'schedule', false, due_at, %(now)s, %(now)s,
           %(now)s, 0, ''
    FROM due
    ON CONFLICT (task_id) WHERE status IN ('pending', 'running', 'retrying') DO NOTHING
    RETURNING id, task_id
), pointed AS (
    UPDATE tasks_app_task task SET last_execution_id = added.id FROM added WHERE task.id = added.task_id
)
SELECT due.task_id, due.cron, added.id, retrying.retry_at FROM due LEFT JOIN added USING (task_id)
LEFT JOIN tasks_app_execution retrying ON retrying.task_id = due.task_id AND retrying.status = 'retrying'
"""


@dataclass(frozen=True)
class Waiting:
    """Kinds of work that wait: due tasks, executions without a place, expired leases, messages that no worker took."""

    due: bool
    expired: bool
    unheard: bool


@dataclass(frozen=True)
class Claimed:
    """The executions that begin, in order; how many due times were dealt with; and whether more can be at once.

    `last_owner` is whose turn was the last, where the owners came in turn.
    """

    execution_ids: Sequence[uuid.UUID] = ()
    due: int = 0
    more: bool = False
    last_owner: uuid.UUID = FIRST_OWNER


def waiting(*, now: datetime) -> Waiting:
    """One statement, whose cost does not depend on how many tasks there are."""
    return Waiting(*_rows(WAITING, now=now, unheard_since=now - RESEND_AFTER)[0])


def claim_due(*, now: datetime, limit: int, limits: Limits, last_owner: uuid.UUID = FIRST_OWNER) -> Claimed:
    """Let begin what is due, at most `limit` and as far as there is room, and move its schedules out of the way.

    The longest overdue come first; where there is no room for all, the owners come in turn. What somebody asked for is
    picked along with what schedules ask for. A due time that meets an open execution of its task is skipped. While
    another process does the same, nothing is done.
    """
    with transaction.atomic():
        free = room(limits, now=now) if _is_alone() else None
        if free is None or not free.left:
            return Claimed(last_owner=last_owner)
        full_owners = free.full_owners()
        oldest = [Due(*row) for row in _rows(OLDEST, now=now, limit=limit, full_owners=full_owners)]
        _park([each for each in oldest if not each.is_active], now=now)
        candidates = [each for each in oldest if each.is_active]
        is_full, is_tight, visited_to = len(oldest) == limit, free.left < len(candidates), None
        if is_full and is_tight:
            visited, visited_to = _of_owners(after=last_owner, now=now)
            candidates += visited
        picked, last_turn = pick(candidates, room=free, after=last_owner)
        ids = _begin(picked, now=now)
    turn = _turn(last_turn, after=last_owner, visited_to=visited_to)
    more = is_full and not is_tight and len(picked) == len(candidates)
    return Claimed(ids, due=len(picked), more=more, last_owner=turn)


def begin_at_once(due: Due, *, now: datetime) -> None:
    """Put an execution that somebody has just asked for on the queue, where there is room and none waits before it.

    Otherwise, and while another process lets executions begin, it is left to the scheduler's next look.
    """
    with transaction.atomic():
        is_free = _is_alone() and room(current_limits(), now=now).take(due)
        queued = statements.run(QUEUE_FIRST, {"id": due.execution_id, "now": now}) if is_free else []
    publish([execution_id for (execution_id,) in queued])


def _is_alone() -> bool:
    """Take the lock for this transaction. Return False while another process has it."""
    ((is_alone,),) = statements.run("SELECT pg_try_advisory_xact_lock(%(lock)s)", {"lock": CLAIM_LOCK})
    return bool(is_alone)


def _turn(last_turn: uuid.UUID | None, *, after: uuid.UUID, visited_to: uuid.UUID | None) -> uuid.UUID:
    """After whom the owners come in turn next time.

    Who is among the oldest alone may be far beyond those who were visited: to go on from there would pass over all
    in between, time and again where two of that kind have more due than there is ever room for.
    """
    if visited_to is None:
        return last_turn or after
    if last_turn and after < last_turn and not after < visited_to < last_turn:
        return last_turn
    return visited_to


def _of_owners(*, after: uuid.UUID, now: datetime) -> tuple[list[Due], uuid.UUID]:
    """Return due work of the next owners in turn, and the last of them. After the last owner comes the first."""
    rows = _rows(OF_OWNERS, after=after, now=now, owners=OWNERS, of_each=OF_EACH)
    is_end = len({owner_id for _, owner_id, *_ in rows}) < OWNERS
    due = [Due(*row) for row in rows if row[2]]
    return due, FIRST_OWNER if is_end else rows[-1][1]


def _begin(picked: Sequence[Due], *, now: datetime) -> list[uuid.UUID]:
    open_ids = [each.execution_id for each in picked if each.execution_id]
    begun = dict(_rows(QUEUE, ids=open_ids, now=now)) if open_ids else {}
    task_ids = [each.task_id for each in picked if not each.execution_id]
    rows = _rows(CLAIM, task_ids=task_ids, now=now, leased_until=now + CLAIM_LEASE) if task_ids else []
    _skip([(task_id, cron, retry_at) for task_id, cron, begins, retry_at in rows if begins is None], now=now)
    begun |= {task_id: execution_id for task_id, _, execution_id, _ in rows if execution_id}
    return [begun[each.task_id] for each in picked if each.task_id in begun]


def _skip(met_open: Sequence[tuple[uuid.UUID, str | None, datetime | None]], *, now: datetime) -> None:
    """The next times of tasks that are under way, of which we know their cron expression and when they are retried."""
    times = {
        task_id: schedules.next_time(cron, after=now, otherwise=max(now, retry_at or now) + SKIP_FOR)
        for task_id, cron, retry_at in met_open
    }
    if times:
        schedules.move_many(times)


def _park(stray: Sequence[Due], *, now: datetime) -> None:
    if stray:
        schedules.park_disabled([each.task_id for each in stray], now=now)


def requeue_unheard(*, now: datetime, limit: int) -> list[uuid.UUID]:
    """The pending executions whose message seems to be lost are sent once more."""
    with transaction.atomic():
        lost = Execution.objects.unheard_since(now - RESEND_AFTER).order_by("queued_at")[:limit]
        ids = [execution.pk for execution in lost.select_for_update(skip_locked=True).only("pk")]
        Execution.objects.filter(pk__in=ids).update(queued_at=now)
    return ids


def publish(execution_ids: Sequence[uuid.UUID]) -> None:
    broker.publish(RUN_JOB, execution_ids)


def begin_after_commit(due: Due, *, now: datetime) -> None:
    """Begin at once what this transaction adds. What goes wrong with it is logged: the scheduler finds the row."""
    transaction.on_commit(partial(begin_at_once, due, now=now), robust=True)


def _rows(statement: str, **parameters: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
    return rows
