"""The jobs that Celery runs for operators."""

from celery import shared_task

from adminapi import books


@shared_task(name="maintenance.fold_figures")
def fold_figures() -> None:
    """Keep the journal short, so that readers of the figures find little to fold."""
    books.fold_all()
