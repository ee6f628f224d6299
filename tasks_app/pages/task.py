"""`/tasks/{id}`: a task for people to read; a public one for anybody, a private one for its owner."""

import uuid

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator

from accounts.pages.base import PrivatePage
from accounts.readers import bounded, reader_of
from tasks_app.models import Execution, Task
from tasks_app.pages import suggestions, timeline
from tasks_app.services import understanding, view_counts

SHOWN_EXECUTIONS = 50
# In the address of a page that was opened once more, from here.
AGAIN = "again"


@method_decorator(bounded, name="dispatch")
class ShowTask(PrivatePage):
    """What is watched, its state, and what each execution found."""

    def get(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        task = Task.objects.visible_to(request.user).select_related("email", "webhook").filter(pk=task_id).first()
        if task is None:
            return _nothing_to_see(request)
        is_owner = task.owner_id == request.user.pk
        if not is_owner and request.method == "GET":
            view_counts.note(task.pk, reader=reader_of(request), now=timezone.now())
        found = Execution.objects.filter(task=task)[:SHOWN_EXECUTIONS]
        entries = [timeline.entry(execution, for_owner=is_owner) for execution in found]
        context = {
            "task": task,
            "is_owner": is_owner,
            "entries": entries,
            "newest": timeline.newest_answer(entries),
            "chart": timeline.chart(entries),
            "most": SHOWN_EXECUTIONS,
            "understanding": understanding.of_question(task.search_query, task.condition_description),
        }
        page = render(request, "tasks_app/task.html", context)
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
        return render(request, "tasks_app/again.html", {"address": f"{request.path}?{AGAIN}"})
    return redirect_to_login(request.path)
