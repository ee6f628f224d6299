"""A Torale of its own with a Gemini that takes its time, for what is measured on real processes."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from launcher import embedded
from tests import stack as stacks
from tests.doubles.gemini import KEY, MODEL


@contextmanager
def running(*, seconds: float) -> Iterator[stacks.Stack]:
    """Started are the servers alone; this process reaches its database too. Gemini takes `seconds` for each answer."""
    with tempfile.TemporaryDirectory() as home, _gemini(seconds) as url, stacks.running(Path(home)) as stack:
        stack.environment = {
            "SEARCH_PROVIDER": "gemini",
            "GEMINI_API_KEY": KEY,
            "GEMINI_MODEL": MODEL,
            "GOOGLE_GEMINI_BASE_URL": url,
        }
        os.environ["DATABASE_URL"] = embedded.database_url(stack.installation.home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        os.environ.setdefault("SECRET_KEY", "a" * 60)
        django.setup()
        yield stack


@contextmanager
def _gemini(seconds: float) -> Iterator[str]:
    port = stacks.free_port()
    command = [sys.executable, "-m", "tests.doubles.gemini", f"--port={port}", f"--delay={seconds}"]
    double = subprocess.Popen(command)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        double.kill()
        double.wait()
