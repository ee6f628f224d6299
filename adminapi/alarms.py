"""Mail to operators when the search provider refuses its settings, which no retry mends."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage

from accounts.models import User
from tasks_app.models import Execution
from tasks_app.pipeline.errors import ConfigurationError
from tasks_app.providers import standing

logger = logging.getLogger(__name__)

WINDOW = timedelta(hours=1)
MOST_OPERATORS = 50
TOLD = "alarms:configuration"
SUBJECT = "Torale: searches fail by configuration"
LATEST = "The latest is {url}/admin/tasks_app/execution/{execution}/change/\n"
TEXT = """The search provider refuses the settings of this installation, and executions fail without being tried again.

What it says: {message}

Mend GEMINI_API_KEY, GEMINI_MODEL or SEARCH_PROVIDER and start Torale again; `manage.py doctor` says what is wrong.
{latest}This mail comes at most once an hour.
"""


def configuration_error_since(moment: datetime) -> Execution | None:
    """Return the newest execution after `moment` that failed by configuration."""
    failed = Execution.objects.filter(status=Execution.Status.FAILED, started_at__gt=moment)
    return failed.filter(error_type=ConfigurationError.__name__).order_by("-started_at", "-id").first()


def tell_operators(*, now: datetime) -> int:
    """Write to the active admins if the provider has lately refused the settings; at most once in `WINDOW`.

    An execution or a starting worker was refused. Returns the number of admins written to. Raises
    RedisError and what sending mail raises; it may be asked again at once.
    """
    text = _text(since=now - WINDOW)
    if text is None or not cache.add(TOLD, now, timeout=WINDOW.total_seconds()):
        return 0
    admins = User.objects.filter(role=User.Role.ADMIN, is_active=True).exclude(email_verified_at=None).order_by("pk")
    addresses = list(admins.values_list("email", flat=True)[:MOST_OPERATORS])
    try:
        # Hide the operators' addresses from each other.
        EmailMessage(SUBJECT, text, bcc=addresses).send()
    except Exception:
        cache.delete(TOLD)
        raise
    return len(addresses)


def _text(*, since: datetime) -> str | None:
    if failed := configuration_error_since(since):
        latest = LATEST.format(url=settings.PUBLIC_URL, execution=failed.pk)
        return TEXT.format(message=failed.error_message, latest=latest)
    refusal = standing.refusal()
    return TEXT.format(message=refusal.message, latest="") if refusal and refusal.at > since else None
