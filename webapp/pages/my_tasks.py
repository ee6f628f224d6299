"""`/tasks`: a person's tasks at a glance, and changes of several at once."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import limits
from accounts.models import User
from core.errors import DomainError
from tasks_app.models import Task
from tasks_app.selectors.overview import PAGE_SIZE, WORDS_LENGTH, Order, Overview, Show, overview
from tasks_app.services import executions, tasks
from webapp.pages.base import Page
from webapp.results import Strip

FILTERS: dict[Show, str | Promise] = {
    Show.ALL: gettext_lazy("All"),
    Show.MET: gettext_lazy("Met"),
    Show.ATTENTION: gettext_lazy("Needs a look"),
    Show.ACTIVE: gettext_lazy("Active"),
    Show.PAUSED: gettext_lazy("Paused"),
    Show.COMPLETED: gettext_lazy("Completed"),
}
ORDERS: dict[Order, str | Promise] = {
    Order.IMPORTANT: gettext_lazy("Important first"),
    Order.CHECKED: gettext_lazy("Last check"),
    Order.NEXT: gettext_lazy("Next check"),
    Order.NAME: gettext_lazy("Name"),
    Order.NEWEST: gettext_lazy("Newest"),
}
TABLE = "table"
Choice = TypeVar("Choice", Show, Order)


@dataclass(frozen=True, slots=True)
class Asked:
    """Search, filter, order and page of the list. An unknown value counts as its default."""

    words: str = ""
    show: Show = Show.ALL
    order: Order = Order.IMPORTANT
    page: int = 1
    as_table: bool = False

    @classmethod
    def of(cls, query: QueryDict) -> Self:
        return cls(
            words=query.get("q", "")[:WORDS_LENGTH],
            show=_choice(Show, query.get("show"), Show.ALL),
            order=_choice(Order, query.get("sort"), Order.IMPORTANT),
            page=_number(query.get("page", "")),
            as_table=query.get("checks") == TABLE,
        )

    def address(self, **changed: Any) -> str:
        """Return the address of the list with some of it asked for differently; the page is the first again."""
        wanted = {
            "q": self.words,
            "show": self.show.value,
            "sort": self.order.value,
            "checks": TABLE if self.as_table else "",
        } | changed
        usual = {"q": "", "show": Show.ALL.value, "sort": Order.IMPORTANT.value, "checks": "", "page": 1}
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in wanted.items() if value != usual[name]})
        return f"{reverse('my-tasks')}?{query.urlencode()}" if query else reverse("my-tasks")


def _number(text: str) -> int:
    """Return the number of a page, 1 for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _choice(kind: type[Choice], value: str | None, otherwise: Choice) -> Choice:
    return kind(value) if value in set(kind) else otherwise


class MyTasks(Page):
    """The list. A request of htmx is answered with the list alone."""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = Asked.of(request.GET)
        found = overview(self.person, words=asked.words, show=asked.show, order=asked.order, page=asked.page)
        name = "list" if self.htmx.target == "list" else "page"
        return render(request, f"webapp/tasks/{name}.html", _context(asked, found))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do one thing to the tasks that are ticked."""
        chosen = _chosen(self.person, request.POST.getlist("task"))
        wanted = request.POST.get("do", "")
        if not chosen:
            messages.error(request, _("Tick the tasks first."))
        elif wanted == "delete" and "sure" not in request.POST:
            return render(request, "webapp/tasks/delete_several.html", {"tasks": chosen})
        elif wanted in ACTIONS:
            _do(request, self.person, ACTIONS[wanted], chosen)
        return redirect(Asked.of(request.GET).address())


def _context(asked: Asked, found: Overview) -> dict[str, Any]:
    counts = found.counts
    shown = [show for show in FILTERS if counts[show] or show in (Show.ALL, asked.show)]
    return {
        "now": timezone.now(),
        "asked": asked,
        "found": found,
        "rows": [(row, Strip(row.looks)) for row in found.rows],
        "filters": [
            (FILTERS[show], counts[show], asked.address(show=show.value), show is asked.show) for show in shown
        ],
        "orders": [(order.value, words, order is asked.order) for order, words in ORDERS.items()],
        "previous": asked.address(page=found.page - 1) if found.page > 1 else "",
        "next": asked.address(page=found.page + 1) if found.page < found.pages else "",
        "other_checks": asked.address(checks="" if asked.as_table else TABLE, page=found.page),
        "is_checking": any(row.is_open for row in found.rows),
        "is_empty": not counts[Show.ALL] and not asked.words,
        "here": asked.address(page=found.page),
    }


# ── Several at once ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Action:
    """Something that is done to one task after the other. `done` says how many it was done to."""

    work: Callable[[User, Task], object]
    done: Callable[[int], str]


@dataclass(slots=True)
class Ended:
    """The tasks that something was done to, and the reasons why it was not done to others."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def _to_state(state: Task.State) -> Callable[[User, Task], object]:
    return lambda owner, task: tasks.update_task(
        owner=owner, task_id=task.pk, changes={"state": state.value}, now=timezone.now()
    )


def _run(owner: User, task: Task) -> object:
    limits.use(owner.pk)
    return executions.execute_now(owner=owner, task_id=task.pk, force=False, now=timezone.now())


ACTIONS: dict[str, Action] = {
    "pause": Action(
        _to_state(Task.State.PAUSED), lambda n: ngettext("%(n)s task is paused.", "%(n)s tasks are paused.", n)
    ),
    "resume": Action(
        _to_state(Task.State.ACTIVE), lambda n: ngettext("%(n)s task is active.", "%(n)s tasks are active.", n)
    ),
    "run": Action(_run, lambda n: ngettext("%(n)s task is being checked.", "%(n)s tasks are being checked.", n)),
    "delete": Action(
        lambda owner, task: tasks.delete_task(owner=owner, task_id=task.pk),
        lambda n: ngettext("%(n)s task is deleted.", "%(n)s tasks are deleted.", n),
    ),
}


def _chosen(owner: User, ids: Iterable[str]) -> list[Task]:
    """Return the owner's tasks among `ids`, at most a page of them; what is no id is left out."""
    wanted = []
    for text in list(ids)[:PAGE_SIZE]:
        try:
            wanted.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(Task.objects.filter(owner=owner, pk__in=wanted).order_by("name", "pk"))


def _do(request: HttpRequest, owner: User, action: Action, chosen: Iterable[Task]) -> None:
    """Do it to each task by itself, and tell how many it was done to and why not to the others."""
    ended = Ended()
    for task in chosen:
        try:
            action.work(owner, task)
        except DomainError as error:
            ended.refused.append(f"“{task.name}”: {error.message}")
        else:
            ended.done += 1
    if ended.done:
        messages.success(request, action.done(ended.done) % {"n": ended.done})
    if ended.refused:
        more = len(ended.refused) - 3
        shown = " ".join(ended.refused[:3])
        messages.error(request, f"{shown} {_('And %(n)s more.') % {'n': more}}" if more > 0 else shown)
