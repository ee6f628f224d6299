"""Account mails go out in jobs: the page that asked answers alike, and as fast, whether there is an account or not."""

from celery import current_app as app
from celery.exceptions import CeleryError
from kombu.exceptions import OperationalError

from core.errors import UnavailableError

SIGN_UP_JOB, RESET_JOB = "notifications.sign_up", "notifications.password_reset"
FORGET_ANSWERS_JOB = "maintenance.forget_answers"
# A mail that nobody could send for so long is not waited for any more.
EXPIRES_SECONDS = 3600


def mail_later(job: str, email: str) -> None:
    """Raises UnavailableError when the broker is away: the mail would not come."""
    try:
        app.send_task(job, args=[email], expires=EXPIRES_SECONDS)
    except (OperationalError, CeleryError, OSError) as error:
        raise UnavailableError("Service temporarily unavailable") from error
