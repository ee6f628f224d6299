#!/usr/bin/env python
"""Django's command line for Torale; `./script/manage` runs it in the project's own environment."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OperationalError as error:
        # The server's own complaints about a statement carry a code; no connection, no code.
        if getattr(error.__cause__, "sqlstate", None) is not None:
            raise
        reason = " ".join(str(error).split())
        sys.exit(f"The database does not answer: start ./script/server, or set DATABASE_URL. ({reason})")


if __name__ == "__main__":
    main()
