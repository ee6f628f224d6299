"""The fields of a task that its user sets, in one place: create, update and fork take theirs from here."""

from collections.abc import Mapping
from typing import Annotated, Any, TypedDict, get_type_hints

from notifications.services import ChannelConfigs
from tasks_app.models import Task

# Marks what anybody may read of a public task.
PUBLIC = "public"


class TaskInput(TypedDict, total=False):
    """A new task, or the changes of one: fields that are not there stay as they are.

    The API reads and answers each field of `Task` that stands here; see `tasks_app.api.task_fields`. A field without
    rules of its own in `services.tasks` is kept as it is given.
    """

    name: Annotated[str, PUBLIC]
    search_query: Annotated[str, PUBLIC]
    condition_description: Annotated[str | None, PUBLIC]  # None: the search query itself
    state: Annotated[str, PUBLIC]
    schedule: Annotated[str | None, PUBLIC]
    context: dict[str, Any] | None
    # No field of `Task`: they are rows of their own.
    notifications: ChannelConfigs


_COLUMNS = {field.name for field in Task._meta.concrete_fields}
_HINTS = get_type_hints(TaskInput, include_extras=True)
FIELDS = tuple(name for name in _HINTS if name in _COLUMNS)
PUBLIC_FIELDS = frozenset(name for name in FIELDS if PUBLIC in getattr(_HINTS[name], "__metadata__", ()))
# A fork of somebody else's task asks the same, and has nothing else of it.
QUESTION = ("search_query", "condition_description")
# Fields that `services.tasks` derives from the input or checks.
_RULED = frozenset({*QUESTION, "state"})
KEPT_AS_GIVEN = tuple(name for name in FIELDS if name not in _RULED)


def values_of(task: Task, names: tuple[str, ...]) -> Mapping[str, Any]:
    return {name: getattr(task, name) for name in names}
