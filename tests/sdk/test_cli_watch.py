"""`torale task watch`."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from tasks_app.pipeline.types import Verdict
from tests.sdk.cli import SDK, Cli, finished, key, torale
from tests.tasks_app.make import begin, make_task
from torale.cli import watch
from torale.client import ToraleClient
from torale.errors import APIError, refusal

__all__ = ["key", "torale"]


def test_what_is_watched_through_a_pipe_is_a_line_for_each_change(
    torale: Cli, owner: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    task = make_task(owner, now=timezone.now())
    finished(task, Verdict.NOT_MET)
    steps: Iterator[Any] = iter([lambda: begin(task, now=timezone.now()), lambda: None, KeyboardInterrupt])

    def sleep(seconds: float) -> None:
        step = next(steps)
        if step is KeyboardInterrupt:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr("torale.cli.watch.time.sleep", sleep)
    first, second = torale("task", "watch", str(task.pk)).splitlines()
    assert re.fullmatch(r"[-\d]{10} [:\d]{8}  [0-9a-f]{8}  not met  An answer", first)
    assert re.fullmatch(r"[-\d]{10} [:\d]{8}  [0-9a-f]{8}  pending  -", second)

    monkeypatch.setattr("torale.cli.watch.time.sleep", lambda seconds: (_ for _ in ()).throw(KeyboardInterrupt))
    lines = torale("task", "watch", str(task.pk), "--json").splitlines()
    assert [json.loads(line)["status"] for line in lines] == ["success", "pending"]


def test_on_a_terminal_it_is_drawn_again_in_its_place_and_ends_with_ctrl_c(
    key: str, url: str, owner: User, tmp_path: Path
) -> None:
    task = make_task(owner, name="\x1b[31mred", now=timezone.now())
    finished(task)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "torale.cli", "task", "watch", str(task.pk), "--interval", "0.2"]
    environment = {**SDK, "TORALE_API_KEY": key, "TORALE_API_URL": url, "HOME": str(tmp_path)}
    process = subprocess.Popen(command, stdout=theirs, stderr=theirs, stdin=theirs, env=environment)
    seen = b""
    until = time.monotonic() + 20
    while b"\x1b[6F\x1b[J" not in seen and time.monotonic() < until:
        seen += os.read(ours, 65536)
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0
    os.close(theirs)
    os.close(ours)

    shown = seen.decode()
    assert " [31mred: active, next run in " in shown
    assert "It is out." in shown
    assert "Traceback" not in shown
    assert max(len(line) for line in shown.replace("\x1b[6F\x1b[J", "").split("\r\n")) <= 80


def failing(client: ToraleClient, monkeypatch: pytest.MonkeyPatch, *failures: BaseException | None) -> None:
    """What looking at a task raises each time; None: it answers."""
    get, answers = client.tasks.get, iter(failures)

    def look(id_: str) -> Any:
        if failure := next(answers):
            raise failure
        return get(id_)

    monkeypatch.setattr(client.tasks, "get", look)
    monkeypatch.setattr("torale.cli.watch.time.sleep", lambda seconds: None)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("make", [watch.Screen, lambda: watch.Lines(as_json=False)])
def test_a_server_that_is_away_for_a_while_is_waited_for(
    client: ToraleClient,
    owner: User,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[], watch.Screen | watch.Lines],
    status: int,
) -> None:
    view = make()
    task = finished(make_task(owner, now=timezone.now())).task
    failing(client, monkeypatch, None, refusal(status, "Away for a while"), None, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        watch._follow(client, str(task.pk), view, 1.0)

    said = "".join(capsys.readouterr())
    assert said.count("Away for a while") == 1
    assert said.count("It is out.") == (3 if isinstance(view, watch.Screen) else 1)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_what_does_not_pass_ends_it(
    client: ToraleClient, owner: User, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    task = make_task(owner, now=timezone.now())
    failing(client, monkeypatch, None, refusal(status, "No"))
    with pytest.raises(APIError, match="No"):
        watch._follow(client, str(task.pk), watch.Lines(as_json=False), 1.0)
