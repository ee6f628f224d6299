"""The README's commands, run as they are printed there."""

import json
import os
import re

import pytest

from config.env import BASE_DIR
from tests.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]
README = (BASE_DIR / "README.md").read_text()
BLOCKS = re.findall(r"^```bash\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
# These two are tested by what starts them: tests/config/test_server.py, and whoever runs these tests.
ELSEWHERE = ["./script/server\n", "./script/test\n"]


def test_the_commands_do_what_the_readme_says(stack: Stack) -> None:
    stack.environment |= {"SEARCH_PROVIDER": "web", "GEMINI_API_KEY": "", "EMAIL_URL": ""}
    stack.start("worker", "courier")
    stack.await_ready()
    demo, *first_task = [block for block in BLOCKS if block not in ELSEWHERE]

    shown = stack.run("bash", "-c", demo)
    for step in (
        "The condition is not met",
        "The page changes",
        "The condition is met",
        "signature verified",
        "Subject:",
    ):
        assert step in shown

    script = "set -euo pipefail\n" + "echo ----\n".join(first_task)
    printed = stack.run("bash", "-c", script.replace("http://127.0.0.1:8000", stack.url))
    created, executed = printed.split("----")[1:]
    [promised] = re.findall(r"^```json\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert json.loads(created).keys() == json.loads(promised).keys()
    execution, history = [json.loads(answer) for answer in re.split(r"(?<=})(?=\[)", executed.strip())]
    assert execution["status"] == "pending"
    assert [execution["id"]] == [one["id"] for one in history]


@pytest.mark.parametrize("command", ELSEWHERE)
def test_the_scripts_that_it_names_are_there(command: str) -> None:
    assert command in BLOCKS
    assert os.access(BASE_DIR / command.strip(), os.X_OK)


def test_its_table_names_every_setting_of_ours() -> None:
    settings = (BASE_DIR / "config" / "settings.py").read_text()
    ours = set(re.findall(r'"((?:TORALE|CLERK|GEMINI)_[A-Z_]+)"', settings)) - {"TORALE_DB_CONN_MAX_AGE"}
    assert {name for name in ours if f"`{name}`" not in README} == set()
