"""The jobs that Celery runs for accounts. One that fails is not repeated: whoever waits for the mail asks again."""

from celery import shared_task

from accounts import dispatch, mails


@shared_task(name=dispatch.SIGN_UP_JOB)
def send_sign_up(email: str) -> None:
    mails.send_sign_up(email)


@shared_task(name=dispatch.RESET_JOB)
def send_reset(email: str) -> None:
    mails.send_reset(email)
