"""The jobs that Celery runs for accounts.

One that fails is not repeated: whoever waits for a mail with a link asks again, security notices are rows that are
found again, and what was not deleted is deleted the next time.
"""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts import dispatch, idempotency, mails, notices


@shared_task(name=dispatch.SIGN_UP_JOB)
def send_sign_up(email: str) -> None:
    mails.send_sign_up(email)


@shared_task(name=dispatch.RESET_JOB)
def send_reset(email: str) -> None:
    mails.send_reset(email)


@shared_task(name=notices.JOB)
def send_notice(notice_id: str) -> None:
    notices.deliver(UUID(notice_id), now=timezone.now())


@shared_task(name="maintenance.send_notices")
def send_notices() -> None:
    """Have security notices sent whose first job was lost, or could not be done."""
    notices.publish_due(now=timezone.now())


@shared_task(name=dispatch.FORGET_ANSWERS_JOB)
def forget_answers() -> None:
    """Delete the answers that were kept for requests with an `Idempotency-Key` and that are not needed any more."""
    idempotency.forget_old(now=timezone.now())
