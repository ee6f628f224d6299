"""The command line: what it says to people and to programs, and how it ends."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from adminapi.serializers import MAX_HOURS
from core.api.pagination import MAX_LIMIT
from tasks_app.models import Execution
from tasks_app.pipeline.types import Verdict
from tests.sdk.cli import SDK, Cli, finished, key, torale
from tests.stack import free_port
from tests.tasks_app.make import make_task
from torale import config
from torale.cli import arguments, login
from torale.cli.main import main
from torale.models import Task

__all__ = ["key", "torale"]


def refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of a command that cannot be."""
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    return capsys.readouterr().err


# ── Tasks ────────────────────────────────────────────────────────────────────────────────────────


def test_a_task_is_created_shown_changed_and_deleted(torale: Cli) -> None:
    shown = torale(
        "task", "create", "Is it so?", "--name", "So", "--condition", "It is", "--email", "alice@example.com"
    )
    assert re.search(r"^Name +So$", shown, re.MULTILINE)
    assert re.search(r"^Tells +alice@example.com$", shown, re.MULTILINE)
    [task] = json.loads(torale("task", "list", "--json"))
    short = task["id"][:6]

    changed = torale("task", "update", short, "--webhook", "https://hooks.example.com/x", "--schedule", "0 9 * * *")
    assert re.search(r"^Tells +alice@example.com, https://hooks.example.com/x$", changed, re.MULTILINE)
    assert re.search(r"^Schedule +0 9 \* \* \*$", changed, re.MULTILINE)
    plain = json.loads(
        torale("task", "update", short, "--no-notifications", "--no-schedule", "--state", "paused", "--json")
    )
    assert (plain["notifications"], plain["schedule"], plain["state"]) == ([], None, "paused")
    bare = torale("task", "get", task["id"])
    assert bare.startswith(f"Id         {task['id']}")
    assert re.search(r"^Tells +alice@example.com \(your default\)$", bare, re.MULTILINE)

    assert (
        torale("task", "delete", short, code=1) == "torale: Deleting asks first, and there is nobody to ask: say --yes."
    )
    assert torale("task", "delete", short, "--yes") == "Deleted “So”."
    assert torale("task", "list") == "No tasks."


def test_tasks_are_listed_in_a_table(torale: Cli, owner: User) -> None:
    finished(make_task(owner, name="First", now=timezone.now()))
    make_task(owner, name="Second", state="paused", now=timezone.now())
    head, *rows = torale("task", "list").splitlines()

    assert re.fullmatch(r"ID +NAME +STATE +LAST +NEXT RUN", head)
    assert re.fullmatch(r"[0-9a-f]{8}  Second  paused  - +-", rows[0])
    assert re.fullmatch(r"[0-9a-f]{8}  First   active  met   in (\d+ s|1 min)", rows[1])
    assert len(torale("task", "list", "--state", "paused").splitlines()) == 2


def test_what_an_execution_found_is_shown(torale: Cli, owner: User) -> None:
    task = make_task(owner, now=timezone.now())
    assert torale("task", "logs", str(task.pk)) == "No executions yet."
    assert torale("task", "notifications", str(task.pk)) == "The condition was not met yet."
    finished(task, Verdict.NOT_MET)
    finished(task)

    assert re.search(r" met +\d+\.\d s +It is out\.\n.* not met .* An answer$", torale("task", "logs", str(task.pk)))
    assert len(torale("task", "notifications", str(task.pk)).splitlines()) == 2
    [newest] = json.loads(torale("task", "logs", str(task.pk), "--json", "--limit", "1"))
    assert newest["condition_met"] is True


def test_a_task_is_run_and_waited_for(torale: Cli, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    task = str(make_task(owner, now=timezone.now()).pk)
    assert " pending " in torale("task", "execute", task)
    assert torale("task", "execute", task, code=1).startswith("torale: Task is already running or pending.")

    def cancel(seconds: float) -> None:
        Execution.objects.open().update(status="cancelled", completed_at=timezone.now())

    monkeypatch.setattr("torale.tasks.time.sleep", cancel)
    assert " cancelled " in torale("task", "execute", task, "--force", "--wait", code=1)


def test_a_task_is_meant_by_how_its_id_begins_if_that_is_clear(torale: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    hint = "`torale task list` shows yours."
    unknown = "550e8400-e29b-41d4-a716-446655440000"
    assert torale("task", "get", unknown, code=1) == f"torale: Task not found: {hint}"
    twins = [Task({"id": f"{unknown[:-1]}{end}"}) for end in (1, 2)]
    monkeypatch.setattr("torale.tasks.Tasks.list", lambda tasks: twins)
    none, several = "None of your tasks has an id that begins with", "2 of your tasks have an id that begins with"
    assert torale("task", "get", "zzzz", code=1) == f"torale: {none} 'zzzz': {hint}"
    assert torale("task", "get", "550E", code=1) == f"torale: {several} '550E': {hint}"


@pytest.mark.parametrize("command", ["get", "update", "delete", "execute", "logs", "notifications", "watch"])
@pytest.mark.parametrize("reference", ["", "  ", "550", " 550 "])
def test_an_empty_or_a_short_id_names_no_task(capsys: pytest.CaptureFixture[str], reference: str, command: str) -> None:
    complaint = "Say which task: its id, or how that begins (4 characters or more)"
    assert complaint in refused(["task", command, reference], capsys)


def test_nothing_is_deleted_by_an_empty_id(key: str, owner: User, capsys: pytest.CaptureFixture[str]) -> None:
    task = make_task(owner)
    refused(["task", "delete", "", "--yes"], capsys)
    assert [one.pk for one in owner.tasks.all()] == [task.pk]


@pytest.mark.parametrize(
    "command",
    [
        "task",
        "task logs 550e --limit 0",
        "task logs 550e --limit 101",
        "task notifications 550e --limit 1000",
        "task watch 550e --interval 0",
        "task update 550e --no-schedule --schedule @daily",
        "admin errors --limit 101",
        "admin errors --hours 8761",
        "fly",
    ],
)
def test_what_cannot_be_is_the_usage(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert "usage: torale" in refused(command.split(), capsys)


def test_the_most_that_can_be_asked_for_is_what_the_server_gives() -> None:
    assert (arguments.MOST, arguments.MOST_HOURS) == (MAX_LIMIT, MAX_HOURS)


def test_json_and_the_address_are_asked_for_before_or_after_each_word(torale: Cli, url: str) -> None:
    for command in ("--json task list", "task --json list", "task list --json"):
        assert torale(*command.split()) == "[]"
    for command in ("--url {} task list", "task --url {} list", "task list --url {}", "--url x task list --url {}"):
        assert torale(*command.format(url).split()) == "No tasks."


# ── Errors, and what to do about them ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("wrong", ["sk_wrong", " ", "sk_ü"])
def test_with_a_wrong_key_it_says_how_to_give_another(torale: Cli, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("TORALE_API_KEY", wrong)
    said = torale("task", "list", code=1)
    assert said.endswith(": run `torale login`, or set TORALE_API_KEY.")
    assert len(said.splitlines()) == 1


def test_an_address_with_a_path_is_told_apart_from_a_task_that_is_not_there(torale: Cli, url: str) -> None:
    for command in (["list"], ["get", "550e8400-e29b-41d4-a716-446655440000"]):
        said = torale("task", *command, "--url", f"{url}/app", code=1)
        assert said.endswith(f": {url}/app was asked, which must be the root of Torale's server.")


def test_a_schedule_that_is_none_is_told_what_one_looks_like(torale: Cli) -> None:
    said = torale("task", "create", "Is it so?", "--schedule", "x", code=1)
    assert said == 'torale: schedule: Invalid cron expression: five fields in UTC, such as "0 9 * * *".'


def test_who_is_no_admin_is_told_that_it_is_the_key(torale: Cli) -> None:
    assert torale("admin", "stats", code=1) == "torale: Admin access required: this key's owner is no admin."


def test_what_needs_no_hint_has_none(torale: Cli, owner: User) -> None:
    said = torale("task", "update", str(make_task(owner).pk), code=1)
    assert said == "torale: Nothing is to be changed: see `torale task update --help`."


def test_without_a_key_or_a_server_it_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["task", "list"]) == 1
    assert capsys.readouterr().err == "torale: There is no API key: set TORALE_API_KEY, or run `torale login`.\n"
    monkeypatch.setenv("TORALE_API_KEY", "sk_x")
    monkeypatch.setattr("torale.transport.time.sleep", lambda seconds: None)
    address = f"127.0.0.1:{free_port()}"
    assert main(["task", "list", "--url", f"http://{address}"]) == 1
    away, hint = "could not be reached, or ended the connection", "TORALE_API_URL or --url says where"
    assert capsys.readouterr().err == f"torale: {address} {away}: is Torale running there? {hint}.\n"


# ── Login ────────────────────────────────────────────────────────────────────────────────────────


class Typed:
    """Standard input: a line in a pipe, or with `asked` a person at a terminal."""

    def __init__(self, line: str, *, is_terminal: bool = False) -> None:
        self.line, self.is_terminal = line, is_terminal

    def isatty(self) -> bool:
        return self.is_terminal

    def readline(self) -> str:
        return self.line


def test_a_login_tries_the_key_and_saves_it(torale: Cli, key: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Typed(f"{key}\n"))
    said = torale("login", "--url", url)
    assert said == f"Signed in at {url} as alice@example.com; saved in {config.path()}."
    assert key not in said

    monkeypatch.delenv("TORALE_API_KEY")
    monkeypatch.delenv("TORALE_API_URL")
    assert torale("task", "list") == "No tasks."


def test_a_home_that_is_not_there_is_made(
    torale: Cli, key: str, url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home / "not" / "there"))
    monkeypatch.setattr(sys, "stdin", Typed(key))
    torale("login", "--url", url)
    assert config.path().is_relative_to(home / "not" / "there")
    assert config.load() == config.Settings(url=url, key=key)


def test_a_person_is_asked_for_both(torale: Cli, key: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TORALE_API_URL")
    monkeypatch.setattr(sys, "stdin", Typed("", is_terminal=True))
    asked: list[str] = []
    answers = {"Address of the server [https://api.torale.ai]: ": url, "API key (not shown): ": key}

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return answers[prompt]

    for name in ("builtins.input", "torale.cli.login.getpass"):
        monkeypatch.setattr(name, ask)
    torale("login")
    assert asked == list(answers)
    assert config.load() == config.Settings(url=url, key=key)
    assert login._saved_address() == url


def test_a_key_that_does_not_work_is_not_saved(torale: Cli, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    complaints = {
        "sk_wrong\n": "torale: Invalid API key",
        "sk_ü\n": "torale: The API key has characters in it that no key has.",
        "\n": "torale: No key was given.",
    }
    for line, complaint in complaints.items():
        monkeypatch.setattr(sys, "stdin", Typed(line))
        assert torale("login", "--url", url, code=1) == complaint
    assert config.load() is None


def test_a_person_agrees_before_something_is_deleted(torale: Cli, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    task = str(make_task(owner).pk)
    monkeypatch.setattr(sys, "stdin", Typed("", is_terminal=True))
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert torale("task", "delete", task, code=1) == "Nothing was deleted."
    monkeypatch.setattr("builtins.input", lambda question: "y")
    assert torale("task", "delete", task) == "Deleted “iPhone”."


# ── Endings ──────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_who_leaves_is_no_failure(key: str, url: str, tmp_path: Path) -> None:
    environment = {**SDK, "TORALE_API_KEY": key, "TORALE_API_URL": url, "HOME": str(tmp_path)}
    command = f"{sys.executable} -m torale.cli task list --json | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("ending", [KeyboardInterrupt, EOFError])
def test_who_answers_with_ctrl_c_or_ctrl_d_ends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ending: type[BaseException]
) -> None:
    def ask(prompt: str) -> str:
        raise ending

    monkeypatch.setattr(sys, "stdin", Typed("", is_terminal=True))
    monkeypatch.setattr("builtins.input", ask)
    assert main(["login"]) == 130
    assert capsys.readouterr() == ("", "")


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["--help"], ["login", "--help"], ["task", "watch", "--help"], ["admin", "errors", "--help"]):
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert ended.value.code == 0
        assert "usage: torale" in capsys.readouterr().out
