"""Hints on errors for people at the command line. The library's own sentences are for programs too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from torale.client import ToraleClient
from torale.errors import (
    APIConnectionError,
    AuthenticationError,
    ConfigurationError,
    ForbiddenError,
    NotFoundError,
    ToraleError,
    ValidationError,
)

SIGN_IN = "run `torale login`, or set TORALE_API_KEY"
# Error class, text in its sentence, hint. The first match applies.
HINTS: tuple[tuple[type[ToraleError], str, str], ...] = (
    (AuthenticationError, "", SIGN_IN),
    (ConfigurationError, "API key has characters", SIGN_IN),
    (
        APIConnectionError,
        "could not be reached|did not answer",
        "is Torale running there? TORALE_API_URL or --url says where",
    ),
    (NotFoundError, "^Task not found|of your tasks", "`torale task list` shows yours"),
    (NotFoundError, "", "{url} was asked, which must be the root of Torale's server"),
    (ValidationError, "Invalid cron expression", 'five fields in UTC, such as "0 9 * * *"'),
    (ForbiddenError, "Admin access required", "this key's owner is no admin"),
)


@contextmanager
def connected(key: str | None = None, url: str | None = None) -> Iterator[ToraleClient]:
    """Yield a client whose errors have hints. The hints never ask for a `key` that was just given."""
    asked = url or ""
    try:
        with ToraleClient(key, url) as client:
            asked = client.api_url
            yield client
    except ToraleError as error:
        hint = _hint(error)
        if hint is None or (key and hint == SIGN_IN):
            raise
        raise ToraleError(f"{str(error).rstrip('.')}: {hint.format(url=asked)}.") from error


def _hint(error: ToraleError) -> str | None:
    said = str(error)
    return next((hint for kind, words, hint in HINTS if isinstance(error, kind) and re.search(words, said)), None)
