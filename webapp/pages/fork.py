"""`/tasks/{id}/fork`: copy a task, for whoever is signed in."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.base import FormPage, signed_in
from accounts.readers import bounded
from core.errors import ConflictError, ForbiddenError, NotFoundError
from tasks_app.models import Task
from tasks_app.models.task import NAME_LENGTH
from tasks_app.services import sharing


class ForkForm(forms.Form):
    name = forms.CharField(
        max_length=NAME_LENGTH,
        required=False,
        label=gettext_lazy("Name of the copy"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@method_decorator(bounded, name="dispatch")
class ForkTask(LoginRequiredMixin, FormPage):
    """Asks for a name, which may be left to Torale."""

    form_class = ForkForm
    template_name = "webapp/tasks/fork.html"

    def get_form(self, form_class: type[ForkForm] | None = None) -> ForkForm:
        form: ForkForm = super().get_form(form_class)
        form.fields["name"].widget.attrs["placeholder"] = next(sharing.copy_names(self._task.name))
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = self._task.owner_id == signed_in(self.request).pk
        return super().get_context_data(**kwargs, task=self._task, is_own=is_own)

    def get(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        self._task = self._visible(task_id)
        return super().get(request)

    def post(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponse:
        self._task = self._visible(task_id)
        return super().post(request)

    def form_valid(self, form: ForkForm) -> HttpResponse:
        owner, name = signed_in(self.request), form.cleaned_data["name"] or None
        try:
            fork = sharing.fork_task(owner=owner, task_id=self._task.pk, name=name, now=timezone.now())
        except NotFoundError as error:
            raise Http404 from error
        except (ConflictError, ForbiddenError) as error:
            form.add_error(None, error.message)
            return self.form_invalid(form)
        messages.success(
            self.request, _("This copy is yours: “%(name)s”. It is private, and paused.") % {"name": fork.name}
        )
        return redirect("task-page", fork.pk)

    def _visible(self, task_id: uuid.UUID) -> Task:
        task = Task.objects.visible_to(signed_in(self.request)).filter(pk=task_id).first()
        if task is None:
            raise Http404
        return task
