"""The way onto the queue: a job's name and the ids of the rows it is to work on."""

import logging
from collections.abc import Sequence
from uuid import UUID

from kombu.exceptions import OperationalError

from config.celery import app

logger = logging.getLogger(__name__)


def publish(job: str, ids: Sequence[UUID]) -> None:
    """Send one job for each row, whose id is the job's id too.

    A broker that is away is logged, not raised: the rows are committed, and whoever publishes finds them again.
    """
    if not ids:
        return
    try:
        with app.producer_or_acquire() as producer:
            for row_id in ids:
                app.send_task(job, args=[str(row_id)], task_id=str(row_id), producer=producer)
    except (OperationalError, OSError) as error:
        logger.warning("the broker is away, %d jobs %s wait in the database: %s", len(ids), job, error)
