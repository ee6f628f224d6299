"""The Python examples in the READMEs, run as they are printed."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import Webhook

from accounts.models import ApiKey, User
from core.env import BASE_DIR
from tasks_app.models import Execution, Task
from tasks_app.pipeline.errors import ProviderError
from tasks_app.services import outcomes
from tests.sdk.cli import key
from tests.tasks_app.make import begin, make_task, outcome, taken

__all__ = ["key"]
Run = Callable[[str], dict[str, Any]]
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
CREATE, EXECUTE, FAIL, RECEIVE, USE_ADMIN, MONITOR = BLOCK.findall((BASE_DIR / "sdk" / "README.md").read_text())
ADMIN_KEY = "sk_admin_..."


@pytest.fixture
def run(key: str) -> Run:
    def run(block: str) -> dict[str, Any]:
        names: dict[str, Any] = {}
        exec(compile(block, "README.md", "exec"), names)
        return names

    return run


@pytest.fixture
def as_admin(admin: User) -> None:
    """The key that the examples print."""
    ApiKey.objects.create(user=admin, name="tests", prefix=ADMIN_KEY[:11], digest=ApiKey.digest_of(ADMIN_KEY))


@pytest.fixture
def failure(owner: User) -> Execution:
    now = timezone.now()
    execution = begin(make_task(owner, now=now), now=now)
    outcomes.record_failure(claim=taken(execution, now=now), error=ProviderError("The search failed"), now=now)
    return execution


@pytest.mark.parametrize("block", [CREATE, *BLOCK.findall((BASE_DIR / "README.md").read_text())])
def test_a_task_is_created(run: Run, capsys: pytest.CaptureFixture[str], block: str) -> None:
    run(block)
    assert Task.objects.get().name == "iPhone Release Monitor"
    assert re.match(r"iPhone Release Monitor active \d{4}-", capsys.readouterr().out)


def test_it_is_run_and_waited_for(
    run: Run, owner: User, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_task(owner)

    def work(seconds: float) -> None:
        now = timezone.now()
        outcomes.record_outcome(claim=taken(Execution.objects.get(), now=now), outcome=outcome(now=now), now=now)

    monkeypatch.setattr("torale.tasks.time.sleep", work)
    run(EXECUTE)
    assert capsys.readouterr().out == "success False\nAn answer\n"


def test_what_goes_wrong_is_told(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run(FAIL)
    assert capsys.readouterr().out == "{'schedule': 'Invalid cron expression'}\n"


def test_a_webhook_is_received(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    receive, secret, now = run(RECEIVE)["receive"], "whsec_" + "c2VjcmV0" * 4, timezone.now()
    body = '{"type": "task.condition_met", "data": {"execution": {"notification": "It is out."}}}'
    headers = {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(now.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("msg_1", now, body),
    }
    assert receive(headers, body.encode(), secret) == 200
    assert capsys.readouterr().out == "It is out.\n"
    assert receive(headers, b"{}", secret) == 400


@pytest.mark.usefixtures("as_admin", "failure")
def test_an_admin_sees_the_figures(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run(USE_ADMIN)
    shown = capsys.readouterr().out
    for line in ("Total users: 2", "Active tasks: 1", "User: alice@example.com", "Will retry: True", "Tasks: 1"):
        assert f"{line}\n" in shown
    assert re.search(r"^Success rate: \d+\.\d%$", shown, re.MULTILINE)
    assert re.search(r"^Temporal UI: http\S+$", shown, re.MULTILINE)


@pytest.mark.usefixtures("as_admin", "failure")
def test_a_dashboard_watches_the_error_rate(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class FiveMinutesLaterError(Exception):
        pass

    def sleep(seconds: float) -> None:
        assert seconds == 300
        raise FiveMinutesLaterError

    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(FiveMinutesLaterError):
        run(MONITOR)
    assert capsys.readouterr().out == (
        "Error rate: 100.0%\n⚠️  High error rate detected!\nErrors in last hour: 1\nError types: {'ProviderError': 1}\n"
    )
