"""Account mails go out in jobs: the page that asked answers alike, and as fast, whether there is an account or not."""

from typing import Any

from celery import current_app as app
from celery.exceptions import CeleryError
from kombu.exceptions import OperationalError

from core.errors import UnavailableError

SIGN_UP_JOB, RESET_JOB = "notifications.sign_up", "notifications.password_reset"
NOTICE_JOB = "notifications.security_notice"
FORGET_ANSWERS_JOB = "maintenance.forget_answers"
# A mail that nobody could send for so long is not waited for any more.
EXPIRES_SECONDS = 3600
NOTICE_EXPIRES_SECONDS = 7 * 86400


def mail_later(job: str, email: str) -> None:
    """Raises UnavailableError when the broker is away: the mail would not come."""
    _later(job, [email], EXPIRES_SECONDS)


def notice_later(notice: str, email: str, facts: dict[str, str]) -> None:
    """Raises UnavailableError when the broker is away. A notice is still of use when it comes late."""
    _later(NOTICE_JOB, [notice, email, facts], NOTICE_EXPIRES_SECONDS)


def _later(job: str, arguments: list[Any], expires: int) -> None:
    try:
        app.send_task(job, args=arguments, expires=expires)
    except (OperationalError, CeleryError, OSError) as error:
        raise UnavailableError("Service temporarily unavailable") from error
