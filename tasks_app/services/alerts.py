"""How far a person has read their alerts, and the token of their private feed."""

import secrets
from datetime import datetime

from accounts.models import User
from core.db import statements
from tasks_app.models import AlertReader

TOKEN_BYTES = 32
# The marker never goes back: of two pages that are read at once, the later one counts.
MARK_READ = """
INSERT INTO tasks_app_alertreader (user_id, read_until) VALUES (%(user)s, %(until)s)
ON CONFLICT (user_id) DO UPDATE
SET read_until = greatest(tasks_app_alertreader.read_until, excluded.read_until)
"""


def mark_read(*, user: User, until: datetime, now: datetime) -> None:
    """Take all alerts up to `until` for read; those still to come stay unread."""
    statements.run(MARK_READ, {"user": user.pk, "until": min(until, now)})


def renew_feed(*, user: User, now: datetime) -> str:
    """Make a new token for the person's private feed. The one before opens nothing any more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    made = {"feed_digest": AlertReader.digest_of(token), "feed_made_at": now}
    AlertReader.objects.update_or_create(user=user, defaults=made)
    return token


def close_feed(*, user: User) -> None:
    """Let no token open the person's private feed."""
    AlertReader.objects.filter(user=user).update(feed_digest=None, feed_made_at=None)
