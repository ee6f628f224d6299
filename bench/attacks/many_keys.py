"""Requests beyond the limits, with keys that one key has made."""

import time
from collections.abc import Iterator
from contextlib import suppress

import requests

from bench.attacks.attack import Attack, Target

PAUSE_SECONDS = 0.02


def run(target: Target, until: float) -> None:
    url = f"http://{target.host}:{target.port}"
    keys = [target.key, *_made(target, url)]
    with requests.Session() as session:
        while time.monotonic() < until:
            for key in keys:
                with suppress(requests.RequestException):
                    session.get(f"{url}/api/v1/tasks", headers={"Authorization": f"Bearer {key}"}, timeout=10)
                time.sleep(PAUSE_SECONDS)


def _made(target: Target, url: str) -> Iterator[str]:
    for number in range(9):
        with suppress(requests.RequestException):
            headers = {"Authorization": f"Bearer {target.key}"}
            answer = requests.post(f"{url}/auth/api-keys", json={"name": f"{number}"}, headers=headers, timeout=10)
            if answer.ok:
                yield answer.json()["key"]


ATTACK = Attack("requests with keys that a key has made", "2,500 requests in 9 s, each answered", run)
