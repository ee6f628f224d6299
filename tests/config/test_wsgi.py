"""What a web process has set up before its first request."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from core.env import BASE_DIR

ASKED = """
import gc, json, sys
from django.core.signals import request_finished, request_started
from config.wsgi import application
named = [[receiver[1]().__name__ for receiver in signal.receivers] for signal in (request_started, request_finished)]
begins, ends = named
said = {"begins": begins, "ends": ends, "kept": gc.get_freeze_count(), "young": gc.get_threshold()[0]}
json.dump(said, sys.stdout)
"""


def web_process(*, debug: bool) -> dict[str, Any]:
    environment = {**os.environ, "DEBUG": str(debug).lower(), "DJANGO_SETTINGS_MODULE": "config.settings"}
    answered = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(answered.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("debug", "begins"), [(False, []), (True, ["reset_queries"])])
def test_connections_are_looked_at_when_a_request_ends_and_not_when_one_begins(debug: bool, begins: list[str]) -> None:
    process = web_process(debug=debug)

    assert process["begins"] == begins
    assert "close_old_connections" in process["ends"]


def test_what_is_imported_is_no_garbage_and_little_else_is_looked_for_often() -> None:
    process = web_process(debug=False)

    assert process["kept"] > 100_000
    assert process["young"] == 10_000
