"""Buttons of a task's owner, and its deletion, which asks first."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User
from core.errors import DomainError, NotFoundError
from notifications import services as notifications
from notifications.models import Notification
from tasks_app.models import Task
from tasks_app.services import executions, sharing, tasks
from webapp.pages.base import Page

DELIVERIES = 50


def _run(owner: User, task_id: uuid.UUID, now: datetime) -> str:
    limits.use(owner.pk)
    executions.execute_now(owner=owner, task_id=task_id, force=False, now=now)
    return _("It is being checked now: the result comes in by itself.")


def _to_state(state: Task.State) -> Callable[[User, uuid.UUID, datetime], str]:
    def change(owner: User, task_id: uuid.UUID, now: datetime) -> str:
        tasks.update_task(owner=owner, task_id=task_id, changes={"state": state.value}, now=now)
        match state:
            case Task.State.ACTIVE:
                return _("It is active: the next check is soon.")
            case Task.State.PAUSED:
                return _("It is paused: nothing is checked until you resume it.")
        return _("It is completed: nothing is checked any more.")

    return change


def _to_visibility(*, is_public: bool) -> Callable[[User, uuid.UUID, datetime], str]:
    def change(owner: User, task_id: uuid.UUID, now: datetime) -> str:
        sharing.set_visibility(owner=owner, task_id=task_id, is_public=is_public, now=now)
        if is_public:
            return _("It is public: anybody who has its link can read it.")
        return _("It is private: only you see it.")

    return change


ACTIONS: dict[str, Callable[[User, uuid.UUID, datetime], str]] = {
    "run": _run,
    "pause": _to_state(Task.State.PAUSED),
    "resume": _to_state(Task.State.ACTIVE),
    "complete": _to_state(Task.State.COMPLETED),
    "share": _to_visibility(is_public=True),
    "unshare": _to_visibility(is_public=False),
}


class DoWithTask(Page):
    """Do what the button says, and show the task again."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        action = ACTIONS.get(request.POST.get("do", ""))
        if action is None:
            raise Http404
        try:
            messages.success(request, action(self.person, task_id, timezone.now()))
        except NotFoundError as error:
            raise Http404 from error
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("task-page", task_id)


class DeleteTask(Page):
    """Asks first; works without a script."""

    def get(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        return render(request, "webapp/tasks/delete.html", {"task": self.own_task(task_id)})

    def post(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        task = self.own_task(task_id)
        tasks.delete_task(owner=self.person, task_id=task.pk)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": task.name})
        return redirect("my-tasks")


class Deliveries(Page):
    """All that was sent about one task, with a button that sends a webhook again."""

    def get(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        task = self.own_task(task_id)
        sent = Notification.objects.sends_of(self.person).filter(task_id=task.pk).order_by("-created_at", "-id")
        page = Paginator(sent, DELIVERIES).get_page(request.GET.get("page"))
        context = {"task": task, "is_owner": True, "tab": "deliveries", "page": page}
        return render(request, "webapp/tasks/deliveries.html", context)

    def post(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        task = self.own_task(task_id)
        try:
            delivery_id = uuid.UUID(request.POST.get("delivery", ""))
            notifications.redeliver(notification_id=delivery_id, owner=self.person, now=timezone.now())
        except (ValueError, NotFoundError) as error:
            raise Http404 from error
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("It is being sent again."))
        return redirect("task-deliveries", task.pk)
