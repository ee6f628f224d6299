"""The command line on streams that are closed, full, or of a small alphabet."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import User
from tests.sdk.cli import SDK, key
from tests.stack import free_port
from tests.tasks_app.make import make_task

__all__ = ["key"]
Shell = Callable[..., tuple[int, str, str]]
FULL = "torale: Reading or writing failed: No space left on device.\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A command of the shell, as `torale …`: how it ended, what it wrote, what it complained of."""

    def run(command: str, **environment: str) -> tuple[int, str, str]:
        buffered = {"PYTHONUNBUFFERED": ""}  # as it is for people: what is written fails when it is flushed
        nowhere = {"TORALE_API_KEY": "sk_x", "TORALE_API_URL": f"http://127.0.0.1:{free_port()}"}
        done = subprocess.run(
            ["bash", "-c", f'torale() {{ "{sys.executable}" -m torale.cli "$@"; }}; {command}'],
            env={**SDK, **buffered, **nowhere, "HOME": str(tmp_path), **environment},
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout.decode("latin-1"), done.stderr.decode()

    return run


@pytest.fixture
def asked(shell: Shell, key: str, url: str) -> Shell:
    """The same, and the server answers."""
    return lambda command, **more: shell(command, TORALE_API_KEY=key, TORALE_API_URL=url, **more)


@pytest.mark.parametrize("command", ["task list", "task list --json"])
def test_a_full_disk_is_told_in_a_line(asked: Shell, command: str) -> None:
    assert asked(f"torale {command} >/dev/full") == (1, "", FULL)


def test_help_and_complaints_that_cannot_be_written_are_no_tracebacks(shell: Shell) -> None:
    assert shell("torale task --help >/dev/full") == (1, "", FULL)
    code, _, _ = shell("torale login --url x </dev/null 2>/dev/full")
    assert code == 1


def test_a_stream_that_is_closed_is_no_terminal(asked: Shell) -> None:
    assert asked("torale task list >&-") == (0, "", "")
    assert asked("torale login <&-") == (1, "", "torale: No key was given.\n")
    assert asked("torale login </dev/null 2>&-") == (1, "", "")


def test_a_key_that_is_no_text_is_refused(asked: Shell) -> None:
    refusal = "torale: The API key has characters in it that no key has.\n"
    assert asked(r"printf 'sk_\xff' | torale login") == (1, "", refusal)


def test_what_an_encoding_cannot_say_is_a_question_mark(asked: Shell, owner: User) -> None:
    make_task(owner, name="日本 ⚠ é", now=timezone.now())
    code, out, complaints = asked("torale task list", PYTHONIOENCODING="latin-1")
    assert (code, complaints) == (0, "")
    assert "?? ? é" in out


@pytest.mark.parametrize("command", ["--help", "task create --help", "task update --help"])
def test_help_is_given_in_any_encoding(shell: Shell, command: str) -> None:
    code, out, complaints = shell(f"torale {command}", PYTHONIOENCODING="ascii")
    assert (code, out[:13], complaints) == (0, "usage: torale", "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_json_loses_nothing_in_any_encoding(asked: Shell, owner: User, encoding: str) -> None:
    make_task(owner, name="日本 ⚠ é", now=timezone.now())
    code, out, complaints = asked("torale task list --json", PYTHONIOENCODING=encoding)
    assert (code, complaints) == (0, "")
    assert json.loads(out.encode("latin-1"))[0]["name"] == "日本 ⚠ é"
    assert out.isascii() == (encoding != "utf-8")
