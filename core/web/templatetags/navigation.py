"""The template tag `{% here "name" %}`: marks the link of a navigation that leads to the page that is open."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context: template.Context, name: str, *, below: bool = False) -> str | SafeString:
    """Write `aria-current` when the page is the one called `name`, with `below=True` also when it is below it."""
    request: Any = context.get("request")
    try:
        target = reverse(name)
    except NoReverseMatch:
        return ""
    path = getattr(request, "path", "")
    if path == target:
        return mark_safe('aria-current="page"')
    return mark_safe('aria-current="true"') if below and path.startswith(f"{target}/") else ""
