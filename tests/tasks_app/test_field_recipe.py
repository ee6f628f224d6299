"""The recipe of CONTRIBUTING, "A field of a task", followed in a throwaway copy of Torale."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from core.env import BASE_DIR

FOLDERS = ("accounts", "adminapi", "config", "core", "launcher", "notifications", "sdk", "tasks_app", "tests")
MODEL, INPUT = "tasks_app/models/task.py", "tasks_app/services/task_input.py"
NEW_LINES = {
    (MODEL, "    last_known_state = "): [
        "    reference = models.CharField(max_length=40, null=True, blank=True)",
        '    memo = models.CharField(max_length=40, null=True, blank=True, help_text="For yourself.")',
    ],
    (INPUT, "    # No field of `Task`"): [
        "    reference: Annotated[str | None, PUBLIC]",
        "    memo: str | None",
    ],
}


def test_a_field_is_written_in_the_model_its_migration_and_the_input(tmp_path: Path) -> None:
    copy_without_caches(tmp_path)
    for (file, before), lines in NEW_LINES.items():
        text = (tmp_path / file).read_text()
        assert text.count(before) == 1
        (tmp_path / file).write_text(text.replace(before, "\n".join([*lines, before])))
    run(tmp_path, "manage.py", "makemigrations", "tasks_app", "--verbosity=0")
    run(tmp_path, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/sdk/travel_of_a_field.py")


def copy_without_caches(to: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__", ".*_cache", "node_modules")
    for entry in BASE_DIR.iterdir():
        if entry.is_dir() and (entry.name in FOLDERS or (entry / "apps.py").exists()):
            shutil.copytree(entry, to / entry.name, ignore=ignore)
        elif entry.suffix in (".py", ".toml"):
            shutil.copy(entry, to)


def run(folder: Path, *command: str) -> None:
    """Run Python there, with a database of the copy's own."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {"DATABASE_URL": urlunsplit(parts._replace(path=f"{parts.path}_with_more_fields"))}
    for name in [name for name in environment if name.startswith("PYTEST_")]:
        del environment[name]
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
