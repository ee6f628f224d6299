"""Reading and judging of pages in a child process: a page can be made to cost whatever it likes there."""

from collections.abc import Callable
from typing import TypeVar

from core.jobs import children
from tasks_app.pipeline import errors

A = TypeVar("A")
R = TypeVar("R")

# The longest page of honest making takes a fifth of either.
CPU_SECONDS, MEMORY_MB = 5.0, 512

children.preload("tasks_app.documents", "tasks_app.conditions", "tasks_app.providers.web.warm")


class PageError(errors.PipelineError):
    """A page that the task names cannot be read, and asking again within minutes will not change that.

    Neither the operator nor the provider is at fault, so it is a kind of its own: the task's owner sees why, and after
    three such executions is told. A private address ends here too.
    """

    max_retries = 0


class BarredPageError(PageError):
    """A page behind something that may be gone at the next attempt: a queue, a check for robots, an outage."""

    max_retries = 2
    first_wait = 60.0

    @property
    def error_type(self) -> str:
        """The name of its kind, which is the same."""
        return PageError.__name__


def in_child(function: Callable[[A], R], argument: A, *, returns: type[R], of: str, seconds: float) -> R:
    """Return `function(argument)`, called in a child process; `of` names the pages in messages.

    Raises PageError where it takes more processor time or memory than is given to a page, TimeoutError after `seconds`,
    and UnexpectedError when `function` raised an exception or the child was lost.
    """
    try:
        return children.run(
            function, argument, returns=returns, seconds=seconds, cpu_seconds=CPU_SECONDS, memory_mb=MEMORY_MB
        )
    except (children.ChildCPUError, children.ChildMemoryError):
        raise PageError(f"Reading {of} takes more time or memory than a page is given.") from None
    except children.ChildTimeoutError:
        raise errors.TimeoutError(f"Reading {of} took longer than it may.") from None
    except (children.ChildRaisedError, children.ChildLostError) as error:
        raise errors.UnexpectedError(error) from error
