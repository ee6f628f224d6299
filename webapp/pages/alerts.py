"""`/alerts`: everything that a person's tasks have found and told, newest first."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tasks_app.models import AlertReader, Task
from tasks_app.pipeline.types import parse_time
from tasks_app.selectors.alerts import Alert, alerts, count_told
from tasks_app.services import alerts as reading
from webapp import suggestions, timeline
from webapp.pages.base import Page

PAGE_SIZE = 30


class _Told:
    """The alerts as a paginator counts and cuts them."""

    def __init__(self, owner: uuid.UUID, task_id: uuid.UUID | None) -> None:
        self._owner, self._task_id = owner, task_id

    def count(self) -> int:
        return count_told(self._owner, task_id=self._task_id)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Alert]:
        return alerts(self._owner, task_id=self._task_id, start=part.start, end=part.stop)


class Alerts(Page):
    """The list. Alerts that are new since they were last marked as read stand out."""

    def get(self, request: HttpRequest) -> HttpResponse:
        task = self._task(request.GET.get("task", ""))
        told = cast("Sequence[Alert]", _Told(self.person.pk, task.pk if task else None))
        page = Paginator(told, PAGE_SIZE).get_page(request.GET.get("page"))
        items = [(alert, timeline.entry(alert.execution, for_owner=True)) for alert in page]
        reader = AlertReader.objects.filter(user=self.person).first()
        context = {
            "task": task,
            "tab": "found",
            "is_owner": True,
            "tasks": Task.objects.filter(owner=self.person).order_by("name", "pk").only("pk", "name"),
            "items": items,
            "page": page,
            "query": f"task={task.pk}" if task else "",
            "newest": max((entry.moment for _alert, entry in items), default=None),
            "has_unread": any(alert.is_unread for alert, _entry in items),
            "has_feed": reader is not None and reader.feed_digest is not None,
        }
        answer = render(request, "webapp/alerts.html", context)
        answer.headers["Content-Security-Policy"] = suggestions.policy(entry.suggestions for _alert, entry in items)
        return answer

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take all alerts up to the newest one that was shown for read."""
        until = parse_time(request.POST.get("until", ""))
        if until:
            reading.mark_read(user=self.person, until=until, now=timezone.now())
        if self.htmx:
            return HttpResponse(status=204)
        return redirect("alerts")

    def _task(self, text: str) -> Task | None:
        """Return the task whose alerts alone are asked for; another person's is as one that there is not."""
        try:
            task_id = uuid.UUID(text)
        except ValueError:
            return None
        return self.own_task(task_id)


class AlertFeedSettings(Page):
    """The secret address of the feed: made, shown once, renewed and closed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("do") == "close":
            reading.close_feed(user=self.person)
            messages.success(request, _("The feed is closed: its address opens nothing any more."))
            return redirect("alert-feed")
        token = reading.renew_feed(user=self.person, now=timezone.now())
        return self._show(request, address=f"{settings.PUBLIC_URL}{reverse('alert-rss', args=[token])}")

    def _show(self, request: HttpRequest, **more: Any) -> HttpResponse:
        reader = AlertReader.objects.filter(user=self.person).first()
        made_at = reader.feed_made_at if reader else None
        return render(request, "webapp/alert_feed.html", {"made_at": made_at, **more})
