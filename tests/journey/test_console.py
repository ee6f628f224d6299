"""The session that the client's README shows, typed line by line into a shell, against a whole Torale."""

import importlib.metadata
import json
import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.env import BASE_DIR
from tests.docs.documents import SDK, console_lines
from tests.doubles.gemini import GeminiDouble, grounded, judgement
from tests.stack import Stack
from torale import ToraleClient

pytestmark = pytest.mark.stack
# What it needs beside is there already, and what builds it: nothing is fetched.
OFFLINE = "--quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation"
FOUND = r"\bmet +(\d+\.\d s +)?The console is in stock\."
JQ = " | jq '.[0].result'"


@pytest.fixture
def typed(stack: Stack, gemini: GeminiDouble, tmp_path: Path) -> Callable[[str], str]:
    """Types a line, and says what is printed, where nobody has installed the client yet, or signed in."""
    gemini.searches = [grounded("The shop's page says “in stock”.")]
    gemini.evaluations = [judgement("met", notification="The console is in stock.")]
    stack.start("worker", "courier")
    stack.await_ready()
    stack.environment |= {"HOME": str(tmp_path), "PATH": f"{tmp_path}/client/bin{os.pathsep}{os.environ['PATH']}"}
    stack.environment |= {"TORALE_API_URL": stack.url, "TORALE_API_KEY": ""}
    stack.environment |= {"PYTHONPATH": f"{tmp_path}/client{os.pathsep}{BASE_DIR}/tests/closed"}
    return lambda line: stack.run("bash", "-c", line)


def test_the_session_that_the_clients_readme_shows_goes_as_it_says(
    typed: Callable[[str], str], stack: Stack, tmp_path: Path
) -> None:
    install, login, create, listing, execute, watch, logs = console_lines(SDK)
    typed(f"{shlex.quote(sys.executable)} -m {install} {OFFLINE} --target {shlex.quote(str(tmp_path))}/client")
    [installed] = importlib.metadata.distributions(path=[f"{tmp_path}/client"])
    needed = [each for each in installed.requires or () if "extra ==" not in each]
    assert needed == ["requests>=2.32", "urllib3>=1.26"]

    key = stack.manage("create_api_key", "you@example.com")
    assert "Signed in" in typed(f"{login} <<< {key}")
    assert key in (tmp_path / ".torale" / "config.json").read_text()

    typed(create)
    with ToraleClient(key, stack.url) as client:
        [task] = client.tasks.list()
    assert task.condition_description == 'The page says "in stock"'

    def of_it(line: str) -> str:
        assert "550e" in line
        return line.replace("550e", task.id[:4])

    assert task.name in typed(listing)
    assert re.search(FOUND, typed(of_it(execute)))
    assert re.search(FOUND, typed(f"timeout --signal=INT 3 {of_it(watch)} || test $? = 124"))
    assert logs.endswith(JQ)
    [execution] = json.loads(typed(of_it(logs.removesuffix(JQ))))
    assert execution["result"]["answer"] == "The condition is met."
    typed(f"torale task delete {task.id} --yes")  # or it would run among those of the journeys
