"""Ends the executions of this process that are no longer wanted, so that their threads are free at once.

An execution is called off in the database: its task was deleted or paused, or its lease has passed on. A thread that
waits for a page or a model would not notice before its deadline. So one thread looks after all of a worker's.
"""

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import Error, connection

from core.work import Work
from tasks_app.models import Execution
from tasks_app.pipeline.types import Deadline
from tasks_app.services.executions import Claim

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
# Seconds after its deadline at which a wait that should have ended by itself is ended.
GRACE_SECONDS = 2.0

_lock = threading.Lock()
_watched: dict[uuid.UUID, "_Watched"] = {}


@dataclass(frozen=True, slots=True)
class _Watched:
    """An execution that a thread of this process is at."""

    execution_id: uuid.UUID
    work: Work
    ends_at: float


@contextmanager
def watched(claim: Claim, deadline: Deadline) -> Iterator[None]:
    """Have the work inside end with CalledOffError once `claim` no longer holds, or `deadline` has been missed."""
    work = Work(owner=claim.owner_id)
    with _lock:
        _watched[claim.token] = _Watched(claim.execution_id, work, deadline.ends_at + GRACE_SECONDS)
    try:
        with work.begin():
            yield
    finally:
        with _lock:
            del _watched[claim.token]


def start() -> None:
    """Look after this process's executions from now on, in a thread of its own."""
    threading.Thread(target=_look_forever, name="calling-off", daemon=True).start()


def look() -> None:
    """Call off what is no longer wanted, with one query for all. Raises django.db.Error."""
    with _lock:
        watched = dict(_watched)
    if not watched:
        return
    ids = [each.execution_id for each in watched.values()]
    wanted = set(Execution.objects.filter(pk__in=ids).values_list("token", flat=True))
    for token, each in watched.items():
        if token not in wanted or time.monotonic() > each.ends_at:
            each.work.call_off()


def _look_forever() -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        try:
            look()
        except Error as error:
            logger.warning("whether executions are still wanted cannot be seen: %s", error)
        finally:
            connection.close()
