"""`/robots.txt` and `/sitemap.xml`: where search engines may look, with `TORALE_INDEXING` alone."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.readers import bounded
from tasks_app.models import Task

# The most that one file may hold (sitemaps.org).
MAX_URLS = 50_000
CLOSED = "User-agent: *\nDisallow: /\n"
OPEN = """User-agent: *
Disallow: /api/
Disallow: /auth/
Disallow: /admin/
Disallow: /settings/
Disallow: /tasks/*/fork
Sitemap: {sitemap}
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309."""
    text = OPEN.format(sitemap=f"{settings.PUBLIC_URL}{reverse('sitemap')}") if settings.TORALE_INDEXING else CLOSED
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@bounded
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the first page, the page to explore and the newest public tasks (sitemaps.org)."""
    if not settings.TORALE_INDEXING:
        raise Http404
    found = Task.objects.public().recent().values_list("pk", "updated_at", "created_at")[: MAX_URLS - 2]
    entries: list[dict[str, Any]] = [{"url": _absolute(name)} for name in ("home", "explore")]
    entries += [_entry(pk, updated or created) for pk, updated, created in found]
    return render(request, "webapp/sitemap.xml", {"entries": entries}, content_type="application/xml")


def _entry(pk: object, changed: datetime) -> dict[str, Any]:
    return {"url": _absolute("task-page", pk), "changed": changed}


def _absolute(name: str, *arguments: object) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=arguments)}"
