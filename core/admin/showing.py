"""Format values and links for pages of the Django admin."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LINK = "text-primary-600 underline dark:text-primary-500"


def link(url: str, text: object, *, is_elsewhere: bool = False) -> SafeString:
    """Return a link. `is_elsewhere`: it leads out of the Django admin and opens in a new tab."""
    target = SafeString(' target="_blank" rel="noopener noreferrer"') if is_elsewhere else ""
    return format_html('<a class="{}" href="{}"{}>{}</a>', LINK, url, target, text)


def object_link(model: type[Model], object_id: object, text: object) -> SafeString:
    """Return a link to one object's page; the object may have been deleted."""
    return link(reverse(f"admin:{_name(model)}_change", args=[object_id]), text)


def list_link(model: type[Model], text: object, **filters: object) -> SafeString:
    """Return a link to the list of `model`, filtered by `filters`."""
    return link(f"{reverse(f'admin:{_name(model)}_changelist')}?{urlencode(filters)}", text)


def pretty(name: str) -> Callable[[Any, Model], Any]:
    """Return the display of a JSON column, indented."""

    @admin.display(description=name.replace("_", " "))
    def shown(model_admin: Any, row: Model) -> Any:
        value = getattr(row, name)
        if value in (None, [], {}):
            return None
        text = json.dumps(value, indent=2, ensure_ascii=False, sort_keys=True)
        return format_html('<pre class="text-xs" style="white-space: pre-wrap; overflow-wrap: anywhere">{}</pre>', text)

    return shown


def labelled(name: str, labels: Mapping[Any, str]) -> Callable[[Any, Model], Any]:
    """Return the display of a column of few values, each coloured as success, warning, danger or info."""

    @admin.display(description=name.replace("_", " "))
    def shown(model_admin: Any, row: Model) -> Any:
        return getattr(row, name)

    shown.label = labels  # type: ignore[attr-defined]
    return shown


def one_after_the_other(links: Iterable[SafeString]) -> SafeString:
    return format_html_join(" · ", "{}", ((each,) for each in links))


def _name(model: type[Model]) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"
