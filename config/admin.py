"""What the apps' pages in the Django admin have in common."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from config.errors import DomainError


class ReadOnlyAdmin(ModelAdmin):  # type: ignore[misc]
    """A list to look at: rows come and go by the services alone."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


def apply_to_each(
    modeladmin: Any, request: HttpRequest, ids: Iterable[Any], change: Callable[[Any], object], done: str
) -> None:
    """Apply `change` to one selected row after the other, and say what became of them."""
    changed = 0
    for row_id in ids:
        try:
            change(row_id)
            changed += 1
        except DomainError as error:
            modeladmin.message_user(request, f"{row_id}: {error.message}", messages.WARNING)
    if changed:
        modeladmin.message_user(request, f"{changed} {done}.", messages.SUCCESS)
