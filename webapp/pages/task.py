"""`/tasks/{id}`: a task for people to read; a public one for anybody, a private one for its owner."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages.base import PrivatePage
from accounts.readers import bounded, reader_of
from tasks_app.models import Execution, Task
from tasks_app.pipeline.progress import Step
from tasks_app.services import live, understanding, view_counts
from tasks_app.services.outcomes import FAILING_AFTER
from webapp import progress, suggestions, timeline
from webapp.forms.cadence import Cadence
from webapp.pages.base import Page

SHOWN_EXECUTIONS = 50
# In the address of a page that was opened once more, from here.
AGAIN = "again"


@method_decorator(never_cache, name="dispatch")
class TaskPage(PrivatePage):
    """A page about one task, for its owner and, of a public task, for anybody."""

    task: Task
    is_owner: bool

    def dispatch(self, request: HttpRequest, *args: Any, task_id: uuid.UUID, **kwargs: Any) -> HttpResponseBase:
        visible = Task.objects.visible_to(request.user).select_related("email", "webhook", "last_execution")
        task = visible.filter(pk=task_id).first()
        if task is None:
            return _nothing_to_see(request)
        self.task, self.is_owner = task, task.owner_id == request.user.pk
        return super().dispatch(request, *args, **kwargs)

    def context(self, **more: Any) -> dict[str, Any]:
        """Return what the frame of the task's pages shows."""
        task = self.task
        return {
            "task": task,
            "is_owner": self.is_owner,
            "is_failing": task.is_active and task.failures_in_row > 0,
            "is_blind": task.is_active and task.inconclusive_in_row >= FAILING_AFTER,
            "address": f"{settings.PUBLIC_URL}{reverse('task-page', args=[task.pk])}",
            **more,
        }


@method_decorator(bounded, name="dispatch")
class ShowTask(TaskPage):
    """The task, its state, and what each execution found."""

    def get(self, request: HttpRequest) -> HttpResponse:
        task = self.task
        if not self.is_owner and request.method == "GET":
            view_counts.note(task.pk, reader=reader_of(request), now=timezone.now())
        entries = _entries(task, for_owner=self.is_owner)
        context = self.context(
            **_shown(task, entries),
            tab="overview",
            cadence=Cadence.of(task.schedule, now=timezone.now()),
            understanding=understanding.of_question(task.search_query, task.condition_description),
        )
        return _with_policy(render(request, "webapp/tasks/task.html", context), entries)


class LiveTask(Page):
    """The part of an own task's page that changes by itself. Nothing is answered while nothing has changed."""

    def get(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        task = Task.objects.filter(owner=self.person, pk=task_id).select_related("last_execution").first()
        if task is None:
            raise Http404
        if request.GET.get("seen") == _stamp(task):
            return HttpResponse(status=204)
        entries = _entries(task, for_owner=True)
        context = {"task": task, "is_owner": True, **_shown(task, entries)}
        return _with_policy(render(request, "webapp/tasks/live.html", context), entries)


class Checks(TaskPage):
    """All executions of a task, as a table: what each saw, why it looked then, and when it looked next."""

    def get(self, request: HttpRequest) -> HttpResponse:
        found = Paginator(Execution.objects.filter(task=self.task), SHOWN_EXECUTIONS)
        page = found.get_page(request.GET.get("page"))
        entries = [timeline.entry(execution, for_owner=self.is_owner) for execution in page]
        context = self.context(entries=entries, page=page, tab="checks")
        return render(request, "webapp/tasks/checks.html", context)


def _entries(task: Task, *, for_owner: bool) -> list[timeline.Entry]:
    found = Execution.objects.filter(task=task)[:SHOWN_EXECUTIONS]
    return [timeline.entry(execution, for_owner=for_owner) for execution in found]


def _shown(task: Task, entries: list[timeline.Entry]) -> dict[str, Any]:
    """Return what the live part of the page shows."""
    return {
        "entries": entries,
        "newest": timeline.newest_answer(entries),
        "chart": timeline.chart(entries),
        "most": SHOWN_EXECUTIONS,
        "is_open": _is_open(task),
        "step": _step_in_words(task),
        "stamp": _stamp(task),
    }


def _is_open(task: Task) -> bool:
    return task.last_execution is not None and task.last_execution.is_open


def _step_in_words(task: Task) -> str:
    last = task.last_execution
    if last is None or last.status == Execution.Status.PENDING:
        return progress.in_words(None)
    if last.status == Execution.Status.RETRYING:
        return _("Waiting to try again")
    working = live.step_of(last.pk)
    return progress.in_words(working.step, working.pages) if working else progress.in_words(Step.SEARCHING)


def _stamp(task: Task) -> str:
    """Return a text that is another one once the live part of the page would show something else."""
    last = task.last_execution
    step = _step_in_words(task) if _is_open(task) else ""
    seen = f"{last.pk}-{last.status}-{last.retry_count}" if last else ""
    next_run = int(task.next_run.timestamp()) if task.next_run else ""
    return f"{task.state}-{seen}-{step}-{next_run}"


def _with_policy(page: HttpResponse, entries: list[timeline.Entry]) -> HttpResponse:
    page.headers["Content-Security-Policy"] = suggestions.policy(entry.suggestions for entry in entries)
    return page


def _nothing_to_see(request: HttpRequest) -> HttpResponse:
    """The same for a private task as for one that is not there.

    A browser that comes from elsewhere, a mail reader's site for one, leaves its strict session cookie out: it is
    asked to come again, from here, before its user is asked to sign in.
    """
    if request.user.is_authenticated:
        raise Http404
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and AGAIN not in request.GET:
        return render(request, "webapp/tasks/again.html", {"address": f"{request.path}?{AGAIN}"})
    return redirect_to_login(request.path)
