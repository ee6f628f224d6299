"""The parts that all pages of the web application share."""

import uuid

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.views.generic import TemplateView
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.pages.base import PrivatePage, signed_in
from tasks_app.models import Task


class Page(LoginRequiredMixin, PrivatePage):
    """A page of the person who is signed in. Nobody else is shown it: they are asked to sign in first."""

    @property
    def person(self) -> User:
        return signed_in(self.request)

    @property
    def htmx(self) -> HtmxDetails:
        """Details of a request by htmx; false for every other request."""
        details: HtmxDetails = self.request.htmx  # type: ignore[attr-defined]  # of its middleware
        return details

    def own_task(self, task_id: uuid.UUID) -> Task:
        """Return the task, or answer 404 when it is not there or another person's."""
        task = Task.objects.filter(owner=self.person, pk=task_id).first()
        if task is None:
            raise Http404
        return task


class TemplatePage(Page, TemplateView):
    """A page that shows a template and takes no form."""
