"""Feeds in RSS 2.0: `/tasks/{id}/rss` of a public task, `/alerts/{token}/rss` of all that a person was told."""

import re
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page, require_safe

from accounts.readers import bounded
from tasks_app.models import AlertReader, Execution, Task
from tasks_app.pipeline import suggestions
from tasks_app.selectors.alerts import told
from webapp.timeline import Link, links

LENGTH = 50
# Characters that XML 1.0 cannot write (its production Char).
UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    return UNWRITABLE.sub("", text)


@method_decorator([require_safe, bounded, conditional_page], name="__call__")
class ToldFeed(Feed):  # type: ignore[type-arg]  # not generic at run time
    """The newest notifications; a reader that has them already is answered 304."""

    item_guid_is_permalink = False

    def item_title(self, item: Execution) -> str:
        return " ".join(writable(item.notification or "").split())

    def item_description(self, item: Execution) -> str:
        """HTML: a reader shows it as such, so what others have written is escaped in it."""
        result: dict[str, Any] = item.result or {}
        found = suggestions.searches(result.get("search_suggestions"))
        searches = [Link(title=search.title, url=search.url, host="") for search in found]
        context = {
            "answer": result.get("answer", ""),
            "sources": links(item.grounding_sources),
            "searches": searches,
        }
        return writable(render_to_string("webapp/tasks/feed_item.html", context).strip())

    def item_link(self, item: Execution) -> str:
        return f"{_page(item.task_id)}#{item.pk}"

    def item_guid(self, item: Execution) -> str:
        return item.pk.urn

    def item_pubdate(self, item: Execution) -> datetime:
        return item.completed_at or item.created_at


class TaskFeed(ToldFeed):
    """Alerts of one public task."""

    def get_object(self, request: HttpRequest, task_id: uuid.UUID) -> Task:
        return Task.objects.public().get(pk=task_id)

    def title(self, task: Task) -> str:
        return writable(task.name)

    def link(self, task: Task) -> str:
        return _page(task.pk)

    def feed_url(self, task: Task) -> str:
        return f"{settings.PUBLIC_URL}{reverse('task-rss', args=[task.pk])}"

    def description(self, task: Task) -> str:
        return writable(task.condition_description)

    def items(self, task: Task) -> list[Execution]:
        return list(Execution.objects.told().filter(task=task)[:LENGTH])


class AlertFeed(ToldFeed):
    """Alerts of all tasks of one person, for readers with the secret address."""

    title = "Torale"
    description = "What your tasks have found."

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let no cache but the reader's own keep it."""
        answer = super().__call__(request, *args, **kwargs)
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    def get_object(self, request: HttpRequest, token: str) -> AlertReader:
        return AlertReader.objects.by_token(token).get()

    def link(self, reader: AlertReader) -> str:
        return f"{settings.PUBLIC_URL}{reverse('alerts')}"

    def items(self, reader: AlertReader) -> QuerySet[Execution]:
        return told(reader.user_id, start=0, end=LENGTH)

    def item_title(self, item: Execution) -> str:
        return f"{' '.join(writable(item.task.name).split())}: {super().item_title(item)}"


def _page(task_id: uuid.UUID) -> str:
    return f"{settings.PUBLIC_URL}{reverse('task-page', args=[task_id])}"
