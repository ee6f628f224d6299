"""The jobs that Celery runs for accounts. One that fails is not repeated: whoever waits for the mail asks again, and
what was not deleted is deleted the next time."""

from celery import shared_task
from django.utils import timezone

from accounts import dispatch, idempotency, mails


@shared_task(name=dispatch.SIGN_UP_JOB)
def send_sign_up(email: str) -> None:
    mails.send_sign_up(email)


@shared_task(name=dispatch.RESET_JOB)
def send_reset(email: str) -> None:
    mails.send_reset(email)


@shared_task(name=dispatch.NOTICE_JOB)
def send_notice(notice: str, email: str, facts: dict[str, str]) -> None:
    mails.send_notice(notice, email, facts)


@shared_task(name=dispatch.FORGET_ANSWERS_JOB)
def forget_answers() -> None:
    """Delete the answers that were kept for requests with an `Idempotency-Key` and that are not needed any more."""
    idempotency.forget_old(now=timezone.now())
