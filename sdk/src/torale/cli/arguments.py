"""Arguments of the command `torale`."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, _MutuallyExclusiveGroup, _SubParsersAction
from collections.abc import Callable
from typing import Any, TypeAlias

from torale._version import __version__
from torale.cli import admin, login, tasks, watch

Group: TypeAlias = "_SubParsersAction[ArgumentParser]"
SHORTEST = 4
# The server's limits.
MOST, MOST_HOURS = 100, 8760


def parser() -> ArgumentParser:
    top = ArgumentParser(prog="torale", description="Watch the web: tasks, what they found, what you were told.")
    top.add_argument("--version", action="version", version=f"torale {__version__}")
    top.set_defaults(json=False, url=None, needs_client=True)
    _everywhere(top)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    into = _command(commands, "login", login.login, "try a key, and save it for the commands to come")
    into.set_defaults(needs_client=False)
    _task_commands(_group(commands, "task", "your tasks"))
    _admin_commands(_group(commands, "admin", "the platform's figures, for admins"))
    return top


def _task_commands(group: Group) -> None:
    create = _command(group, "create", tasks.create, "watch something")
    create.add_argument("query", help="what to find out, such as “When is the next iPhone being released?”")
    create.add_argument("--paused", action="store_true", help="do not run it until it is set active")
    create.add_argument("--run", action="store_true", help="run it at once rather than in a minute")
    _fields(create)

    listed = _command(group, "list", tasks.listed, "list your tasks, the newest first")
    listed.add_argument("--state", choices=["active", "paused", "completed"])

    _of_task(group, "get", tasks.get, "show a task")
    update = _of_task(group, "update", tasks.update, "change a task")
    update.add_argument("--query", help="what to find out")
    update.add_argument("--state", choices=["active", "paused", "completed"])
    update.add_argument("--no-notifications", action="store_true", help="no channel of its own: your defaults apply")
    schedules = _fields(update)
    schedules.add_argument("--no-schedule", action="store_true", help="let the agent decide when to look again")

    delete = _of_task(group, "delete", tasks.delete, "delete a task and all it found")
    delete.add_argument("--yes", action="store_true", help="do not ask")
    execute = _of_task(group, "execute", tasks.execute, "run a task now")
    execute.add_argument("--force", action="store_true", help="call off the execution that is under way")
    execute.add_argument("--wait", action="store_true", help="wait for what comes of it; 1 if it fails")
    _limited(_of_task(group, "logs", tasks.logs, "list a task's executions"))
    _limited(_of_task(group, "notifications", tasks.notifications, "list the executions that found the condition met"))
    watched = _of_task(group, "watch", watch.watch, "follow a task's executions until Ctrl-C")
    watched.add_argument("--interval", type=_seconds, default=3.0, help="seconds between two looks (%(default)g)")


def _admin_commands(group: Group) -> None:
    _command(group, "stats", admin.stats, "show the platform's figures")
    errors = _command(group, "errors", admin.errors, "list failed executions")
    errors.add_argument("--hours", type=_up_to(MOST_HOURS), default=24, help="of the last hours (%(default)s)")
    _limited(errors)


def _group(commands: Group, name: str, about: str) -> Group:
    group = commands.add_parser(name, help=about, description=_sentence(about))
    _everywhere(group)
    return group.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _command(group: Group, name: str, command: Callable[..., Any], about: str) -> ArgumentParser:
    made = group.add_parser(name, help=about, description=_sentence(about))
    made.set_defaults(command=command)
    _everywhere(made)
    return made


def _everywhere(command: ArgumentParser) -> None:
    """Add options that may stand before and after each subcommand. Unset ones keep an outer parser's value."""
    command.add_argument("--json", action="store_true", default=SUPPRESS, help="write JSON, for programs")
    command.add_argument("--url", default=SUPPRESS, help="the server's address")


def _of_task(group: Group, name: str, command: Callable[..., Any], about: str) -> ArgumentParser:
    made = _command(group, name, command, about)
    made.add_argument("task", type=_reference, help="its id, or how that begins")
    return made


def _fields(command: ArgumentParser) -> _MutuallyExclusiveGroup:
    """Add the options of a task's fields. Returns the group for options that exclude a schedule."""
    command.add_argument("--name")
    command.add_argument("--condition", help="when to tell you")
    schedules = command.add_mutually_exclusive_group()
    schedules.add_argument("--schedule", metavar="CRON", help="fixed times in UTC, such as “0 9 * * *”")
    command.add_argument("--email", metavar="ADDRESS", help="tell this address")
    command.add_argument("--webhook", metavar="URL", help="call this URL")
    return schedules


def _limited(command: ArgumentParser) -> None:
    command.add_argument("--limit", type=_up_to(MOST), default=20, help=f"at most so many, up to {MOST} (%(default)s)")


def _up_to(most: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise ArgumentTypeError(f"{text!r} is no number from 1 to {most}")
        return int(text)

    return count


def _reference(text: str) -> str:
    """Reject empty or very short prefixes: they match too many ids."""
    if len(text.strip()) < SHORTEST:
        raise ArgumentTypeError(f"Say which task: its id, or how that begins ({SHORTEST} characters or more)")
    return text.strip()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.1 <= seconds <= 3600:
        raise ArgumentTypeError(f"{text!r} is no number of seconds from 0.1 to 3600")
    return seconds


def _sentence(about: str) -> str:
    return f"{about[0].upper()}{about[1:]}."
