"""The form of a task on a page: to make one, to change one, and the parts of it that answer while one types."""

import time
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import limits
from core.errors import DomainError
from tasks_app.models import Task
from tasks_app.models.task import QUESTION_LENGTH
from tasks_app.pipeline.types import Wish
from tasks_app.services import executions, previews, sharing, tasks, understanding
from webapp.forms.cadence import Cadence, minutes_ahead, next_times
from webapp.forms.initial import initial_of, initial_of_task
from webapp.forms.task import USUAL, TaskForm
from webapp.pages.base import Page
from webapp.pages.first_start import EXAMPLES
from webapp.trial import Trial


class TaskFormPage(Page):
    """A page with the form of a task. Each button of it works without a script: the page is shown anew."""

    template_name: str
    task: Task | None = None

    def bound(self) -> TaskForm:
        return TaskForm(self.request.POST, person=self.person, task=self.task)

    def show(self, form: TaskForm | None, **more: Any) -> HttpResponse:
        """Show the form, with what is understood of it so far."""
        context: dict[str, Any] = {"form": form, "task": self.task, "is_owner": True} | more
        if form is not None:
            context |= hints(form)
        return render(self.request, self.template_name, context)

    def try_out(self, form: TaskForm) -> HttpResponse:
        """Search and judge once, while the request waits: the way without scripts."""
        trial = Trial()
        if question_is_sound(form):
            query, condition = form.question
            begun = time.monotonic()
            try:
                limits.use(self.person.pk)
                answer = previews.preview(asker=self.person, search_query=query, condition=condition)
                trial = Trial.of(answer, seconds=time.monotonic() - begun)
            except DomainError as error:
                trial = Trial(problem=error.message)
        return self.show(form, trial=trial, wish=self.request.POST.get("wish", ""))


def hints(form: TaskForm) -> dict[str, Any]:
    """Return what the page says of the question and of the schedule that are in the form."""
    return {
        "understanding": understanding.of_question(*form.question) if form.question[0].strip() else None,
        "next_times": next_times(form.schedule, now=timezone.now()),
    }


def question_is_sound(form: TaskForm) -> bool:
    """Return True where query and condition can be tried; the others of the form need not be right yet."""
    return not {"search_query", "condition_description"} & form.errors.keys()


class NewTask(TaskFormPage):
    """From a sentence to a task."""

    template_name = "webapp/tasks/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Begin with the sentence in `?wish=`. Plain rules make a task of it at once; a model is asked by a button."""
        wish = request.GET.get("wish", "")[:QUESTION_LENGTH]
        if wish.strip() and previews.suggests_at_once():
            return self._suggest(wish)
        return self.show(self._empty() if "form" in request.GET else None, wish=wish, examples=EXAMPLES)

    def post(self, request: HttpRequest) -> HttpResponse:
        match request.POST.get("do"):
            case "suggest":
                return self._suggest(request.POST.get("wish", "")[:QUESTION_LENGTH])
            case "try":
                return self.try_out(self.bound())
            case "create":
                return self._create(self.bound())
        return self.show(self.bound(), wish=request.POST.get("wish", ""))

    def _empty(self) -> TaskForm:
        return TaskForm(person=self.person, initial={**Cadence().as_initial, "told": USUAL, "run_immediately": True})

    def _suggest(self, wish: str) -> HttpResponse:
        if not wish.strip():
            return self.show(None, wish=wish, problem=_("Write what you want to know."))
        now = timezone.now()
        try:
            limits.use(self.person.pk)
            draft = previews.suggest(asker=self.person, wish=Wish(prompt=wish, zone=minutes_ahead(now)), now=now)
        except DomainError as error:
            return self.show(None, wish=wish, problem=error.message)
        form = TaskForm(person=self.person, initial=initial_of(draft, now=now))
        return self.show(form, wish=wish)

    def _create(self, form: TaskForm) -> HttpResponse:
        wish = self.request.POST.get("wish", "")
        if not form.is_valid():
            return self.show(form, wish=wish)
        values, now = form.values, timezone.now()
        try:
            task = tasks.create_task(
                owner=self.person,
                name=values["name"],
                search_query=values["search_query"],
                condition_description=values["condition_description"],
                state=values["state"],
                schedule=values["schedule"],
                notifications=form.channels,
                context=values["context"],
                now=now,
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, wish=wish)
        if form.cleaned_data["is_public"]:
            sharing.set_visibility(owner=self.person, task_id=task.pk, is_public=True, now=now)
        self._tell(task, run_now=values["run_immediately"])
        return redirect("task-page", task.pk)

    def _tell(self, task: Task, *, run_now: bool) -> None:
        try:
            if run_now:
                executions.run_first(task=task, now=timezone.now())
        except DomainError as error:
            messages.warning(self.request, error.message)
        else:
            messages.success(self.request, _("Torale watches it from now on."))


class EditTask(TaskFormPage):
    """The form of a task that there is."""

    template_name = "webapp/tasks/edit.html"

    def get(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        self.task = self.own_task(task_id)
        form = TaskForm(person=self.person, task=self.task, initial=initial_of_task(self.task, now=timezone.now()))
        return self.show(form, tab="edit")

    def post(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        self.task = self.own_task(task_id)
        form = self.bound()
        if request.POST.get("do") == "try":
            return self.try_out(form)
        if request.POST.get("do") != "save" or not form.is_valid():
            return self.show(form, tab="edit")
        try:
            self._save(self.task, form)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, tab="edit")
        messages.success(request, _("Saved."))
        return redirect("task-page", task_id)

    def _save(self, task: Task, form: TaskForm) -> None:
        now, changes = timezone.now(), form.changes(task)
        if changes:
            tasks.update_task(owner=self.person, task_id=task.pk, changes=changes, now=now)
        sharing.set_visibility(owner=self.person, task_id=task.pk, is_public=form.cleaned_data["is_public"], now=now)


# ── Parts that answer while one types ────────────────────────────────────────────────────────────


class Understood(Page):
    """How the question in the form is understood, or what would help."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TaskForm(request.POST, person=self.person)
        return render(request, "webapp/tasks/understood.html", hints(form))


class NextTimes(Page):
    """The next times of the schedule in the form."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TaskForm(request.POST, person=self.person)
        return render(request, "webapp/tasks/next_times.html", hints(form))


class BeginTrial(Page):
    """Begin to try the question in the form; `FollowTrial` shows how far that is."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TaskForm(request.POST, person=self.person)
        if not question_is_sound(form):
            trial = Trial(problem=_("Fill in what to look for first."))
            return render(request, "webapp/tasks/trial.html", {"trial": trial})
        query, condition = form.question
        try:
            limits.use(self.person.pk)
            begun = previews.begin_preview(asker=self.person, search_query=query, condition=condition)
        except DomainError as error:
            return render(request, "webapp/tasks/trial.html", {"trial": Trial(problem=error.message)})
        return render(request, "webapp/tasks/trial.html", {"trial": Trial(id=begun, began_at=time.time())})


class FollowTrial(Page):
    """How far a trial is, and its result once that is there."""

    def get(self, request: HttpRequest, preview_id: uuid.UUID) -> HttpResponse:
        began_at = Trial.moment_in(request.GET.get("since", ""))
        try:
            found = previews.look(asker=self.person, preview_id=preview_id)
        except DomainError as error:
            return render(request, "webapp/tasks/trial.html", {"trial": Trial(problem=error.message)})
        trial = Trial.following(str(preview_id), found, began_at=began_at)
        return render(request, "webapp/tasks/trial.html", {"trial": trial})
