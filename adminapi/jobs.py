"""The jobs that Celery runs for operators."""

from celery import shared_task
from django.utils import timezone

from adminapi import alarms, books, retention


@shared_task(name="maintenance.fold_figures")
def fold_figures() -> None:
    """Keep the journal short, so that readers of the figures find little to fold."""
    books.fold_all()


@shared_task(name="maintenance.delete_old")
def delete_old() -> None:
    """Delete what is older than it need be, as far as one run comes."""
    retention.delete_old(now=timezone.now())


@shared_task(name="maintenance.tell_operators")
def tell_operators() -> None:
    """Write to the operators of what does not mend itself."""
    alarms.tell_operators(now=timezone.now())
