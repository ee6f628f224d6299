"""The form of a task: everything that `POST /api/v1/tasks` takes, checked by the same rules."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.api.fields import read
from core.api.wire import UnprocessableError
from core.errors import InvalidError
from notifications import services as notifications
from notifications.defaults import default_address, default_url, told_by
from notifications.models import EmailAddress, Webhook
from notifications.services import ChannelConfigs, Channels
from tasks_app.api.serializers import CONTEXT_BYTES, CreateTaskSerializer
from tasks_app.models import Task
from tasks_app.models.task import DEFAULT_NAME, NAME_LENGTH, QUESTION_LENGTH
from tasks_app.services.task_input import TaskInput
from webapp.forms.cadence import AT, AUTO, CRON, INTERVALS, KINDS, WEEKDAYS, Cadence, interval_in_words
from webapp.forms.problems import in_words
from webapp.forms.text import TextField

USUAL, OWN = "usual", "own"
HEADERS_LENGTH, URL_LENGTH, CRON_LENGTH = 25_000, 2000, 200
# Form fields that show a problem, by the API's field.
FIELDS = {"schedule": "cron", "context": "context"}
PLAIN = {"autocomplete": "off"}


class TaskForm(forms.Form):
    """A task as a person writes it; `clean` turns it into what the API's serializer takes and lets that judge.

    `person` is the owner. With `task` it changes that one. The cleaned values are in `values` and `channels`.
    """

    name = TextField(
        longest=NAME_LENGTH,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Torale finds one if you leave it empty."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    search_query = TextField(
        longest=QUESTION_LENGTH,
        label=gettext_lazy("What to look for"),
        help_text=gettext_lazy("A question, with the address of a page if you know one."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    condition_description = TextField(
        longest=QUESTION_LENGTH,
        label=gettext_lazy("Notify me when"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    told = forms.ChoiceField(
        label=gettext_lazy("Where to tell you"),
        choices=((USUAL, gettext_lazy("My usual channels")), (OWN, gettext_lazy("Channels for this task alone"))),
        widget=forms.RadioSelect,
        required=False,
    )
    email = TextField(
        longest=254,
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("An address that is not confirmed yet is asked first."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "list": "addresses"}),
    )
    webhook_url = TextField(
        longest=URL_LENGTH,
        label=gettext_lazy("Webhook"),
        help_text=gettext_lazy("An https address that is called with the alert as JSON."),
        widget=forms.URLInput(attrs=PLAIN | {"placeholder": "https://"}),
    )
    webhook_method = forms.ChoiceField(
        label=gettext_lazy("Method"), choices=Webhook.Method.choices, initial=Webhook.Method.POST, required=False
    )
    webhook_headers = TextField(
        longest=HEADERS_LENGTH,
        label=gettext_lazy("Headers"),
        help_text=gettext_lazy("One on each line, as in X-Custom: value."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    cadence = forms.ChoiceField(
        label=gettext_lazy("How often"), choices=KINDS, widget=forms.RadioSelect, required=False
    )
    every = forms.TypedChoiceField(label=gettext_lazy("Interval"), coerce=int, required=False)
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        required=False,
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    cron = TextField(
        longest=CRON_LENGTH,
        label=gettext_lazy("Cron expression"),
        help_text=gettext_lazy("Five fields, in UTC: 0 9 * * 1-5."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Public"),
        help_text=gettext_lazy("Anybody may read it and what it finds, never where you are told."),
        required=False,
    )
    run_immediately = forms.BooleanField(label=gettext_lazy("Check right now"), required=False)
    paused = forms.BooleanField(
        label=gettext_lazy("Start paused"),
        help_text=gettext_lazy("It is checked when you resume it."),
        required=False,
    )
    context = TextField(
        longest=2 * CONTEXT_BYTES,
        label=gettext_lazy("Context"),
        help_text=gettext_lazy("A JSON object that webhooks carry, for programs of yours."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, person: User, task: Task | None = None, **options: Any) -> None:
        self.person, self.task, self.now = person, task, timezone.now()
        self.values: dict[str, Any] = {}
        self.channels = ChannelConfigs()
        super().__init__(*args, **options)
        every = cast("forms.ChoiceField", self.fields["every"])
        every.choices = [(minutes, interval_in_words(minutes)) for minutes in INTERVALS]
        if task:
            del self.fields["paused"], self.fields["run_immediately"]

    @property
    def addresses(self) -> list[EmailAddress]:
        """The verified addresses that may be chosen."""
        return EmailAddress.objects.verified_of(self.person)

    @property
    def usual(self) -> list[dict[str, Any]]:
        """The channels of tasks that have none of their own, as the API writes them."""
        owner = self.person.pk
        address = default_address(owner).values_list("email", flat=True).first()
        return told_by(None, None, None, address, default_url(owner).values_list("url", flat=True).first())

    @property
    def schedule(self) -> str | None:
        """Return the cron expression that has been chosen so far, valid or not."""
        if not self.is_bound:
            chosen = Cadence(kind=CRON, cron=self.initial.get("schedule") or "")
            return chosen.cron or None
        self.errors  # noqa: B018 - cleans the fields
        return self._chosen().schedule(now=self.now)

    @property
    def question(self) -> tuple[str, str]:
        """Return query and condition as they are typed so far."""
        return str(self["search_query"].value() or ""), str(self["condition_description"].value() or "")

    @property
    def unusual(self) -> bool:
        """Return True where a folded part of the form holds something, which must be seen."""
        return any(self[name].value() or self[name].errors for name in ("context", "paused") if name in self.fields)

    # ── From the form to what the API takes ──────────────────────────────────────────────────────

    def clean(self) -> dict[str, Any]:
        """Let the API's serializer and the channels' parser judge, and show what they say at the fields."""
        cleaned = self.cleaned_data
        body = self._question() | {"schedule": self._chosen().schedule(now=self.now)} | self._context()
        if self.task is None:
            body["state"] = Task.State.PAUSED if cleaned.get("paused") else Task.State.ACTIVE
            body["run_immediately"] = cleaned.get("run_immediately", False)
        try:
            self.values = read(CreateTaskSerializer, body)
            # As the API does: without a condition the query is judged itself.
            self.values["condition_description"] = self.values["condition_description"] or self.values["search_query"]
        except UnprocessableError as error:
            self._show(cast("Sequence[Mapping[str, Any]]", error.detail))
        self._check_cadence()
        self.channels = ChannelConfigs(**self._email(), **self._webhook())
        return cleaned

    def _question(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        name, condition = cleaned.get("name", ""), cleaned.get("condition_description", "")
        return {
            "name": name if name.strip() else DEFAULT_NAME,
            "search_query": cleaned.get("search_query", ""),
            "condition_description": condition if condition.strip() else None,
        }

    def _chosen(self) -> Cadence:
        cleaned = self.cleaned_data
        return Cadence(
            kind=cleaned.get("cadence") or AUTO,
            minutes=cleaned.get("every") or INTERVALS[0],
            at=cleaned.get("at") or time(9),
            weekdays=frozenset(cleaned.get("weekdays") or ()),
            cron=cleaned.get("cron", ""),
        )

    def _check_cadence(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("cadence") != AT:
            return
        if not cleaned.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose a time."))
        if not cleaned.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", _("Choose at least one day."))

    def _context(self) -> dict[str, Any]:
        typed = self.cleaned_data.get("context", "")
        if not typed.strip():
            return {"context": None}
        try:
            return {"context": json.loads(typed)}
        except (ValueError, RecursionError):
            self.add_error("context", _("This is not JSON."))
            return {}

    def _email(self) -> dict[str, Any]:
        address = self.cleaned_data.get("email", "").strip()
        if self._is_told_as_usual:
            return {}
        if not address and not self.cleaned_data.get("webhook_url", "").strip():
            self.add_error("email", _("Name an address or a webhook, or choose your usual channels."))
        return self._parsed("email", {"type": "email", "address": address}) if address else {}

    def _webhook(self) -> dict[str, Any]:
        url = self.cleaned_data.get("webhook_url", "").strip()
        if self._is_told_as_usual or not url:
            return {}
        method = self.cleaned_data.get("webhook_method") or Webhook.Method.POST
        config = {"type": "webhook", "url": url, "method": method, "headers": self._headers()}
        return self._parsed("webhook", config)

    @property
    def _is_told_as_usual(self) -> bool:
        return self.cleaned_data.get("told") != OWN

    def _headers(self) -> dict[str, str]:
        lines = [line for line in self.cleaned_data.get("webhook_headers", "").splitlines() if line.strip()]
        pairs = [line.partition(":") for line in lines]
        if any(not colon for _name, colon, _value in pairs):
            self.add_error("webhook_headers", _("Write each header as a name, a colon and a value."))
            return {}
        return {name.strip(): value.strip() for name, _colon, value in pairs}

    def _parsed(self, kind: str, config: dict[str, Any]) -> dict[str, Any]:
        """Return the channel as the services take it, or nothing where it cannot be, which its field says."""
        try:
            parsed = notifications.parse([config])
        except InvalidError as error:
            reason = error.message.removeprefix("Invalid notification: ")
            field = "email" if kind == "email" else "webhook_headers" if "header" in reason else "webhook_url"
            self.add_error(field, reason[:1].upper() + reason[1:] + ".")
            return {}
        return {kind: parsed.email if kind == "email" else parsed.webhook}

    def _show(self, problems: Iterable[Mapping[str, Any]]) -> None:
        for problem in problems:
            named = str(problem["loc"][1]) if len(problem["loc"]) > 1 else ""
            field = FIELDS.get(named, named)
            self.add_error(field if field in self.fields else None, in_words(problem, self.fields.get(field)))

    # ── Changes for the services ──────────────────────────────────────────────────────────────

    def changes(self, task: Task) -> TaskInput:
        """Return what of `task` the form changes."""
        wanted = {name: self.values[name] for name in ("name", "search_query", "schedule", "context")}
        wanted["condition_description"] = self.values["condition_description"]
        changed = {name: value for name, value in wanted.items() if value != getattr(task, name)}
        if self.channels != channels_of(task):
            changed["notifications"] = self.channels
        return cast("TaskInput", changed)


def channels_of(task: Task) -> ChannelConfigs:
    """Return a task's own channels as the services take them."""
    return Channels(email=task.email, webhook=task.webhook).configs
