"""Celery jobs for operators."""

from celery import shared_task
from django.utils import timezone

from adminapi import alarms, books, retention


@shared_task(name="maintenance.fold_figures")
def fold_figures() -> None:
    """Keep the journal short, so that readers of the figures find little to fold."""
    books.fold_all()


@shared_task(name="maintenance.delete_old")
def delete_old() -> None:
    """Delete expired rows for as long as one job may take."""
    retention.delete_old(now=timezone.now())


@shared_task(name="maintenance.tell_operators")
def tell_operators() -> None:
    """Mail the operators about problems that do not mend themselves."""
    alarms.tell_operators(now=timezone.now())
