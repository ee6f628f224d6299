"""Views of the dashboard: the whole page, and the part that refreshes itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from adminapi.dashboard import chart, figures
from adminapi.dashboard.attention import notices
from adminapi.dashboard.gauges import gauges
from adminapi.selectors.dashboard import COUNTED_AT_MOST
from core.web.auditing import not_audited

PERIODS = {24: "24 hours", 48: "48 hours", 168: "7 days"}


def overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the Django admin's first page: Unfold's DASHBOARD_CALLBACK."""
    return {**context, "title": "Overview", **_shown(request)}


@not_audited
def refreshed(request: HttpRequest) -> HttpResponse:
    """Answer the figures as they are now, for the page that is open."""
    return render(request, "adminapi/dashboard/figures.html", _shown(request))


def _shown(request: HttpRequest) -> dict[str, Any]:
    hours = _hours(request)
    read = figures.read(now=timezone.now(), hours=hours)
    measured = gauges(read)
    return {
        "figures": read,
        "gauges": measured,
        "notices": notices(read, measured),
        "charts": [
            ("Executions", chart.executions(read.hours)),
            ("Error rate", chart.error_rates(read.hours)),
            ("Mean duration", chart.durations(read.hours)),
        ],
        "newest_first": read.hours[::-1],
        "hours": hours,
        "period": PERIODS[hours],
        "periods": PERIODS,
        "counted_at_most": COUNTED_AT_MOST,
        "flower": settings.FLOWER_URL,
    }


def _hours(request: HttpRequest) -> int:
    """Return the period that the address asks for, or the default if it is none of the choices."""
    asked = request.GET.get("hours", "")
    return int(asked) if asked in map(str, PERIODS) else min(PERIODS)
