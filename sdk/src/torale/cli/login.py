"""`torale login`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from getpass import getpass

from torale import config
from torale.cli.advice import connected
from torale.cli.answer import Answer
from torale.errors import ConfigurationError


def login(given: Namespace) -> Answer:
    """Ask for address and key, try them, and save them. The key is never shown and is no argument."""
    url = given.url or os.environ.get(config.URL_VARIABLE) or _asked_address()
    key = getpass("API key (not shown): ") if sys.stdin.isatty() else sys.stdin.readline()
    if not key.strip():
        raise ConfigurationError("No key was given.")
    with connected(key.strip(), url) as client:
        me, url = client.auth.me(), client.api_url
    saved = config.save(config.Settings(url=url, key=key.strip()))
    return Answer(me, f"Signed in at {url} as {me.email}; saved in {saved}.")


def _asked_address() -> str:
    saved = _saved_address()
    return (input(f"Address of the server [{saved}]: ").strip() if sys.stdin.isatty() else "") or saved


def _saved_address() -> str:
    """Return the saved address, or nothing if the file cannot be read: it is about to be replaced."""
    try:
        saved = config.load()
    except ConfigurationError:
        return config.DEFAULT_URL
    return saved.url if saved else config.DEFAULT_URL
