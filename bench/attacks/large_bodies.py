"""Bodies of a megabyte whose every member is wrong."""

import http.client
import time
from contextlib import suppress
from functools import partial

from bench.attacks.attack import Attack, Target

ROOM = 1_000_000
PAUSE_SECONDS = 0.2
BEFORE = "59 MB of answer, 15 s of processor time, 0.9 GB that stays"


def _send(target: Target, until: float, *, path: str, member: str) -> None:
    members = ",".join([member] * (ROOM // (len(member) + 1)))
    body = f'{{"prompt": "x", "search_query": "x", "notifications": [{members}]}}'
    headers = {"Authorization": f"Bearer {target.key}", "Content-Type": "application/json"}
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(target.host, target.port, timeout=30)
        with suppress(OSError, http.client.HTTPException):
            connection.request("POST", path, body, headers)
            connection.getresponse().read()
        connection.close()
        time.sleep(PAUSE_SECONDS)


ATTACKS = (
    Attack("a megabyte of numbers as channels, create", BEFORE, partial(_send, path="/api/v1/tasks", member="1")),
    Attack("a megabyte of objects as channels, create", BEFORE, partial(_send, path="/api/v1/tasks", member="{}")),
    Attack("a megabyte of objects, suggest", BEFORE, partial(_send, path="/api/v1/tasks/suggest", member="{}")),
)
