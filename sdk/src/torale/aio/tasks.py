"""`client.tasks`: what is watched for you."""

from __future__ import annotations

import builtins
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from enum import Enum
from typing import Any, Final, Literal
from uuid import UUID

from torale.errors import APIError, NotFoundError, ToraleError, WaitTimeoutError, is_away
from torale.models import Channel, Execution, FeedItem, Preview, Suggestion, Task, TaskState

from .pages import walk
from .transport import Call, Transport, id_of, item, sleep

TASKS, TASK = "/api/v1/tasks", "/api/v1/tasks/{}"
# A preview or a suggestion is answered within a minute, by a page that was found or by 504.
PREVIEW_TIMEOUT = 65.0
FIRST_LOOK, LONGEST_LOOK = 0.5, 5.0
RECENT = 100
# Seconds that the last look at an execution has at least.
LEAST_WAIT = 1.0

TaskRef = Task | UUID | str


class Unset(Enum):
    UNSET = "unset"


UNSET: Final = Unset.UNSET


class Tasks:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def create(
        self,
        search_query: str,
        *,
        name: str | None = None,
        condition_description: str | None = None,
        state: Literal["active", "paused"] | None = None,
        schedule: str | None = None,
        run_immediately: bool = False,
        notifications: Sequence[Channel | Mapping[str, Any]] = (),
        context: Mapping[str, Any] | None = None,
        idempotency_key: str | None = None,
    ) -> Task:
        """Watch something. An active task first runs a minute later, or when its `schedule` (cron, in UTC) says.

        Without `notifications` your defaults apply; the task's `told_by` says which. `context` is kept with the task
        for you, 4 kB of JSON at most.

        With an `idempotency_key` of your own a program that has died may ask again, for a day, and makes one task.
        """
        body = _given(
            None,
            search_query=search_query,
            name=name,
            condition_description=condition_description,
            state=state,
            schedule=schedule,
            run_immediately=run_immediately,
            notifications=list(notifications),
            context=context,
        )
        return Task(await self._transport.create(TASKS, body, idempotency_key=idempotency_key))

    async def list(self, *, state: TaskState | None = None) -> builtins.list[Task]:
        """All your tasks, newest first."""
        return [Task(task) for task in await self._transport.get(TASKS, state=state)]

    def iter_tasks(self, *, state: TaskState | None = None) -> AsyncIterator[Task]:
        """As `list`, page by page."""
        return walk(self._transport.pages(TASKS, state=state), Task)

    async def get(self, task: TaskRef) -> Task:
        """A task of yours, or one that is public."""
        return Task(await self._transport.get(item(TASK, task)))

    async def update(
        self,
        task: TaskRef,
        *,
        name: str | Unset = UNSET,
        search_query: str | Unset = UNSET,
        condition_description: str | Unset | None = UNSET,
        state: TaskState | Unset = UNSET,
        schedule: str | Unset | None = UNSET,
        notifications: Sequence[Channel | Mapping[str, Any]] | Unset = UNSET,
        context: Mapping[str, Any] | Unset | None = UNSET,
    ) -> Task:
        """Change what is given: all of it, or nothing."""
        body = _given(
            UNSET,
            name=name,
            search_query=search_query,
            condition_description=condition_description,
            state=state,
            schedule=schedule,
            notifications=notifications,
            context=context,
        )
        return Task(await self._transport.send(Call("PUT", item(TASK, task), body=body)))

    async def delete(self, task: TaskRef) -> None:
        """Delete a task, its schedule and its executions."""
        await self._transport.send(Call("DELETE", item(TASK, task)))

    async def execute(
        self,
        task: TaskRef,
        *,
        force: bool = False,
        suppress_notifications: bool = False,
        idempotency_key: str | None = None,
    ) -> Execution:
        """Run a task now; `wait` for what comes of it. ConflictError while another one is open, unless `force`.

        With `suppress_notifications` nobody is told, and what is known of the task stays as it is.
        """
        path = item(f"{TASK}/execute", task)
        body = {"force": force, "suppress_notifications": suppress_notifications}
        return Execution(await self._transport.create(path, body, idempotency_key=idempotency_key))

    async def feed(
        self, task: TaskRef | None = None, *, limit: int | None = None, offset: int | None = None
    ) -> builtins.list[FeedItem]:
        """What your tasks have told lately, newest first; of all, the last 200."""
        found = await self._transport.get(f"{TASKS}/feed", task_id=id_of(task), limit=limit, offset=offset)
        return [FeedItem(told) for told in found]

    async def executions(self, task: TaskRef, *, limit: int | None = None) -> builtins.list[Execution]:
        """The newest first, at most 100; `iter_executions` has them all."""
        return await self._executions(task, "executions", limit=limit)

    def iter_executions(self, task: TaskRef) -> AsyncIterator[Execution]:
        return walk(self._transport.pages(item(f"{TASK}/executions", task)), Execution)

    async def notifications(self, task: TaskRef, *, limit: int | None = None) -> builtins.list[Execution]:
        """The executions that found the condition met, newest first, at most 100."""
        return await self._executions(task, "notifications", limit=limit)

    def iter_notifications(self, task: TaskRef) -> AsyncIterator[Execution]:
        return walk(self._transport.pages(item(f"{TASK}/notifications", task)), Execution)

    async def _executions(
        self, task: TaskRef, which: str, *, limit: int | None = None, retry_for: float | None = None
    ) -> builtins.list[Execution]:
        call = Call("GET", item(f"{TASK}/{which}", task), {"limit": limit}, retry_for=retry_for)
        return [Execution(execution) for execution in await self._transport.send(call)]

    async def wait(self, execution: Execution, *, timeout: float = 300.0) -> Execution:
        """Follow an execution to its end: success, failed or cancelled. Raises WaitTimeoutError, in seconds.

        It looks again after half a second, and later each time, up to five: retries of the execution take minutes.
        A server that is away meanwhile is waited for as well.
        """
        until, pause = time.monotonic() + timeout, FIRST_LOOK
        trouble: ToraleError | None = None
        while not execution.is_over:
            left = until - time.monotonic()
            if left <= _asked(trouble):
                raise _still(execution, timeout, trouble) from trouble
            await sleep(min(max(pause, _asked(trouble)), left))
            pause, trouble = min(pause * 1.5, LONGEST_LOOK), None
            try:
                execution = await self._again(execution, until)
            except ToraleError as error:
                if not is_away(error):
                    raise
                trouble = error
        return execution

    async def _again(self, execution: Execution, until: float) -> Execution:
        """The newest one of its task, unless others were forced meanwhile."""
        for limit in (1, RECENT):
            left = max(until - time.monotonic(), LEAST_WAIT)
            for found in await self._executions(execution.task_id, "executions", limit=limit, retry_for=left):
                if found.id == execution.id:
                    return found
        raise NotFoundError(404, "Execution not found")

    async def set_visibility(self, task: TaskRef, *, is_public: bool) -> bool:
        """Let everybody read a task, or you alone; returns which."""
        call = Call("PATCH", item(f"{TASK}/visibility", task), body={"is_public": is_public})
        answer = await self._transport.send(call)
        return bool(answer["is_public"])

    async def fork(self, task: TaskRef, *, name: str | None = None, idempotency_key: str | None = None) -> Task:
        """A copy of a public task, or of one of yours; paused, and private. ConflictError: the name is taken."""
        body = _given(None, name=name)
        return Task(await self._transport.create(item(f"{TASK}/fork", task), body, idempotency_key=idempotency_key))

    async def preview(self, search_query: str, *, condition_description: str | None = None) -> Preview:
        """What a task would find, which takes up to a minute; nothing is kept. One at a time for each user."""
        body = _given(None, search_query=search_query, condition_description=condition_description)
        return Preview(await self._transport.send(Call("POST", f"{TASKS}/preview", body=body, timeout=PREVIEW_TIMEOUT)))

    async def suggest(self, prompt: str, *, current_task: Mapping[str, Any] | None = None) -> Suggestion:
        """The task that a sentence means, or `current_task` changed as it says: `create(**suggestion)` makes it one."""
        body = _given(None, prompt=prompt, current_task=current_task)
        call = Call("POST", f"{TASKS}/suggest", body=body, timeout=PREVIEW_TIMEOUT)
        return Suggestion(await self._transport.send(call))


def _still(execution: Execution, timeout: float, trouble: ToraleError | None) -> WaitTimeoutError:
    if trouble:
        return WaitTimeoutError(f"What came of it could not be asked in time: {trouble}", execution)
    return WaitTimeoutError(f"The execution is still {execution.status} after {timeout:g} s.", execution)


def _asked(trouble: ToraleError | None) -> float:
    """Seconds that the server wants to be left alone for."""
    return (trouble.retry_after if isinstance(trouble, APIError) else None) or 0.0


def _given(absent: Unset | None, **fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not absent}
