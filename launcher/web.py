"""The web server: gunicorn, which forks its processes from one that has loaded the application.

Takes gunicorn's own arguments; `launcher.web_settings` holds those that are the same everywhere.
"""

import resource
import sys

from gunicorn.app.wsgiapp import WSGIApplication

from config.wsgi import application

__all__ = ["application"]

SETTINGS = "--config=python:launcher.web_settings"


def allow_many_files() -> None:
    """Raise the soft limit of open files, often 1,024, to the hard one: each connection is a file."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    allow_many_files()
    sys.argv.insert(1, SETTINGS)
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog="web").run()
