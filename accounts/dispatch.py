"""Send account mails by jobs, so that a page answers alike and as fast with or without an account."""

from celery import current_app as app
from celery.exceptions import CeleryError
from kombu.exceptions import OperationalError

from core.errors import UnavailableError

SIGN_UP_JOB, RESET_JOB = "notifications.sign_up", "notifications.password_reset"
FORGET_ANSWERS_JOB = "maintenance.forget_answers"
# A mail that could not be sent for so long is dropped: its reader has stopped waiting.
EXPIRES_SECONDS = 3600


def mail_later(job: str, email: str) -> None:
    """Raises UnavailableError when the broker is away: the mail would not come."""
    try:
        app.send_task(job, args=[email], expires=EXPIRES_SECONDS)
    except (OperationalError, CeleryError, OSError) as error:
        raise UnavailableError("Service temporarily unavailable") from error
