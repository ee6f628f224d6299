"""The shell and Python blocks of the documents, run as they are printed, in order, against a whole Torale."""

import json
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.env import BASE_DIR
from tests.docs.documents import DOCS, README, Block, blocks, console_lines, name
from tests.stack import Stack

pytestmark = pytest.mark.stack
FIRST_STEPS = BASE_DIR / "docs" / "first-five-minutes.md"
# These two are tested by what starts them: tests/launcher/test_server.py, and whoever runs these tests.
SCRIPTS = ["./script/server\n", "./script/test\n"]
DEMO = "./script/manage demo\n"
# tests/notifications/test_webhooks_doc.py
TESTED_ELSEWHERE = {"docs/webhooks.md"}
NEXT = "----next block----"
# What docker would run in a container is run here. Without a terminal a password is read from where it comes.
MANAGE = "setsid --wait ./script/manage"
DOCTOR, MAKE_USER = f"{MANAGE} doctor", f"{MANAGE} create_user you@example.com --admin"
MAKE_KEY = f"{MANAGE} create_api_key you@example.com --admin"
FIRST_START = f"{MANAGE} first_start"
MAKE_ROLES = f"{MANAGE} make_roles"  # made in tests/core/db/test_roles.py
OF_OPERATORS = {
    re.sub(r"^(docker compose exec web python manage\.py|\./script/manage)(?= )", MANAGE, line)
    for document in DOCS
    for line in console_lines(document)
    if re.search(r"(manage\.py|/manage) ", line)
}
TWICE = "$'correct horse battery staple\\ncorrect horse battery staple'"


FORGET_TASKS = """
from tasks_app.models import Task
from tasks_app.services.tasks import delete_task
for task in Task.objects.all(): delete_task(owner=None, task_id=task.pk)
"""


@pytest.fixture(scope="module", autouse=True)
def _no_tasks_are_left(the_stack: Stack) -> Iterator[None]:
    """Those of readers of the documents would run among those of the journeys."""
    yield
    the_stack.manage("shell", "--command", FORGET_TASKS)


@pytest.fixture
def at_hand(stack: Stack) -> Stack:
    """As one has it before them who has just typed `./script/server`, with the client installed."""
    stack.environment |= {"SEARCH_PROVIDER": "web", "GEMINI_API_KEY": "", "EMAIL_URL": ""}
    stack.environment |= {"TORALE_API_URL": stack.url, "PYTHONPATH": str(BASE_DIR / "sdk" / "src")}
    return stack


def test_the_demo_shows_the_whole_loop(at_hand: Stack) -> None:
    at_hand.start("worker", "courier")
    at_hand.await_ready()
    shown = at_hand.run("bash", "-c", DEMO)
    for step in (
        "The condition is not met",
        "The page changes",
        "The condition is met",
        "signature verified",
        "Subject:",
    ):
        assert step in shown


def test_the_first_task_of_the_readme_is_created_by_both_ways(at_hand: Stack) -> None:
    created, printed = run(at_hand, README)
    assert json.loads(created)["notifications"] == [{"type": "email", "address": "you@example.com"}]
    assert printed.startswith("iPhone Release Monitor active 2")


def test_the_first_five_minutes_are_as_they_say(at_hand: Stack) -> None:
    _, created, executed, _, listed, changed = run(at_hand, FIRST_STEPS)
    [promised] = blocks(FIRST_STEPS, "json")
    assert json.loads(created).keys() == json.loads(promised.text).keys()
    execution, history = documents_in(executed)
    assert execution["status"] == "pending"
    assert [execution["id"]] == [one["id"] for one in history]
    assert "iPhone Release Monitor active 2" in listed
    daily, paused = documents_in(changed)
    assert (daily["schedule"], daily["next_run"][11:19]) == ("0 9 * * *", "09:00:00")
    assert (paused["state"], paused["next_run"]) == ("paused", None)


def test_the_commands_that_operators_are_shown_do_what_they_say(at_hand: Stack) -> None:
    at_hand.start("worker", "courier")
    at_hand.await_ready()
    assert {DOCTOR, MAKE_USER, MAKE_KEY, FIRST_START, MAKE_ROLES} == OF_OPERATORS

    def typed(command: str) -> str:
        return at_hand.run("bash", "-c", f"{command} <<< {TWICE}".replace("you@", "operator@"))

    assert "Faults: 0" in typed(DOCTOR)
    assert "operator@example.com can sign in" in typed(MAKE_USER)
    assert typed(MAKE_KEY).startswith("sk_")
    assert typed(FIRST_START) == ""


@pytest.mark.parametrize("command", [*SCRIPTS, DEMO])
def test_the_commands_that_the_readme_names_are_there(command: str) -> None:
    assert Block("bash", command) in blocks(README, "bash")
    assert os.access(BASE_DIR / command.split()[0], os.X_OK)


def test_no_other_document_has_a_block_that_is_not_run() -> None:
    have = {name(document) for document in [README, *DOCS] if blocks(document, "bash", "python", "sh", "shell")}
    assert have - TESTED_ELSEWHERE == {name(README), name(FIRST_STEPS)}


def run(stack: Stack, document: Path) -> list[str]:
    """What each block of a document prints: one shell for all of them, and a program for each in Python."""
    found = [block for block in blocks(document, "bash", "python") if block.text not in (*SCRIPTS, DEMO)]
    script = "set -euo pipefail\n" + f"echo; echo {NEXT}\n".join(map(_as_shell, found))
    printed = stack.run("bash", "-c", script.replace("http://127.0.0.1:8000", stack.url))
    return [part.strip() for part in printed.split(NEXT)]


def _as_shell(block: Block) -> str:
    if block.language == "bash":
        return block.text
    return f"TORALE_API_KEY=$KEY {shlex.quote(sys.executable)} -c {shlex.quote(block.text)}\n"


def documents_in(printed: str) -> list[Any]:
    """JSON documents that were printed one behind the other."""
    return [json.loads(one) for one in re.split(r"(?<=[}\]])(?=[{\[]\"|\[{)", printed.strip())]
