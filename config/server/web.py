"""The web server: granian, which forks its processes from one that has loaded the application.

Takes granian's own arguments.
"""

import multiprocessing
import sys

from django.conf import settings
from granian.cli import entrypoint

from config.server import pinning
from config.wsgi import application
from core.jobs.limits import die_with_parent

__all__ = ["application"]

if __name__ == "__main__":
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")  # Python 3.14 would not
    entrypoint()  # type: ignore[no-untyped-call]
else:
    # In a process that serves: it would go on listening after a kill of the one that restarts it.
    die_with_parent()
    if settings.TORALE_PIN_WEB:
        pinning.pin()
