"""gunicorn's settings, by the names that it gives them; the command line adds addresses and numbers."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from gunicorn.glogging import Logger

from core.api.wire import MAX_BODY_BYTES
from core.jobs.limits import die_with_parent
from core.web.client_address import is_trusted, neighbourhood
from core.web.limits import ConnectionLimits
from core.web.worker import BoundedWorker
from launcher import pinning


class WebWorker(BoundedWorker):
    def limits(self) -> ConnectionLimits:
        return ConnectionLimits(
            max_body=MAX_BODY_BYTES, threads=self.cfg.threads, neighbourhood=neighbourhood, is_exempt=is_exempt
        )

    def on_idle(self) -> None:
        connections.close_all()


class RootLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Have gunicorn's lines written like all others. Requests have a line of their own: `core.ops.access`."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self.loglevel = logging.INFO
        self.error_log.propagate = True
        self._access_log_enabled = False


def is_exempt(address: str) -> bool:
    """Not bound by what one address may hold: a trusted proxy, and what has no address as it is no client."""
    return not address or is_trusted(address)


def post_fork(arbiter: Any, worker: Any) -> None:
    # It would go on listening after a kill of the one that replaces it.
    die_with_parent()
    if settings.TORALE_PIN_WEB:
        pinning.pin()


worker_class = WebWorker
logger_class = RootLogger
preload_app = True
# A process that has not answered /healthz for so many seconds is replaced.
timeout = 30
# A flood fills a short queue, and other connections would wait for seconds.
backlog = 4096
control_socket_disable = True
# The file by which a process gives its sign of life: in memory, where no slow disk holds it up.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
