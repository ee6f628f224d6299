"""How the API of tasks refuses, as the OpenAPI document says it."""

from core.api.openapi import Refusal

NO_TASK = Refusal(404, "There is no such task, or it is not yours.", "Task not found")
NO_VISIBLE_TASK = Refusal(404, "There is no such task, or it is neither yours nor public.", "Task not found")
UNFIT_CHANNEL = Refusal(
    400,
    "An entry of `notifications` cannot be: a type that there is not, two of one type, a URL that is not https or"
    " leads into a private network.",
    "Invalid notification: the URL must use https",
)
UNFIT_CHANGE = Refusal(
    400,
    "The state cannot follow the one that the task has (`paused` to `completed`, for one), or an entry of"
    " `notifications` cannot be.",
    "Invalid state transition: paused -> completed",
)
TOO_MANY_TASKS = Refusal(
    403,
    "You have as many tasks as one user may have here.",
    "You have 1000 tasks, as many as one user may have here. Delete one to make room.",
)
UNDER_WAY = Refusal(
    409,
    "A request with this `Idempotency-Key` is under way; `Retry-After` says when to ask again.",
    "A request with this Idempotency-Key is under way.",
)
RUNNING = Refusal(
    409,
    "An execution of the task is pending or running and `force` is not true, or a request with this"
    " `Idempotency-Key` is under way.",
    "Task is already running or pending. Use force=true to override.",
)
TOO_MANY_OPEN = Refusal(
    429,
    "Over the rate limit, or you have 20 executions by hand open: waiting, running or to be retried. `Retry-After` says"
    " when to ask again.",
    "You have 20 manual executions under way, as many as one user may have here. Wait for one to end.",
)
NAME_TAKEN = Refusal(
    409,
    "You have a task of that name already, or a request with this `Idempotency-Key` is under way.",
    "You already have a task named “My Copy of Task”. Choose another name.",
)
ONE_AT_A_TIME = Refusal(
    429,
    "Over the rate limit, or another preview or suggestion of yours is under way: they are made one at a time.",
    "A preview or suggestion of yours is still under way; they are made one at a time",
)
SEARCH_FAILED = Refusal(
    502,
    "The search failed, a page could not be reached, or what came back could not be used.",
    "The search provider could not answer",
)
SEARCH_AWAY = Refusal(
    503,
    "Too many previews are under way, the search service is overloaded or not set up, or something that Torale needs"
    " is away. `Retry-After` says when to ask again.",
    "Too many previews and suggestions are under way; try again in a moment",
)
TOO_LATE = Refusal(504, "No answer within a minute.", "No answer was found in the time that a request can wait")
