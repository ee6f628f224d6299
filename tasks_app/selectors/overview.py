"""One person's tasks at a glance: those that are met first, then those that need a look, then the rest.

Two statements, however many tasks there are: one counts the tasks behind each filter, one reads a page of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Lower

from accounts.models import User
from tasks_app.models import OPEN_STATUSES, Execution, Task
from tasks_app.services.outcomes import FAILING_AFTER

PAGE_SIZE, STRIP = 50, 30
ANSWER_LENGTH, WORDS_LENGTH = 400, 200
FIRST, SECOND, REST = range(3)

MET = Q(last_known_state__condition_met=True)
FAILING = Q(state=Task.State.ACTIVE, failures_in_row__gt=0)
BLIND = Q(state=Task.State.ACTIVE, inconclusive_in_row__gte=FAILING_AFTER)


class Show(StrEnum):
    """The filters of the list."""

    ALL = "all"
    MET = "met"
    ATTENTION = "attention"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"


class Order(StrEnum):
    """The orders of the list."""

    IMPORTANT = "important"
    CHECKED = "checked"
    NEXT = "next"
    NAME = "name"
    NEWEST = "newest"


class Result(StrEnum):
    """The outcome of one execution, as the strip of the last ones draws it."""

    MET = "met"
    NOT_MET = "not-met"
    UNCLEAR = "unclear"
    FAILED = "failed"
    CANCELLED = "cancelled"
    OPEN = "open"

    @classmethod
    def of(cls, status: str, condition_met: bool | None) -> "Result":
        if status in OPEN_STATUSES:
            return cls.OPEN
        if status in (Execution.Status.FAILED, Execution.Status.CANCELLED):
            return cls(status)
        return {True: cls.MET, False: cls.NOT_MET, None: cls.UNCLEAR}[condition_met]


FILTERS: Mapping[Show, Q] = {
    Show.ALL: Q(),
    Show.MET: MET,
    Show.ATTENTION: FAILING | BLIND,
    **{Show(state): Q(state=state) for state in Task.State.values},
}
ORDERS: Mapping[Order, tuple[Any, ...]] = {
    Order.IMPORTANT: ("importance", F("last_asked_at").desc(nulls_last=True)),
    Order.CHECKED: (F("last_asked_at").desc(nulls_last=True),),
    Order.NEXT: (F("next_run").asc(nulls_last=True),),
    Order.NAME: (Lower("name"),),
    Order.NEWEST: (),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One execution of the strip."""

    at: datetime
    result: Result


@dataclass(frozen=True, slots=True)
class Row:
    """One task of the list. `looks` are its last `STRIP` executions, the newest first, an open one included."""

    task: Task
    looks: tuple[Look, ...]
    answer: str

    @property
    def is_met(self) -> bool:
        return bool(self.task.importance == FIRST)  # type: ignore[attr-defined]  # annotated

    @property
    def is_failing(self) -> bool:
        return self.task.is_active and self.task.failures_in_row > 0

    @property
    def is_blind(self) -> bool:
        return self.task.is_active and self.task.inconclusive_in_row >= FAILING_AFTER

    @property
    def is_open(self) -> bool:
        return bool(self.looks) and self.looks[0].result is Result.OPEN

    @property
    def last(self) -> Look | None:
        """The newest execution that has ended."""
        return next((look for look in self.looks if look.result is not Result.OPEN), None)


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of a person's tasks. `counts` has the number behind each filter, for the words that are searched for."""

    rows: tuple[Row, ...]
    counts: Mapping[Show, int]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def overview(
    owner: User, *, words: str = "", show: Show = Show.ALL, order: Order = Order.IMPORTANT, page: int = 1
) -> Overview:
    """Return a page of the owner's tasks that hold all of `words`; a page beyond the last one is the last one."""
    wanted = Task.objects.filter(owner=owner).filter(_holding(words)).order_by()
    counts = wanted.aggregate(**{which: Count("pk", filter=condition) for which, condition in FILTERS.items()})
    total = counts[show]
    page = min(max(1, page), max(1, -(-total // PAGE_SIZE)))
    rows = _page(wanted.filter(FILTERS[show]), order, page) if total else ()
    return Overview(rows=tuple(rows), counts={Show(name): n for name, n in counts.items()}, total=total, page=page)


def _holding(words: str) -> Q:
    """Return the condition that each word is in the name, the query or the condition of a task."""
    held = Q()
    for word in words[:WORDS_LENGTH].replace("\x00", "").split():
        held &= Q(name__icontains=word) | Q(search_query__icontains=word) | Q(condition_description__icontains=word)
    return held


def _page(wanted: "QuerySet[Task]", order: Order, page: int) -> Iterable[Row]:
    executions = Execution.objects.filter(task=OuterRef("pk")).order_by("-created_at", "-id")
    # As text: 1,500 objects of JSON take ten times as long to read.
    written = Func("created_at", "status", "condition_met", template="concat_ws(' ', %(expressions)s)")
    strip = executions.values(look=Cast(written, TextField()))[:STRIP]
    last_ended = executions.exclude(status__in=OPEN_STATUSES).values(said=_said())[:1]
    ordered = wanted.annotate(
        importance=Case(
            When(MET, then=FIRST), When(FAILING | BLIND, then=SECOND), default=REST, output_field=IntegerField()
        ),
        # A join would read the executions of everybody.
        last_asked_at=Subquery(Execution.objects.filter(pk=OuterRef("last_execution")).order_by().values("created_at")),
        strip=ArraySubquery(strip),
        said=Subquery(last_ended),
    ).defer("last_known_state", "context")
    start = (page - 1) * PAGE_SIZE
    for task in ordered.order_by(*ORDERS[order], "-created_at", "-id")[start : start + PAGE_SIZE]:
        looks = tuple(_look(found) for found in task.strip)
        yield Row(task=task, looks=looks, answer=_one_line(task.said))


def _said() -> Any:
    """Return an execution's alert, else its answer, else its error."""
    return Coalesce(F("notification"), KT("result__answer"), F("error_message"), Value(""), output_field=TextField())


def _look(written: str) -> Look:
    day, clock, status, *met = written.split(" ")
    return Look(at=datetime.fromisoformat(f"{day} {clock}"), result=Result.of(status, met[0] == "t" if met else None))


def _one_line(text: str | None) -> str:
    line = " ".join((text or "")[: 2 * ANSWER_LENGTH].split())
    return line if len(line) <= ANSWER_LENGTH else line[: ANSWER_LENGTH - 1] + "…"
