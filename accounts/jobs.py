"""Celery jobs of accounts.

A failed job is not retried: people request a mail with a link again, lost security notices are found again as rows,
and rows that were not deleted are deleted the next time.
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
    """Delete expired answers of requests with an `Idempotency-Key`."""
    idempotency.forget_old(now=timezone.now())
