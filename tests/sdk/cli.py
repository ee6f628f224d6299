"""The command line in tests: who asks, of which server, and what is said."""

import os
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import ApiKey, User
from core.env import BASE_DIR
from tasks_app.models import Execution, Task
from tasks_app.pipeline.types import Verdict
from tasks_app.services import outcomes
from tests.tasks_app.make import begin, outcome, taken
from torale.cli.main import main

Cli = Callable[..., str]
SDK = {**os.environ, "PYTHONPATH": str(BASE_DIR / "sdk" / "src"), "COLUMNS": "80", "LINES": "24"}


@pytest.fixture
def key(url: str, owner: User, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who asks, and where, as the environment says."""
    key, _ = ApiKey.issue(user=owner, name="tests")
    monkeypatch.setenv("TORALE_API_KEY", key)
    monkeypatch.setenv("TORALE_API_URL", url)
    return key


@pytest.fixture
def torale(key: str, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command; what it writes, or with `code` what it complains of."""

    def run(*arguments: str, code: int = 0) -> str:
        assert main(arguments) == code
        out, err = capsys.readouterr()
        assert not (code and out) or not err
        return (err or out).strip() if code else out.strip()

    return run


def finished(task: Task, verdict: Verdict = Verdict.MET) -> Execution:
    now = timezone.now()
    execution = begin(task, now=now)
    outcomes.record_outcome(claim=taken(execution, now=now), outcome=outcome(verdict, now=now), now=now)
    return execution
