"""What `docs/webhooks.md` says to verify a webhook with verifies ours: implementations of their own, by the letter."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from core.env import BASE_DIR
from notifications.services import Channels
from tests.doubles.receiver import Receiver
from tests.notifications.make import Clock, deliver, record

DOCUMENT = (BASE_DIR / "docs" / "webhooks.md").read_text()
CONFIG = "/api/v1/webhooks/config"


@dataclass(frozen=True)
class Sent:
    headers: dict[str, str]
    body: bytes
    old: str
    new: str


@pytest.fixture
def sent(owner: User, as_owner: APIClient, receiver: Receiver, clock: Clock) -> Sent:
    """A webhook as it comes on the day of a rotation."""
    old = as_owner.put(CONFIG, {"url": receiver.url("/hook")}, format="json").json()["secret"]
    new = as_owner.post(f"{CONFIG}/rotate").json()["secret"]
    deliver(record(owner, Channels(), now=clock(), text="Größe: 5 € ✓"), clock)
    [received] = receiver.requests
    headers = {name.lower(): value for name, value in received.headers.items()}
    return Sent(headers=headers, body=received.body, old=old, new=new)


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert found
    return found[1]


def in_python(sent: Sent, secret: str, body: bytes, folder: Path) -> bool:
    names: dict[str, Any] = {}
    exec(block("python"), names)
    return bool(names["verify"](secret, sent.headers, body))


def in_shell(sent: Sent, secret: str, body: bytes, folder: Path) -> bool:
    (folder / "body").write_bytes(body)
    given = {"id": "webhook-id", "timestamp": "webhook-timestamp", "signature": "webhook-signature"}
    environment = {name: sent.headers[header] for name, header in given.items()} | {"secret": secret}
    return output(["bash", "-c", block("bash")], folder, environment | {"PATH": "/usr/bin:/bin"}) == "good"


def in_javascript(sent: Sent, secret: str, body: bytes, folder: Path) -> bool:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    arguments = f"{json.dumps(secret)}, {json.dumps(sent.headers)}, Buffer.from({json.dumps(body.decode())})"
    return output([node, "-e", f"{block('javascript')}\nconsole.log(verify({arguments}))"], folder, {}) == "true"


def output(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.strip()


@pytest.mark.parametrize("verify", [in_python, in_javascript, in_shell])
def test_the_documented_code_tells_ours_from_others(sent: Sent, verify: Any, tmp_path: Path) -> None:
    assert verify(sent, sent.new, sent.body, tmp_path)
    assert verify(sent, sent.old, sent.body, tmp_path)
    assert not verify(sent, "whsec_" + "A" * 44, sent.body, tmp_path)
    assert not verify(sent, sent.new, sent.body + b" ", tmp_path)
