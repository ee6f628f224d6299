"""Messages about an execution and its task, in the form of `notifications.messages`."""

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings

from notifications.messages import Event, Message, Source
from tasks_app.models import Execution, Task
from tasks_app.pipeline import suggestions, types
from tasks_app.pipeline.types import Outcome


def condition_met(task: Task, execution: Execution, outcome: Outcome) -> Message:
    evaluation = outcome.evaluation
    return replace(
        _message(Event.CONDITION_MET, task, execution, text=execution.notification or evaluation.answer),
        answer=evaluation.answer,
        reasoning=evaluation.reasoning,
        sources=_told(outcome.findings.sources),
        searches=_told(suggestions.searches(outcome.findings.search_suggestions)),
        confidence=evaluation.confidence,
    )


def _told(sources: Iterable[types.Source]) -> tuple[Source, ...]:
    return tuple(Source(url=source.url, title=source.title) for source in sources)


def failing(task: Task, execution: Execution, reason: str) -> Message:
    return _message(Event.FAILING, task, execution, text=reason)


def recovered(task: Task, execution: Execution) -> Message:
    return _message(Event.RECOVERED, task, execution, text="The searches for this task succeed again.")


def _message(event: Event, task: Task, execution: Execution, *, text: str) -> Message:
    return Message(
        event=event,
        occurred_at=execution.completed_at or execution.started_at,
        task_id=task.pk,
        task_name=task.name,
        search_query=task.search_query,
        condition_description=task.condition_description,
        task_url=f"{settings.PUBLIC_URL}/tasks/{task.pk}",
        execution_id=execution.pk,
        text=text,
        next_run=task.next_run,
        context=task.context,
    )
