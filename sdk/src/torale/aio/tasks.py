"""`client.tasks`: your tasks and their executions."""

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
# A preview or a suggestion is answered within a minute, by a result or by 504.
PREVIEW_TIMEOUT = 65.0
FIRST_LOOK, LONGEST_LOOK = 0.5, 5.0
RECENT = 100
# Minimum timeout of the last request for an execution, in seconds.
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
        """Create a task. An active one first runs a minute later, or by its `schedule` (cron in UTC).

        Without `notifications` your defaults apply; the task's `told_by` lists them. `context` is data of yours that is
        stored with the task, at most 4 kB of JSON.

        With an `idempotency_key` of your own a restarted program may repeat the call for a day and makes one task.
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
        """List all your tasks, newest first."""
        return [Task(task) for task in await self._transport.get(TASKS, state=state)]

    def iter_tasks(self, *, state: TaskState | None = None) -> AsyncIterator[Task]:
        """Iterate over your tasks, newest first, page by page."""
        return walk(self._transport.pages(TASKS, state=state), Task)

    async def get(self, task: TaskRef) -> Task:
        """Get a task of yours, or a public one."""
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
        """Change the given fields: all of them, or none if one is refused."""
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
        """Execute a task now; `wait` for the result. Raises ConflictError while one is open, unless `force`.

        With `suppress_notifications` nobody is told, and the state of the task stays as it is.
        """
        path = item(f"{TASK}/execute", task)
        body = {"force": force, "suppress_notifications": suppress_notifications}
        return Execution(await self._transport.create(path, body, idempotency_key=idempotency_key))

    async def feed(
        self, task: TaskRef | None = None, *, limit: int | None = None, offset: int | None = None
    ) -> builtins.list[FeedItem]:
        """List recent alerts of your tasks, newest first, from the last 200."""
        found = await self._transport.get(f"{TASKS}/feed", task_id=id_of(task), limit=limit, offset=offset)
        return [FeedItem(told) for told in found]

    async def executions(self, task: TaskRef, *, limit: int | None = None) -> builtins.list[Execution]:
        """List a task's executions, newest first, at most 100; `iter_executions` has them all."""
        return await self._executions(task, "executions", limit=limit)

    def iter_executions(self, task: TaskRef) -> AsyncIterator[Execution]:
        return walk(self._transport.pages(item(f"{TASK}/executions", task)), Execution)

    async def notifications(self, task: TaskRef, *, limit: int | None = None) -> builtins.list[Execution]:
        """List the executions that found the condition met, newest first, at most 100."""
        return await self._executions(task, "notifications", limit=limit)

    def iter_notifications(self, task: TaskRef) -> AsyncIterator[Execution]:
        return walk(self._transport.pages(item(f"{TASK}/notifications", task)), Execution)

    async def _executions(
        self, task: TaskRef, which: str, *, limit: int | None = None, retry_for: float | None = None
    ) -> builtins.list[Execution]:
        call = Call("GET", item(f"{TASK}/{which}", task), {"limit": limit}, retry_for=retry_for)
        return [Execution(execution) for execution in await self._transport.send(call)]

    async def wait(self, execution: Execution, *, timeout: float = 300.0) -> Execution:
        """Wait for the end of an execution: success, failed or cancelled. Raises WaitTimeoutError after `timeout`.

        It polls after half a second, then less often, up to every five seconds: retries of the execution take minutes.
        It also waits for a server that is away meanwhile.
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
        """Get the execution again: the newest of its task, unless others were forced meanwhile."""
        for limit in (1, RECENT):
            left = max(until - time.monotonic(), LEAST_WAIT)
            for found in await self._executions(execution.task_id, "executions", limit=limit, retry_for=left):
                if found.id == execution.id:
                    return found
        raise NotFoundError(404, "Execution not found")

    async def set_visibility(self, task: TaskRef, *, is_public: bool) -> bool:
        """Make a task public or private. Returns True if it is public."""
        call = Call("PATCH", item(f"{TASK}/visibility", task), body={"is_public": is_public})
        answer = await self._transport.send(call)
        return bool(answer["is_public"])

    async def fork(self, task: TaskRef, *, name: str | None = None, idempotency_key: str | None = None) -> Task:
        """Copy a public task or one of yours. The copy is paused and private. ConflictError: its name exists."""
        body = _given(None, name=name)
        return Task(await self._transport.create(item(f"{TASK}/fork", task), body, idempotency_key=idempotency_key))

    async def preview(self, search_query: str, *, condition_description: str | None = None) -> Preview:
        """Preview a task's result. It takes up to a minute, nothing is stored, and each user has one at a time."""
        body = _given(None, search_query=search_query, condition_description=condition_description)
        return Preview(await self._transport.send(Call("POST", f"{TASKS}/preview", body=body, timeout=PREVIEW_TIMEOUT)))

    async def suggest(self, prompt: str, *, current_task: Mapping[str, Any] | None = None) -> Suggestion:
        """Draft a task from a sentence, or change `current_task` as it says. `create(**suggestion)` creates it."""
        body = _given(None, prompt=prompt, current_task=current_task)
        call = Call("POST", f"{TASKS}/suggest", body=body, timeout=PREVIEW_TIMEOUT)
        return Suggestion(await self._transport.send(call))


def _still(execution: Execution, timeout: float, trouble: ToraleError | None) -> WaitTimeoutError:
    if trouble:
        return WaitTimeoutError(f"What came of it could not be asked in time: {trouble}", execution)
    return WaitTimeoutError(f"The execution is still {execution.status} after {timeout:g} s.", execution)


def _asked(trouble: ToraleError | None) -> float:
    """Return the seconds that the server asks to wait."""
    return (trouble.retry_after if isinstance(trouble, APIError) else None) or 0.0


def _given(absent: Unset | None, **fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not absent}
