"""Colours and navigation of the Django admin: the setting `UNFOLD`."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy


def _list(title: str, icon: str, model: str, query: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": lambda request: f"{reverse_lazy(f'admin:{model}_changelist')}{query}",
    }


def _flower(request: HttpRequest) -> str:
    return str(settings.FLOWER_URL)


def _group(title: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "separator": title != "Overview", "items": list(items)}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Torale",
    "SITE_HEADER": "Torale",
    "SITE_SUBHEADER": "Operations",
    "SITE_SYMBOL": "travel_explore",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("torale.svg")}],
    "SHOW_HISTORY": True,
    "DASHBOARD_CALLBACK": "adminapi.dashboard.page.overview",
    "COLORS": {
        # The teal of Torale's other pages (core/web/static/torale.css).
        "primary": {
            "50": "#f0fdfa",
            "100": "#ccfbf1",
            "200": "#99f6e4",
            "300": "#5eead4",
            "400": "#2dd4bf",
            "500": "#5ecfc1",
            "600": "#0f766e",
            "700": "#115e59",
            "800": "#134e4a",
            "900": "#113f3c",
            "950": "#042f2e",
        }
    },
    "SIDEBAR": {
        "navigation": [
            _group(
                "Overview",
                {"title": "Overview", "icon": "monitoring", "link": reverse_lazy("admin:index")},
                {"title": "Flower: jobs and workers", "icon": "local_florist", "link": _flower},
                _list("Audit log", "history_edu", "adminapi_auditentry"),
            ),
            _group(
                "Watching",
                _list("Tasks", "visibility", "tasks_app_task"),
                _list("Executions", "play_circle", "tasks_app_execution"),
                _list("Schedules", "schedule", "django_celery_beat_periodictask"),
                _list("Intervals", "timelapse", "django_celery_beat_intervalschedule"),
                _list("Crontabs", "calendar_clock", "django_celery_beat_crontabschedule"),
            ),
            _group(
                "Telling",
                _list("Sends", "send", "notifications_notification"),
                _list("Webhook deliveries", "webhook", "notifications_notification", "?kind__exact=webhook"),
                _list("Email addresses", "alternate_email", "notifications_emailaddress"),
                _list("Webhooks", "link", "notifications_webhook"),
                {"title": "Mails", "icon": "drafts", "link": reverse_lazy("admin:mails")},
            ),
            _group(
                "People",
                _list("Users", "group", "accounts_user"),
                _list("API keys", "key", "accounts_apikey"),
            ),
        ]
    },
}
