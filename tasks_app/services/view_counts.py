"""Counts the readers of public tasks in Redis, each once a day, and writes them to the tasks' rows in batches.

A reader is a user, or for nobody known an address. Redis keeps their hashes for the day, no row is written for them.

A batch is taken out of Redis before it is written, so that two schedulers never write the same one. What is lost with
a scheduler that is killed in between is what was counted since the flush before.
"""

import hashlib
import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from redis.exceptions import RedisError

from accounts.counters import client, outage

logger = logging.getLogger(__name__)

KEY = "torale:views"
ONCE_A_DAY = Path(__file__).with_name("once_a_day.lua").read_text()
# Readers of a task in a day that are counted exactly, some 70 bytes each. Beyond it 12 kB estimate the number.
EXACTLY = 1000
# Seconds: a day in UTC, and some time for clocks that differ.
REMEMBERED = str(25 * 3600)
# Tasks that are written in one statement: some 50 ms, for which the scheduler does nothing else.
FLUSH_BATCH = 500
# The scheduler waits for nobody: returned are the tasks that somebody else is at work on.
ADD = """
WITH counted AS (
    SELECT * FROM unnest(%s::uuid[], %s::bigint[]) AS counted (id, views)
), locked AS (
    SELECT task.id FROM tasks_app_task task JOIN counted USING (id) FOR NO KEY UPDATE OF task SKIP LOCKED
), written AS (
    UPDATE tasks_app_task task SET view_count = task.view_count + counted.views
    FROM counted JOIN locked USING (id) WHERE task.id = counted.id
)
SELECT task.id FROM tasks_app_task task JOIN counted USING (id) WHERE task.id NOT IN (SELECT id FROM locked)
"""


def note(task_id: uuid.UUID, *, reader: str, now: datetime) -> None:
    """Count a read, once a day for each reader. While Redis is away it is not counted: reading goes on."""
    _count("readers", task_id, reader, now=now, counts_view=True)


def is_first_fork(task_id: uuid.UUID, *, reader: str, now: datetime) -> bool:
    """Return whether this reader has forked the task for the first time today; False while Redis is away."""
    return _count("forks", task_id, reader, now=now, counts_view=False) > 0


def _count(kind: str, task_id: uuid.UUID, reader: str, *, now: datetime, counts_view: bool) -> int:
    """Return by how much the count of today has grown."""
    if not outage.may_try():
        return 0
    day = f"{KEY}:{kind}:{task_id}:{now:%Y%m%d}"
    keys = [day, f"{day}:more", *([KEY] if counts_view else [])]
    known_by = hashlib.blake2b(reader.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=8).hexdigest()
    try:
        grown: Any = client().eval(ONCE_A_DAY, len(keys), *keys, known_by, str(EXACTLY), REMEMBERED, str(task_id))
    except RedisError as error:
        outage.begun()
        logger.warning("Redis is away, a read is not counted: %s", error)
        return 0
    outage.ended()
    return int(grown)


def flush() -> int:
    """Write down what was counted, for at most `FLUSH_BATCH` tasks; returns for how many. Raises DatabaseError.

    Those that somebody else has locked are left for the next time.
    """
    try:
        counted = _take()
    except RedisError as error:
        logger.warning("Redis is away, views are written down later: %s", error)
        return 0
    if not counted:
        return 0
    locked = _write(counted)
    _give_back({task_id: counted[task_id] for task_id in locked})
    return len(counted) - len(locked)


def _take() -> Mapping[str, int]:
    task_ids = [task_id for task_id, _ in islice(client().hscan_iter(KEY, count=FLUSH_BATCH), FLUSH_BATCH)]
    if not task_ids:
        return {}
    with client().pipeline(transaction=True) as pipeline:
        pipeline.hmget(KEY, task_ids)
        pipeline.hdel(KEY, *task_ids)
        counts, _ = pipeline.execute()
    # Another scheduler may have taken some of them in between.
    return {task_id.decode(): int(views) for task_id, views in zip(task_ids, counts, strict=True) if views}


def _write(counted: Mapping[str, int]) -> list[str]:
    """Returns the tasks whose rows are locked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(ADD, [list(counted), list(counted.values())])
            return [str(task_id) for (task_id,) in cursor.fetchall()]
    except DatabaseError:
        _give_back(counted)
        raise


def _give_back(counted: Mapping[str, int]) -> None:
    try:
        with client().pipeline(transaction=True) as pipeline:
            for task_id, views in counted.items():
                pipeline.hincrby(KEY, task_id, views)
            pipeline.execute()
    except RedisError as error:
        logger.warning("the views of %d tasks are lost, Redis is away: %s", len(counted), error)
